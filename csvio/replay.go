package csvio

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"bulkdial/dialer"
)

// RecordError says that the files of a record cannot be used as they are; nothing was changed.
type RecordError struct {
	Path string
	// Line is the line at fault, from 1, or 0.
	Line   int
	Reason string
}

func (e *RecordError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s: line %d: %s", e.Path, e.Line, e.Reason)
	}
	return fmt.Sprintf("%s: %s", e.Path, e.Reason)
}

// replay passes each result of a results file to each, then one for each contact whose intent has no result: whether
// it was called is unknown. It returns the latter, which the file does not hold yet.
func replay(file diskFile, end extent, intents []intent, each func(*dialer.Result)) ([]dialer.Result, error) {
	if end.size == 0 && len(intents) > 0 {
		return nil, resultsGone(file.Name())
	}
	open := newOpenIntents(intents)
	lines := 1 // the header
	err := readResults(file, end.size, func(r *dialer.Result) {
		lines++
		open.answered(r)
		end.found(r)
		each(r)
	})
	if err != nil {
		return nil, err
	}
	if end.lost != nil {
		return nil, lineCut(file.Name(), lines+1)
	}
	interrupted := open.interrupted()
	for i := range interrupted {
		each(&interrupted[i])
	}
	return interrupted, nil
}

// readResults reads the whole lines of a results file, of which there are size bytes. What it passes to each is good for
// as long as the call.
func readResults(file diskFile, size int64, each func(*dialer.Result)) error {
	if size == 0 {
		return nil
	}
	header, err := resultsHeader()
	if err != nil {
		return err
	}
	in := io.NewSectionReader(file, 0, size)
	first := make([]byte, len(header))
	if _, err := io.ReadFull(in, first); err != nil || !bytes.Equal(first, header) {
		return notOurs(file.Name())
	}
	for row := range ahead(newResultReader(in).line, aheadResults) {
		if errors.Is(row.err, io.EOF) {
			break
		}
		if row.err != nil {
			return damaged(file.Name(), row.line+1, row.err) // after the header
		}
		each(&row.result)
	}
	return nil
}

// aheadResults is how many results are read at one time.
const aheadResults = 512

// damaged says that a line is not one that this program wrote.
func damaged(path string, line int, err error) error {
	return &RecordError{
		Path: path, Line: line,
		Reason: err.Error() + "; only bulkdial may write this file (was it saved by a spreadsheet?): restore it, or name another with --results",
	}
}

// resultsGone is what a missing or empty results file means beside intents: no crash leaves them so, because the header
// is on disk before the first intent. To begin anew would call everybody again.
func resultsGone(path string) error {
	return &RecordError{Path: path, Reason: "the results file is missing or empty, but the in-flight record beside it names requests that were sent: " +
		"put the results back, or begin another campaign with --results"}
}

// lineCut is what a torn last line means that says that somebody was called, when no intent covers it: no crash leaves it
// so. To cut it would call that contact again.
func lineCut(path string, line int) error {
	return &RecordError{Path: path, Line: line, Reason: "the end of this line is missing or changed, though a run has written it whole, and it says that " +
		"somebody was called: restore the file, or complete the line like those before it"}
}

func notOurs(path string) error {
	return &RecordError{Path: path, Line: 1, Reason: "this is not a results file of bulkdial; name another with --results"}
}

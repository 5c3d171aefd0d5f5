package ledger

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// The parts of a ledger that the tests see.

// MergeOn is Merge on a disk of the test.
var MergeOn = mergeOn

// Waiting is the maximum number of commands that wait for the writer.
func (l *Ledger) Waiting() int { return len(l.writer.commands) }

// OpenWithRoom is OpenOn with another room of the intents file, in bytes.
var OpenWithRoom = openOn

// ChainedLines returns the lines of an intents file that continue its chain, without their sums.
func ChainedLines(text string) []string {
	var c chain
	var lines []string
	for line := range bytes.Lines([]byte(text)) {
		object, ok := c.follow(line)
		if !ok {
			break
		}
		lines = append(lines, string(object))
	}
	return lines
}

// Encoder returns a function that encodes results for a file with these columns; without columns, for a new file.
func Encoder(columns ...string) (func([]dialer.Result) ([]byte, error), error) {
	own, err := rowlog.ColumnsOf[resultRow]()
	if err != nil {
		return nil, err
	}
	if columns == nil {
		columns = own
	}
	l, err := rowlog.NewLayout[resultRow](columns, own...)
	return func(results []dialer.Result) ([]byte, error) { return encodeResults(&l, results) }, err
}

// Lines encodes results for a file with these columns; without columns, for a new file.
func Lines(results []dialer.Result, columns ...string) ([]byte, error) {
	encode, err := Encoder(columns...)
	if err != nil {
		return nil, err
	}
	return encode(results)
}

// ReadResult decodes the cells of one line of a new file.
func ReadResult(cells []string) (*dialer.Result, error) {
	row := resultRow{
		Row: cells[0], ID: cells[1], ToNumber: cells[2], Disposition: cells[3], AgentCallID: cells[4], ErrorCode: cells[5], Error: cells[6],
		Attempt: cells[7], Batch: cells[8], HTTPStatus: cells[9], RequestID: cells[10], FromNumberID: cells[11], At: cells[12],
	}
	return row.result(&stamp{})
}

// IntentLine returns the line of an intent.
func IntentLine(req *dialer.Request, at time.Time) []byte {
	in := intentOf(req, at)
	return in.body()
}

// MarshaledIntent returns the line of an intent as encoding/json writes it.
func MarshaledIntent(req *dialer.Request, at time.Time) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(intentOf(req, at))
	return bytes.TrimSuffix(line.Bytes(), []byte("}\n")), err
}

// IntentAgain returns the line of the intent that is read from a line.
func IntentAgain(line []byte) ([]byte, error) {
	var l anyLine
	err := json.Unmarshal(append(slices.Clone(line), '}'), &l)
	return l.body(), err
}

// Each passes the results of a ledger to f with their places.
func Each(path string, f func(*dialer.Result, rowlog.Position)) error {
	s, err := look(path)
	if err != nil {
		return err
	}
	defer s.close()
	_, err = s.each(f)
	return err
}

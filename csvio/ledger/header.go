package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
)

// Header is what a campaign remembers of the header of its contacts.
type Header struct {
	// Columns are the names of the columns, in the order of the file; Number is that of the phone numbers.
	Columns []string `json:"columns"`
	Number  string   `json:"number"`
}

// ColumnsError reports a contacts file whose columns have changed since the last run, so that numbers and metadata may be
// others.
type ColumnsError struct {
	// Gone and New are the names of columns that only the last run had, and that only the file has now.
	Gone, New []string
	// NumberWas and NumberIs are the columns of the phone numbers if they differ; else empty.
	NumberWas, NumberIs string
}

func (e *ColumnsError) Error() string {
	var changes []string
	if len(e.Gone) > 0 {
		changes = append(changes, "gone: "+someNames(e.Gone))
	}
	if len(e.New) > 0 {
		changes = append(changes, "new: "+someNames(e.New))
	}
	if e.NumberWas != e.NumberIs {
		changes = append(changes, fmt.Sprintf("the phone numbers were in %.60q and now are in %.60q", e.NumberWas, e.NumberIs))
	}
	return "the columns are not those of the last run (" + strings.Join(changes, "; ") +
		"): restore the header, or accept the new one"
}

// someNames quotes a few names, and counts the rest.
func someNames(names []string) string {
	const most = 5
	quoted := make([]string, 0, most)
	for _, name := range names[:min(most, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%.60q", name))
	}
	text := strings.Join(quoted, ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// Check compares the header of a contacts file with h, that of the last run, in any order of the columns. The zero Header is that
// of no run, and allows any. The error is a *ColumnsError if a column is gone, as it also is when it was renamed, or if the
// numbers are in another column. An added column alone changes no contact.
func (h Header) Check(is Header) error {
	if h.Number == "" {
		return nil
	}
	e := &ColumnsError{Gone: without(h.Columns, is.Columns), New: without(is.Columns, h.Columns)}
	if h.Number != is.Number {
		e.NumberWas, e.NumberIs = h.Number, is.Number
	}
	if len(e.Gone) == 0 && e.NumberWas == e.NumberIs {
		return nil
	}
	return e
}

// without returns the names that are not among others.
func without(names, others []string) []string {
	known := make(map[string]bool, len(others))
	for _, name := range others {
		known[name] = true
	}
	var rest []string
	for _, name := range names {
		if !known[name] {
			rest = append(rest, name)
		}
	}
	return rest
}

// earlierHeaderPath is the path of the header that versions before the settings file have kept, for a results file.
func earlierHeaderPath(results string) string { return results + ".columns" }

// EarlierHeader returns the header that a version before the settings file has kept for a campaign; the zero Header if there is
// none. The error is an *ownfile.RecordError if the file is damaged.
func EarlierHeader(results string) (Header, error) {
	var h Header
	path := earlierHeaderPath(results)
	text, err := ownfile.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("reading the columns of the last run: %w", err)
	}
	err = json.Unmarshal(text, &h)
	again, againErr := json.Marshal(h) // as that version has written it
	if errors.Join(err, againErr) != nil || !bytes.Equal(append(again, '\n'), text) || h.Number == "" {
		return h, &ownfile.RecordError{Path: path, Line: 1, Reason: "the columns of the last run cannot be read from this file: restore it, or move it away"}
	}
	return h, nil
}

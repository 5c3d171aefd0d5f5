package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Header is what a campaign remembers of the header of its contacts, in a file beside the results.
type Header struct {
	// Columns are the names of the columns, in the order of the file; Number is that of the phone numbers.
	Columns []string `json:"columns"`
	Number  string   `json:"number"`
}

// columnsPath is the path of the file with the columns of the last run, for a results file.
func columnsPath(results string) string { return results + ".columns" }

// ColumnsError reports a contacts file whose columns have changed since the last run, so that numbers and metadata may be
// others.
type ColumnsError struct {
	// Gone and New are the names of columns that only the last run had, and that only the file has now.
	Gone, New []string
	// NumberWas and NumberIs are the columns of the phone numbers if they differ; else empty.
	NumberWas, NumberIs string
}

// FieldName returns AcceptHeader.
func (e *ColumnsError) FieldName() string { return fieldAcceptHeader }

const fieldAcceptHeader = "AcceptHeader"

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

// ColumnsFileError reports a damaged file of columns.
type ColumnsFileError struct{ Path string }

// FieldName returns AcceptHeader.
func (e *ColumnsFileError) FieldName() string { return fieldAcceptHeader }

func (e *ColumnsFileError) Error() string {
	return e.Path + ": line 1: the columns of the last run cannot be read from this file: restore it, or accept the header of the contacts file"
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

// CheckHeader compares a header with the one that SaveHeader has saved for a results file, in any order. The error is a
// *ColumnsError if they differ, and a *ColumnsFileError if the saved one is damaged. If none was saved it is nil.
func CheckHeader(results string, is Header) error {
	was, err := readHeader(columnsPath(results))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	e := &ColumnsError{Gone: without(was.Columns, is.Columns), New: without(is.Columns, was.Columns)}
	if was.Number != is.Number {
		e.NumberWas, e.NumberIs = was.Number, is.Number
	}
	if len(e.Gone)+len(e.New) == 0 && e.NumberWas == e.NumberIs {
		return nil
	}
	return e
}

// SaveHeader saves a header beside a results file, durably, for CheckHeader. The shards of a campaign may save theirs at the
// same time.
func SaveHeader(results string, h Header) error {
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encoding the columns of the contacts: %w", err)
	}
	text = append(text, '\n')
	path := columnsPath(results)
	if kept, err := readOwn(path); err == nil && bytes.Equal(kept, text) {
		return nil
	}
	file, err := makeFile(OSDisk{}, path, content(text))
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return fmt.Errorf("saving the columns of the contacts: %w", err)
	}
	return nil
}

// readHeader reads what SaveHeader wrote, and nothing else.
func readHeader(path string) (Header, error) {
	var p Header
	kept, err := readOwn(path)
	if err != nil {
		return p, fmt.Errorf("reading the columns of the last run: %w", err)
	}
	in := json.NewDecoder(bytes.NewReader(kept))
	in.DisallowUnknownFields()
	err = in.Decode(&p)
	again, againErr := json.Marshal(p)
	if err != nil || againErr != nil || !bytes.Equal(append(again, '\n'), kept) || p.Number == "" {
		return p, &ColumnsFileError{Path: path}
	}
	return p, nil
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

package csvio

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// headerPrint is what a campaign remembers of the header of its contacts, in a file beside the results.
type headerPrint struct {
	// Columns are the names of the columns, in the order of the file; Number is that of the phone numbers.
	Columns []string `json:"columns"`
	Number  string   `json:"number"`
}

// columnsPath is where the columns of the last run are, for a results file.
func columnsPath(results string) string { return results + ".columns" }

// printOf takes the header alone: columns that rows add are no sign of another file.
func printOf(c *Contacts) headerPrint {
	p := headerPrint{Columns: []string{}, Number: c.NumberColumn()}
	for _, name := range c.columns.names[c.columns.own:c.columns.width] {
		if name != "" {
			p.Columns = append(p.Columns, name)
		}
	}
	return p
}

// ColumnsError says that a contacts file has not the columns that it had when the last run read it, so that numbers
// and metadata may not be what they were.
type ColumnsError struct {
	// Gone and New are the names of columns that only the last run had, and that only the file has now.
	Gone, New []string
	// NumberWas and NumberIs are the columns of the phone numbers where another one holds them now; else empty.
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
		changes = append(changes, fmt.Sprintf("the phone numbers were in %q and now are in %q", shortened(e.NumberWas), shortened(e.NumberIs)))
	}
	return "the columns are not those of the last run (" + strings.Join(changes, "; ") +
		"): restore the header, or go on with the new one with --accept-header"
}

// someNames quotes a few names, and counts the rest.
func someNames(names []string) string {
	const most = 5
	quoted := make([]string, 0, most)
	for _, name := range names[:min(most, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%q", shortened(name)))
	}
	text := strings.Join(quoted, ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// CheckColumns compares the columns of contacts with those that SaveColumns kept beside a results file, in any order.
// The error is a *ColumnsError when they differ, and a *RecordError when what was kept is damaged. Where nothing was
// kept there is nothing to say.
func CheckColumns(results string, c *Contacts) error {
	was, err := readPrint(columnsPath(results))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	is := printOf(c)
	e := &ColumnsError{Gone: without(was.Columns, is.Columns), New: without(is.Columns, was.Columns)}
	if was.Number != is.Number {
		e.NumberWas, e.NumberIs = was.Number, is.Number
	}
	if len(e.Gone)+len(e.New) == 0 && e.NumberWas == e.NumberIs {
		return nil
	}
	return e
}

// SaveColumns keeps the columns of contacts beside a results file, durably, for CheckColumns to compare. The shards of
// a campaign may do so at one time.
func SaveColumns(results string, c *Contacts) error {
	text, err := line(printOf(c))
	if err != nil {
		return err
	}
	path := columnsPath(results)
	if kept, err := readOwn(path); err == nil && bytes.Equal(kept, text) {
		return nil
	}
	file, err := makeFile(osDisk{}, path, path+"."+rand.Text()+".new", content(text))
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return fmt.Errorf("saving the columns of the contacts: %w", err)
	}
	return nil
}

// readPrint reads what SaveColumns wrote, and nothing else.
func readPrint(path string) (headerPrint, error) {
	var p headerPrint
	kept, err := readOwn(path)
	if err != nil {
		return p, fmt.Errorf("reading the columns of the last run: %w", err)
	}
	in := json.NewDecoder(bytes.NewReader(kept))
	in.DisallowUnknownFields()
	err = in.Decode(&p)
	again, lineErr := line(p)
	if err != nil || lineErr != nil || !bytes.Equal(again, kept) || p.Number == "" {
		return p, &RecordError{Path: path, Line: 1, Reason: "the columns of the last run cannot be read from this file: " +
			"restore it, or go on with the header as it is with --accept-header"}
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

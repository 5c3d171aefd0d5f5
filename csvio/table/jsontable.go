package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxColumns is the maximum number of columns of JSON Lines. It bounds the memory that new keys can take.
const maxColumns = 4096

// jsonSpace is the white space of JSON.
const jsonSpace = " \t\r\n"

// jsonTable reads JSON Lines: an object on each line that is not blank. Its columns are the flattened keys of the first
// object, in order, and then those that later objects add.
type jsonTable struct {
	lines  *bufio.Reader
	source *source
	line   int    // the number of the last line read
	long   []byte // a line that is longer than the buffer

	object jsonObject
	index  map[string]int // of each column, by name
	cells  []string
	values []json.RawMessage
	first  *Row // read with the header
}

func newJSONTable(lines *bufio.Reader, src *source) *jsonTable {
	return &jsonTable{lines: lines, source: src, index: map[string]int{}}
}

func (t *jsonTable) header() ([]string, int, error) {
	r, err := t.next()
	fault, faulty := errors.AsType[*rowFaultError](err)
	switch {
	case faulty:
		return nil, 0, &HeaderError{Row: t.line, Reason: "the first object, which names the columns, cannot be read: " + fault.String()}
	case isEnd(err):
		return nil, 0, &HeaderError{Row: t.line, Reason: "no object has a value: each needs a phone number"}
	case err != nil:
		return nil, 0, err
	}
	names := r.Added
	r.Added = nil
	t.first = &r
	return names, t.line, nil
}

func (t *jsonTable) next() (Row, error) {
	if r := t.first; r != nil {
		t.first = nil
		return *r, nil
	}
	var added []string
	for {
		r, err := t.nextObject()
		added = append(added, r.Added...)
		if err != nil || len(CutBlanks(r.Cells)) > 0 {
			r.Added = added
			return r, err
		}
	}
}

// nextObject returns the next row, which may be blank.
func (t *jsonTable) nextObject() (Row, error) {
	line, err := t.nextLine()
	if err != nil {
		return Row{}, err
	}
	fields, fault := t.object.read(line)
	clear(t.cells)
	clear(t.values)
	r := Row{SheetRow: t.line}
	for _, f := range fields {
		i, known := t.index[f.name]
		switch {
		case !known && fault != nil:
			continue // an invalid row adds no columns
		case !known && len(t.cells) == maxColumns:
			return Row{}, &InputError{Row: t.line, Reason: fmt.Sprintf(
				"the objects have more than %d different keys: put values with varying keys into an array", maxColumns)}
		case !known:
			i = len(t.cells)
			t.index[f.name] = i
			t.cells, t.values = append(t.cells, ""), append(t.values, nil)
			r.Added = append(r.Added, f.name)
		}
		t.cells[i], t.values[i] = f.cell, f.value
	}
	r.Cells, r.Values = t.cells, t.values
	if fault != nil {
		return r, fault
	}
	return r, nil
}

// nextLine returns the next line that is not blank, after textError. The slice is reused by the next call.
func (t *jsonTable) nextLine() ([]byte, error) {
	for {
		line, err := t.readLine()
		if err != nil {
			return nil, err
		}
		if len(bytes.Trim(line, jsonSpace)) > 0 {
			return line, t.textError(line)
		}
	}
}

// readLine reads a line. The error is io.EOF or an *InputError.
func (t *jsonTable) readLine() ([]byte, error) {
	t.source.allowance = t.source.maxRow
	t.long = t.long[:0]
	for {
		part, err := t.lines.ReadSlice('\n')
		switch failure := t.source.failure(); {
		case err == nil && len(t.long) == 0:
			t.line++
			return part, nil
		case err == nil:
			t.line++
			t.long = append(t.long, part...)
			return t.long, nil
		case errors.Is(err, bufio.ErrBufferFull):
			t.long = append(t.long, part...)
		case isTooLong(failure):
			return nil, &InputError{
				Row: t.line + 1, Field: fieldMaxRowBytes,
				Reason: "the line cannot be read: " + failure.Error() + ": write each object on a line of its own",
			}
		case failure != nil:
			return nil, inputError(t.line+1, failure)
		default:
			return nil, io.EOF // no rest of a line comes before it, since the source ends each line
		}
	}
}

// textError returns an *InputError for a line that is not text, or that is the last and cut off: part of the file is
// missing then.
func (t *jsonTable) textError(line []byte) error {
	switch {
	case t.source.unended && !json.Valid(line) && t.atEnd():
		return &InputError{Row: t.line, Reason: "the file is cut off within its last object: copy or export it again"}
	case !utf8.Valid(line):
		return &InputError{Row: t.line, Reason: "the text is not UTF-8: save it as UTF-8, or " + nameEncoding, Field: fieldEncoding}
	case bytes.IndexByte(line, 0) >= 0:
		return &InputError{Row: t.line, Reason: holdsNUL, Field: fieldEncoding}
	}
	return nil
}

// atEnd reports whether the last line was read.
func (t *jsonTable) atEnd() bool {
	_, err := t.lines.Peek(1)
	return err != nil
}

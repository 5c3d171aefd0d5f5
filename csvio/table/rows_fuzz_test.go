package table_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

// FuzzRows compares the rows of a text with those of encoding/csv.
func FuzzRows(f *testing.F) {
	tabletest.AddSeeds(f, "../testdata")
	f.Fuzz(func(t *testing.T, file []byte) {
		names, rows, end := fuzzRows(t, file, false)
		byNames, byRows, byEnd := fuzzRows(t, file, true)
		if diff := cmp.Diff(rows, byRows); diff != "" || !cmp.Equal(names, byNames) || fmt.Sprint(end) != fmt.Sprint(byEnd) {
			t.Fatalf("byte by byte: %q, %v, want %q, %v (-whole +bytewise):\n%s", byNames, byEnd, names, end, diff)
		}
		if names == nil {
			return
		}
		checkOrder(t, rows, !isObject(file))
		if isPlainCSV(file) {
			checkCells(t, file, names, rows, end)
		}
	})
}

// isPlainCSV reports whether a file shows by its first bytes that it is CSV, and neither encoded nor packed.
func isPlainCSV(file []byte) bool {
	for _, magic := range []string{"\xff\xfe", "\xfe\xff", "\x1f\x8b", "\x28\xb5\x2f\xfd", "PK\x03\x04"} {
		if bytes.HasPrefix(file, []byte(magic)) {
			return false
		}
	}
	return !isObject(file)
}

// isObject reports whether a file of UTF-8 begins with an object.
func isObject(file []byte) bool {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	return bytes.HasPrefix(bytes.TrimLeft(file, " \t\r\n"), []byte("{"))
}

// checkOrder checks the rows for the promises that need no second reader.
func checkOrder(t *testing.T, rows []row, headed bool) {
	t.Helper()
	line := 0
	if headed { // the header takes a row
		line = 1
	}
	for i, r := range rows {
		if r.SheetRow <= line {
			t.Fatalf("row %d is on line %d, after line %d", i+1, r.SheetRow, line)
		}
		line = r.SheetRow
		reason := r.Fault.String()
		if (r.Fault.Code == "") != (reason == "") || strings.ContainsAny(reason, "\r\n") {
			t.Fatalf("row %d: code %q, reason %q", i+1, r.Fault.Code, reason)
		}
	}
}

// plainReader reads a file with encoding/csv, without blank rows.
type plainReader struct {
	csv  *csv.Reader
	file []byte
}

func newPlainReader(file []byte) *plainReader {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	delimiter, hint, onlyCR := table.FindLayout(file)
	if onlyCR {
		file = bytes.ReplaceAll(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	if hint {
		_, file, _ = bytes.Cut(bytes.TrimLeft(file, "\r\n"), []byte("\n"))
	}
	p := &plainReader{csv: csv.NewReader(bytes.NewReader(file)), file: file}
	p.csv.Comma, p.csv.FieldsPerRecord = delimiter, -1
	return p
}

func (p *plainReader) read() ([]string, error) {
	for {
		cells, err := p.csv.Read()
		if err != nil || strings.TrimSpace(strings.Join(cells, "")) != "" {
			return cells, err
		}
	}
}

// spaced reports whether an error is about a line with a space beside a quote, which is no error for a table.
func (p *plainReader) spaced(err error) bool {
	parse, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return false
	}
	line := string(bytes.Split(p.file, []byte("\n"))[parse.Line-1])
	for _, beside := range []string{" \"", "\" ", "\t\"", "\"\t"} {
		if strings.Contains(line, beside) {
			return true
		}
	}
	return false
}

// fitted returns cells in the number of the header's, as far as the others say nothing.
func fitted(cells, header []string) ([]string, bool) {
	named := len(header)
	for strings.TrimSpace(header[named-1]) == "" {
		named--
	}
	ok := len(cells) >= named && (len(cells) <= len(header) || strings.TrimSpace(strings.Join(cells[len(header):], "")) == "")
	for len(cells) < len(header) {
		cells = append(cells, "")
	}
	return cells[:len(header)], ok
}

// checkCells compares the rows with a plain reading by encoding/csv, if that gives no error.
func checkCells(t *testing.T, file []byte, names []string, rows []row, end error) {
	t.Helper()
	plain := newPlainReader(file)
	header, err := plain.read()
	if plain.spaced(err) {
		return
	}
	if err != nil {
		t.Fatalf("encoding/csv refuses the header: %v", err)
	}
	if !cmp.Equal(names, header) {
		t.Fatalf("names %q, but encoding/csv has %q", names, header)
	}
	for i := 0; ; i++ {
		cells, err := plain.read()
		if errors.Is(err, io.EOF) {
			if i != len(rows) {
				t.Fatalf("encoding/csv ends after %d rows, want %d", i, len(rows))
			}
			return
		}
		if plain.spaced(err) || i == len(rows) && end != nil { // the latter for invalid bytes
			return
		}
		if i >= len(rows) {
			t.Fatalf("encoding/csv has %q after the last of %d rows", cells, len(rows))
		}
		faulty := rows[i].Fault.Code != ""
		if err != nil {
			if !faulty {
				t.Fatalf("row %d has no fault, but encoding/csv says %v", i+1, err)
			}
			continue
		}
		want, ok := fitted(cells, header)
		if faulty && ok && !bytes.HasSuffix(file, []byte("\n")) && i == len(rows)-1 {
			return // perhaps it was cut off
		}
		if ok == faulty {
			t.Fatalf("row %d is %v, but encoding/csv reads %q", i+1, rows[i].Fault, cells)
		}
		if got, _ := fitted(rows[i].Cells, header); ok && !cmp.Equal(want, got) {
			t.Fatalf("row %d is %q, but encoding/csv reads %q", i+1, got, want)
		}
	}
}

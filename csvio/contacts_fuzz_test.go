package csvio_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// element is what a sequence of contacts yielded.
type element struct {
	Contact dialer.Contact
	Row     *dialer.RowError
	End     string
}

func elements(contacts iter.Seq2[*dialer.Contact, error]) []element {
	var all []element
	for c, err := range contacts {
		row, ok := errors.AsType[*dialer.RowError](err)
		switch {
		case ok:
			all = append(all, element{Row: row})
		case err != nil:
			all = append(all, element{End: err.Error()})
		default:
			all = append(all, element{Contact: *c})
		}
	}
	return all
}

func FuzzContacts(f *testing.F) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		seed, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	for _, seed := range []string{
		"phone,a\n1,\"x\"\"\\\u2028\x7f\x1f\"\n", "phone,a\n1,\"x\n2,y\n3,\"z\"\n4,w", "phone,a,\r\n1,\"x\r\"\r\n\"\r\n2",
		"sep=;\nphone;a,b,c\n1;x\n", ",\nphone,a,\n1,x\n,,,\n2,\"y\",,\n3,z", "phone, \"a\" ,b\n1, \"x, \"\"y\"\"\"\t,\"\n\" \n2, \"x\n3,5 \",\"z\"", "\"sep=|\"\rphone|a\r1|x", "phone\t\"a,b\r,c\"\n1\tx\n2", "\n\rphone|a\r\n1|x\r2|\"\ny\"",
		"{\"phone\":1,\"a\":{\"b\":[null]}}\n{\"phone\":\"2\",\"c\":\"\\ud800\"}", " [{\"phone\":1}]", "\xfe\xff\x00p\x00\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		contacts, err := readHeader(bytes.NewReader(file), csvio.ContactsConfig{})
		if err != nil {
			checkHeaderError(t, err)
			checkBytewise(t, file, err, nil)
			return
		}
		all := elements(contacts.All())
		checkRows(t, all, !isObject(file))
		if isPlainCSV(file) {
			checkCells(t, file, contacts, all)
		}
		checkBytewise(t, file, nil, all)
	})
}

// checkBytewise reads a file byte by byte, which must give the same.
func checkBytewise(t *testing.T, file []byte, headerErr error, want []element) {
	t.Helper()
	contacts, err := readHeader(iotest.OneByteReader(bytes.NewReader(file)), csvio.ContactsConfig{})
	if fmt.Sprint(err) != fmt.Sprint(headerErr) {
		t.Fatalf("byte by byte: %v, want %v", err, headerErr)
	}
	if err != nil {
		return
	}
	if diff := cmp.Diff(want, elements(contacts.All())); diff != "" {
		t.Fatalf("byte by byte (-whole +bytewise):\n%s", diff)
	}
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

func checkHeaderError(t *testing.T, err error) {
	t.Helper()
	header, ok := errors.AsType[*csvio.HeaderError](err)
	if ok && (header.Row < 1 || header.Reason == "") {
		t.Fatalf("NewContacts = %#v, want a line and a reason", err)
	}
	input, read := errors.AsType[*csvio.InputError](err)
	if read && (input.Row < 1 || input.Reason == "") || !ok && !read {
		t.Fatalf("NewContacts = %#v, want a HeaderError or an InputError with a line and a reason", err)
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		t.Fatalf("NewContacts = %q, want one line", err)
	}
}

// checkRows checks the elements for the promises that need no second reader.
func checkRows(t *testing.T, all []element, headed bool) {
	t.Helper()
	line := 0
	if headed { // the header takes a row
		line = 1
	}
	for i, e := range all {
		if e.End != "" {
			if i != len(all)-1 {
				t.Fatalf("element %d of %d ends the sequence: %s", i, len(all), e.End)
			}
			return
		}
		row, at := e.Contact.Row, e.Contact.SheetRow
		if e.Row != nil {
			reason := e.Row.String()
			row, at = e.Row.Row, e.Row.SheetRow
			if e.Row.Code == "" || reason == "" || strings.ContainsAny(reason, "\r\n") {
				t.Fatalf("row %d: code %q, reason %q", row, e.Row.Code, reason)
			}
		}
		if row != i+1 || at <= line {
			t.Fatalf("element %d is row %d on line %d, after line %d", i, row, at, line)
		}
		line = at
		if m := e.Contact.Metadata; m != nil && !json.Valid(m) {
			t.Fatalf("row %d: metadata %s is not JSON", row, m)
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
	delimiter, hint, onlyCR := csvio.FindLayout(file)
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

// spaced reports whether an error is about a line with a space beside a quote, which is no error for Contacts.
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

// checkCells compares the contacts with a plain reading by encoding/csv, if that gives no error.
func checkCells(t *testing.T, file []byte, contacts *csvio.Contacts, all []element) {
	t.Helper()
	plain := newPlainReader(file)
	header, err := plain.read()
	if plain.spaced(err) {
		return
	}
	if err != nil {
		t.Fatalf("encoding/csv refuses the header: %v", err)
	}
	number := slices.Index(contacts.Header(), contacts.NumberColumn())
	for i := 0; ; i++ {
		cells, err := plain.read()
		if errors.Is(err, io.EOF) {
			if i != len(all) && all[i].End == "" {
				t.Fatalf("encoding/csv ends after %d rows, want %d", i, len(all))
			}
			return
		}
		if plain.spaced(err) {
			return
		}
		if i >= len(all) {
			t.Fatalf("encoding/csv has %q after the last of %d rows", cells, len(all))
		}
		e := all[i]
		if err != nil {
			if e.Row == nil && e.End == "" {
				t.Fatalf("row %d is a contact, but encoding/csv says %v", i+1, err)
			}
			continue
		}
		if e.End != "" { // invalid bytes
			return
		}
		cells, ok := fitted(cells, header)
		if e.Row != nil && ok && !bytes.HasSuffix(file, []byte("\n")) && i == len(all)-1 {
			return // perhaps it was cut off
		}
		if ok != (e.Row == nil) {
			t.Fatalf("row %d is %v, but encoding/csv reads %q", i+1, e.Row, cells)
		}
		if ok {
			checkContact(t, e.Contact, contacts.Header(), header, cells, number)
		}
	}
}

func checkContact(t *testing.T, c dialer.Contact, names, header, cells []string, number int) {
	t.Helper()
	if len(names) != len(header) {
		t.Fatalf("%d names, but encoding/csv has %d", len(names), len(header))
	}
	if slices.Contains(names, csvio.RejectsReason) {
		return // see FuzzDialect
	}
	if want := strings.Trim(cells[number], " \t\r\n\v\f"); c.Number != want {
		t.Fatalf("row %d: number %q, want %q", c.Row, c.Number, want)
	}
	want := map[string]string{}
	if strings.Contains(strings.Join(names, ""), ".") {
		return // see FuzzMetadata
	}
	for i, name := range names {
		if i != number && name != "" && cells[i] != "" {
			want[name] = cells[i]
		}
	}
	got := map[string]string{}
	if c.Metadata != nil {
		if err := json.Unmarshal(c.Metadata, &got); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("row %d: metadata (-want +got):\n%s", c.Row, diff)
	}
}

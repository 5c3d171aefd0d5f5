package csvio_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
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

func elements(t *testing.T, contacts *csvio.Contacts) []element {
	t.Helper()
	var all []element
	for c, err := range contacts.All() {
		row, ok := errors.AsType[*dialer.RowError](err)
		switch {
		case ok:
			all = append(all, element{Row: row})
		case err != nil:
			all = append(all, element{End: err.Error()})
		default:
			all = append(all, element{Contact: c})
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
	f.Add([]byte("phone,a\n1,\"x\"\"\\\u2028\x7f\x1f\"\n"))
	f.Add([]byte("phone,a\n1,\"x\n2,y\n3,\"z\"\n4,w"))
	f.Add([]byte("phone,a,\r\n1,\"x\r\"\r\n\"\r\n2"))
	f.Fuzz(func(t *testing.T, file []byte) {
		contacts, err := readHeader(bytes.NewReader(file), csvio.ContactsConfig{})
		if err != nil {
			checkHeaderError(t, err)
			return
		}
		all := elements(t, contacts)
		checkRows(t, all)
		checkCells(t, file, contacts, all)

		bytewise, err := readHeader(iotest.OneByteReader(bytes.NewReader(file)), csvio.ContactsConfig{})
		if err != nil {
			t.Fatalf("byte by byte: %v", err)
		}
		if diff := cmp.Diff(all, elements(t, bytewise)); diff != "" {
			t.Fatalf("byte by byte (-whole +bytewise):\n%s", diff)
		}
	})
}

func checkHeaderError(t *testing.T, err error) {
	t.Helper()
	e, ok := errors.AsType[*csvio.HeaderError](err)
	if !ok || e.Line < 1 || e.Reason == "" {
		t.Fatalf("NewContacts = %#v, want a HeaderError with a line and a reason", err)
	}
}

// checkRows holds what is yielded against the promises that need no second reader.
func checkRows(t *testing.T, all []element) {
	t.Helper()
	line := 1
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

// checkCells holds the contacts against a plain reading by encoding/csv, where that has nothing to complain of.
func checkCells(t *testing.T, file []byte, contacts *csvio.Contacts, all []element) {
	t.Helper()
	plain := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))))
	header, err := plain.Read()
	if err != nil {
		t.Fatalf("encoding/csv refuses the header: %v", err)
	}
	number := -1
	for i, name := range contacts.Header() {
		if name == contacts.NumberColumn() && number < 0 {
			number = i
		}
	}
	for i := 0; ; i++ {
		cells, err := plain.Read()
		if errors.Is(err, io.EOF) {
			if i != len(all) && all[i].End == "" {
				t.Fatalf("encoding/csv ends after %d rows, want %d", i, len(all))
			}
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
		if e.End != "" { // bytes that are no text
			return
		}
		if e.Row != nil {
			t.Fatalf("row %d is refused with %s, but encoding/csv reads %q", i+1, e.Row.Code, cells)
		}
		checkContact(t, e.Contact, contacts.Header(), header, cells, number)
	}
}

func checkContact(t *testing.T, c dialer.Contact, names, header, cells []string, number int) {
	t.Helper()
	if len(names) != len(header) {
		t.Fatalf("%d names, but encoding/csv has %d", len(names), len(header))
	}
	if want := strings.Trim(cells[number], " \t\r\n\v\f"); c.Number != want {
		t.Fatalf("row %d: number %q, want %q", c.Row, c.Number, want)
	}
	want := map[string]string{}
	if nests(names) {
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

// nests reports whether the metadata of columns is more than their names and cells.
func nests(names []string) bool {
	return strings.Contains(strings.Join(names, ""), ".") || slices.Contains(names, csvio.RejectsReason)
}

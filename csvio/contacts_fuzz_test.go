package csvio_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
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

// FuzzContacts compares the contacts of a file with its rows.
func FuzzContacts(f *testing.F) {
	tabletest.AddSeeds(f, "testdata")
	f.Fuzz(func(t *testing.T, file []byte) {
		contacts, err := readHeader(bytes.NewReader(file), csvio.ContactsConfig{})
		if err != nil {
			tabletest.CheckEnd(t, err)
			checkBytewise(t, file, err, nil)
			return
		}
		all := elements(contacts.All())
		checkRows(t, all, !contacts.Grows())
		if !contacts.Grows() { // see FuzzMetadata for values with types
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

// checkCells compares the contacts of a text with its rows.
func checkCells(t *testing.T, file []byte, contacts *csvio.Contacts, all []element) {
	t.Helper()
	in, err := table.OpenInput("-", bytes.NewReader(file), table.InputConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := in.FirstRow(); err != nil {
		t.Fatal(err)
	}
	number := slices.Index(contacts.Header(), contacts.NumberColumn())
	for i := 0; ; i++ {
		row, err := in.NextRow()
		_, faulty := errors.AsType[*dialer.RowError](err)
		switch {
		case errors.Is(err, io.EOF):
			if i != len(all) {
				t.Fatalf("the text has %d rows, and gives %d elements", i, len(all))
			}
			return
		case i >= len(all):
			t.Fatalf("the text has %q, %v after the last of %d elements", row.Cells, err, len(all))
		case err != nil && !faulty:
			if all[i].End != err.Error() {
				t.Fatalf("row %d ends the text with %v, but is %+v", i+1, err, all[i])
			}
			return
		case all[i].End != "" || faulty != (all[i].Row != nil):
			t.Fatalf("row %d is %q, %v, but gives %+v", i+1, row.Cells, err, all[i])
		case !faulty:
			checkContact(t, all[i].Contact, contacts.Header(), row.Cells, number)
		}
	}
}

func checkContact(t *testing.T, c dialer.Contact, names, cells []string, number int) {
	t.Helper()
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
		if i != number && i < len(cells) && name != "" && cells[i] != "" {
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

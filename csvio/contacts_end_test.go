package csvio_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
)

func TestContactsEnd(t *testing.T) {
	broken := errors.New("disk on fire")
	failing := func(text string) io.Reader { return io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)) }
	tests := []struct {
		name  string
		input io.Reader
		rows  int
		line  int
		cause error
	}{
		{"quote never closed", openFile(t, "testdata/unclosed.csv"), 1, 3, nil},
		{"torn gzip", openFile(t, "testdata/torn.csv.gz"), -1, -1, io.ErrUnexpectedEOF},
		{"quote at the very end", strings.NewReader("phone,name\n1,a\n2,\""), 1, 3, nil},
		{"quote on the last line", strings.NewReader("phone,name\n1,a\n\"2,b\n"), 1, 3, nil},
		{"read error between rows", failing("phone,name\n1,a\n"), 1, 3, broken},
		{"read error within a row", failing("phone,name\n1,a\n2,"), 1, 3, broken},
		{"read error within a quote", failing("phone,name\n1,a\n2,\"x\ny"), 1, 3, broken},
		{"read error after a bad quote", failing("phone,name\n1,a\n2,x\"y"), 1, 3, broken},
		{"an end that is none", io.MultiReader(strings.NewReader("phone,name\n1,a\n"), iotest.ErrReader(fmt.Errorf("dial: %w", io.EOF))), 1, 3, io.EOF},
		{"not UTF-8", openFile(t, "testdata/latin1.csv"), 0, 2, nil},
		{"not UTF-8 in a later line of a row", strings.NewReader("phone,name\n1,a\n2,\"b\n\xff\"\n"), 1, 3, nil},
		{"a NUL byte", strings.NewReader("phone,name\n1,a\n2,\"\x00\"\n3,c\n"), 1, 3, nil},
		{"endless row", strings.NewReader("phone,name\n1,a\n2,\"" + strings.Repeat("x\n", 1<<20)), 1, 3, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readContacts(t, tt.input, csvio.ContactsConfig{})
			e, ok := errors.AsType[*table.InputError](err)
			if !ok {
				t.Fatalf("All ended with %v, want an InputError", err)
			}
			if tt.rows >= 0 && (len(got) != tt.rows || e.Row != tt.line) {
				t.Errorf("%d rows before %v, want %d rows and line %d", len(got), err, tt.rows, tt.line)
			}
			if tt.rows < 0 && (len(got) == 0 || e.Row != len(got)+2) {
				t.Errorf("%d rows before %v, want some, and the line after them", len(got), err)
			}
			if tt.cause != nil && !errors.Is(err, tt.cause) {
				t.Errorf("error %v, want one that wraps %v", err, tt.cause)
			}
		})
	}
}

// TestBadQuoteInLastLine compares the two faults for which encoding/csv gives the same error.
func TestBadQuoteInLastLine(t *testing.T) {
	for _, text := range []string{"phone,name\n1,\"a\" b", "phone,name\n1,\"a\" b\n", "phone,name\n1,\"a\" b\r\n\r\n"} {
		for _, r := range []io.Reader{strings.NewReader(text), iotest.DataErrReader(strings.NewReader(text)), iotest.OneByteReader(strings.NewReader(text))} {
			got, err := readContacts(t, r, csvio.ContactsConfig{})
			if err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "1@2 bad_quote") {
				t.Errorf("%q gives %q, %v, want one bad row", text, got, err)
			}
		}
	}
}

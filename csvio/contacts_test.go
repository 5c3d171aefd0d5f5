package csvio_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// readContacts returns what a contacts file yields, one line for each element, and the error that ended it.
func readContacts(tb testing.TB, r io.Reader, cfg csvio.ContactsConfig) ([]string, error) {
	tb.Helper()
	return described(newContacts(tb, r, cfg))
}

func described(contacts *csvio.Contacts) ([]string, error) {
	var got []string
	for c, err := range contacts.All() {
		if row, ok := errors.AsType[*dialer.RowError](err); ok {
			got = append(got, fmt.Sprintf("%d@%d %s [%s|%s] %s", row.Row, row.SheetRow, row.Code, row.ID, row.Number, sentence(row.Reason)))
			continue
		}
		if err != nil {
			return got, err
		}
		got = append(got, fmt.Sprintf("%d@%d [%s|%s] %s", c.Row, c.SheetRow, c.ID, c.Number, c.Metadata))
	}
	return got, nil
}

// newContacts reads the header of an input that is no file.
func newContacts(tb testing.TB, r io.Reader, cfg csvio.ContactsConfig) *csvio.Contacts {
	tb.Helper()
	contacts, err := readHeader(r, cfg)
	if err != nil {
		tb.Fatalf("NewContacts: %v", err)
	}
	return contacts
}

func readHeader(r io.Reader, cfg csvio.ContactsConfig) (*csvio.Contacts, error) {
	return readInput(r, table.InputConfig{}, cfg)
}

func readInput(r io.Reader, input table.InputConfig, cfg csvio.ContactsConfig) (*csvio.Contacts, error) {
	in, err := table.OpenInput("-", r, input)
	if err != nil {
		return nil, err
	}
	return csvio.NewContacts(in, cfg)
}

func openFile(tb testing.TB, name string) io.Reader {
	tb.Helper()
	file, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = file.Close() })
	return file
}

func TestContactsFiles(t *testing.T) {
	two := []string{
		`1@2 [|+14155550123] {"name":"Ann","city":"Oakland"}`,
		`2@3 [|+14155550124] {"name":"Bob"}`,
	}
	tests := map[string][]string{
		"plain.csv":           two,
		"bom.csv":             two,
		"bom_quoted.csv":      two,
		"crlf.csv":            two,
		"no_last_newline.csv": two,
		"plain.csv.gz":        two,
		"two_members.csv.gz":  two,
		"utf16.csv":           {`1@2 [|+14155550123] {"name":"Ann"}`},
		"mac.csv":             {`1@2 [|+14155550123] {"name":"Ann"}`},
		"semicolons.csv":      two[:1],
		"multiline.csv": {
			`1@4 [|+14155550123] {"name":"Ann","note":"first\nsecond\n\"third\""}`,
			`2@7 [|+14155550124] {"name":"Bob, Jr."}`,
			`3@9 [|+14155550125] {"name":"Cleo","note":"a\nb"}`,
		},
		"ragged.csv": {
			`1@2 [|+14155550123] {"name":"Ann","city":"Oakland"}`,
			`2@3 ragged_row [|+14155550124] the row has 4 cells instead of the 3 of the header: enclose cells that hold commas in quotes`,
			`3@4 ragged_row [|+14155550125] the row has 1 cells instead of the 3 of the header: add the missing cells or commas`,
			`4@5 [|+14155550126] {"name":"Dan","city":"Reno"}`,
		},
		"quotes.csv": {
			`1@2 bad_quote [|+14155550123] bare quote in an unquoted field: enclose the cell in quotes and double the quotes within it ("")`,
			`2@3 bad_quote [|+14155550124] text follows a closing quote: double each quote within a quoted cell ("")`,
			`3@4 bad_quote [|+14155550125] text follows a closing quote (lines 4 to 5, none of which is called): double each quote within a quoted cell ("")`,
			`4@5 [|+14155550126] {"name":"Dan","city":"Reno"}`,
		},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := readContacts(t, openFile(t, "testdata/"+name), csvio.ContactsConfig{})
			if err != nil {
				t.Fatalf("All: %v", err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("contacts (-want +got):\n%s", diff)
			}
			got, err = readContacts(t, iotest.OneByteReader(openFile(t, "testdata/"+name)), csvio.ContactsConfig{})
			if err != nil || !cmp.Equal(want, got) {
				t.Errorf("byte by byte: %v, %v", got, err)
			}
		})
	}
}

func TestContactsConfig(t *testing.T) {
	const text = "Ref ,Phone Number,name,,city\n a1 , +1 415 ,Ann,x,<Reno>\n,+2,Bob,,\n"
	tests := []struct {
		name string
		cfg  csvio.ContactsConfig
		want []string
	}{
		{
			"id",
			csvio.ContactsConfig{IDColumn: "ref"},
			[]string{
				`1@2 [a1|+1 415] {"name":"Ann","city":"<Reno>"}`,
				`2@3 id_missing [|+2] the cell of the id column "Ref" is empty: fill it in, or run without an id column (IDColumn)`,
			},
		},
		{
			"metadata in column order, number and id too",
			csvio.ContactsConfig{NumberColumn: "phone_number", IDColumn: "Ref", Metadata: []string{"city", "Phone Number", "Ref"}},
			[]string{
				`1@2 [a1|+1 415] {"Ref":" a1 ","Phone Number":" +1 415 ","city":"<Reno>"}`,
				`2@3 id_missing`,
			},
		},
		{
			"constants",
			csvio.ContactsConfig{Metadata: []string{}, Set: []csvio.Pair{{"plan", `"A" & B`}, {"empty", ""}, {"city", "x"}}},
			[]string{
				`1@2 [|+1 415] {"plan":"\"A\" & B","empty":"","city":"x"}`,
				`2@3 [|+2] {"plan":"\"A\" & B","empty":"","city":"x"}`,
			},
		},
		{
			"nothing",
			csvio.ContactsConfig{Metadata: []string{}},
			[]string{`1@2 [|+1 415] `, `2@3 [|+2] `},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readContacts(t, strings.NewReader(text), tt.cfg)
			if err != nil || len(got) != len(tt.want) {
				t.Fatalf("All = %q, %v, want %q", got, err, tt.want)
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("row %d is %s, want %s", i+1, got[i], want)
				}
			}
		})
	}
}

func TestContactsRouteAndNames(t *testing.T) {
	route := dialer.Route{AgentID: "agent_1", FromNumberID: "ap_1", RingingTimeoutSeconds: 30}
	contacts := newContacts(t, strings.NewReader("\ufeff name ,Mobile,,\n Ann,+1,,\n"), csvio.ContactsConfig{Route: route})
	if diff := cmp.Diff([]string{"name", "Mobile", "", ""}, contacts.Header()); diff != "" {
		t.Errorf("Header (-want +got):\n%s", diff)
	}
	if got := contacts.NumberColumn(); got != "Mobile" {
		t.Errorf("NumberColumn = %q, want Mobile", got)
	}
	want := &dialer.Contact{Row: 1, SheetRow: 2, Number: "+1", Metadata: json.RawMessage(`{"name":" Ann"}`), Route: route}
	for c, err := range contacts.All() {
		if diff := cmp.Diff(want, c); err != nil || diff != "" {
			t.Errorf("contact, %v (-want +got):\n%s", err, diff)
		}
	}
}

// TestContactsKeep proves that a contact is the receiver's: reading on does not change it, and changes of it do not reach
// others.
func TestContactsKeep(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,phone,name\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "id%d,+1415555%04d,\"name \"\"%d\"\"\"\n", i, i, i)
	}
	contacts := newContacts(t, strings.NewReader(text.String()), csvio.ContactsConfig{IDColumn: "id"})
	var kept []*dialer.Contact
	for c, err := range contacts.All() {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, c)
		_ = append(c.Metadata, strings.Repeat("x", 100)...)
		contacts.Cells()[0], contacts.Header()[0] = "x", "x"
	}
	for i, c := range kept {
		want := &dialer.Contact{
			Row: i + 1, SheetRow: i + 2, ID: fmt.Sprintf("id%d", i), Number: fmt.Sprintf("+1415555%04d", i),
			Metadata: json.RawMessage(fmt.Sprintf(`{"name":"name \"%d\""}`, i)),
		}
		if diff := cmp.Diff(want, c); diff != "" {
			t.Fatalf("contact %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestContactsBreak(t *testing.T) {
	contacts := newContacts(t, strings.NewReader("phone\n1\n2\n3\n"), csvio.ContactsConfig{})
	var got []string
	for c := range contacts.All() {
		got = append(got, c.Number)
		break
	}
	for c := range contacts.All() {
		got = append(got, c.Number)
	}
	if diff := cmp.Diff([]string{"1", "2", "3"}, got); diff != "" {
		t.Errorf("numbers over a break (-want +got):\n%s", diff)
	}
}

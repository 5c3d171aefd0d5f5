package csvio_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
)

func TestHeaderErrors(t *testing.T) {
	set := func(keys ...string) csvio.ContactsConfig {
		var cfg csvio.ContactsConfig
		for _, key := range keys {
			cfg.Set = append(cfg.Set, csvio.Pair{Key: key, Value: "v"})
		}
		return cfg
	}
	tests := []struct {
		name  string
		input string
		cfg   csvio.ContactsConfig
		line  int
		want  []string // what the reason names
	}{
		{"empty file", "", set(), 1, []string{"empty"}},
		{"only blank lines", "\n\r\n\n", set(), 1, []string{"empty"}},
		{"no number column", "name,city\nAnn,Reno\n", set(), 1, []string{"(NumberColumn)", `"name", "city"`}},
		{"many columns", strings.Repeat("x", 50) + ",a" + strings.Repeat(",", 90) + "b\n", set(), 1, []string{"…", `"a", "b"`}},
		{"after blank lines", "\n\nname,city\n", set(), 3, []string{"(NumberColumn)"}},
		{"two number columns", "phone,Mobile\n", set(), 1, []string{`"phone", "Mobile"`, "(NumberColumn)"}},
		{"two delimiters alike", "phone;name, first\n1;Ann\n", set(), 1, []string{"(Delimiter)"}},
		{"two delimiters alike, in quotes too", "phone|name\t\"a|b|c\"\n", set(), 1, []string{"(Delimiter)"}},
		{"colons", "phone:name\n1:Ann\n", set(), 1, []string{"(NumberColumn)", `"phone:name"`}},
		{"a hint alone", "sep=;\n", set(), 1, []string{"empty"}},
		{"a hint for no delimiter", "sep=:\nphone:name\n", set(), 1, []string{`"sep=:"`}},
		{"after a hint", "sep=;\r\nname;city\r\n", set(), 1, []string{"(NumberColumn)", `"name", "city"`}},
		{"named column missing", "tel,name\n", csvio.ContactsConfig{NumberColumn: "telefon"}, 1, []string{"(NumberColumn)", `"telefon"`, `"tel", "name"`}},
		{"named column ambiguous", "Tel No,tel_no\n", csvio.ContactsConfig{NumberColumn: "telno"}, 1, []string{`"Tel No", "tel_no"`}},
		{"id column missing", "phone,name\n", csvio.ContactsConfig{IDColumn: "id"}, 1, []string{"(IDColumn)", `"phone", "name"`}},
		{"metadata missing", "phone,name\n", csvio.ContactsConfig{Metadata: []string{"nam"}}, 1, []string{"(Metadata)", `"nam"`}},
		{"metadata unnamed", "phone,\n", csvio.ContactsConfig{Metadata: []string{""}}, 1, []string{"(Metadata)"}},
		{"metadata twice", "phone,name\n", csvio.ContactsConfig{Metadata: []string{"name", "Name"}}, 1, []string{"twice"}},
		{"same name", "phone,name, name\n", set(), 1, []string{"columns 2 and 3", `"name"`}},
		{"constant and column", "phone,name\n", set("name"), 1, []string{"(Set)", `"name"`, "choose which columns are metadata"}},
		{"constant twice", "phone,name\n", set("a", "b", "a"), 1, []string{"(Set)", `"a"`, "twice"}},
		{"constant without key", "phone,name\n", set(""), 1, []string{"(Set)", "key=value"}},
		{"UTF-16 of nothing", "\xff\xfe", set(), 1, []string{"empty"}},
		{"UTF-16 without a mark", "p\x00h\x00o\x00n\x00e\x00,\x00n\x00\n\x00", set(), 1, []string{"(Encoding)", "utf-16le", "CSV UTF-8"}},
		{"UTF-32", "\xff\xfe\x00\x00p\x00\x00\x00", set(), 1, []string{"NUL", "CSV UTF-8"}},
		{"one byte of gzip", "\x1f", set(), 1, []string{"(NumberColumn)"}},
		{"one byte of zstd", "\x28", set(), 1, []string{"(NumberColumn)"}},
		{"workbook", "PK\x03\x04\x14\x00", set(), 1, []string{"workbook", "CSV UTF-8"}},
		{"old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", set(), 1, []string{".xls", "password", "CSV UTF-8"}},
		{"JSON array", "[\n {\"phone\":\"1\"}]", set(), 1, []string{"array", "jq -c '.[]'"}},
		{"JSON array of arrays", "[[\"phone\"],[\"1\"]]", set(), 1, []string{"array"}},
		{"JSON array of nothing", "\xef\xbb\xbf[]\n", set(), 1, []string{"array"}},
		{"JSON over several lines", "{\n  \"phone\": \"1\"\n}\n", set(), 1, []string{"not one JSON object", "a line of its own"}},
		{"JSON without values", "\n{}\n{\"phone\":\"\"}\n", set(), 3, []string{"no object has a value"}},
		{"JSON without a number", "{\"name\":\"Ann\"}\n", set(), 1, []string{"(NumberColumn)", `"name"`}},
		{"Latin-1", "phone,pr\xe9nom\n", set(), 1, []string{"not UTF-8", "CSV UTF-8", "(Encoding)", "windows-1252"}},
		{"a character over two cells", "phone,\xf3\x9b\x8c,\x9f0\n", set(), 1, []string{"not UTF-8"}},
		{"bad quote", "phone,na\"me\n+1,Ann\n", set(), 1, []string{"quote"}},
		{"quote never closed", "phone,\"note\non two lines\",\"name\n+1,x,Ann\n", set(), 1, []string{"never closed"}},
		{"no end", strings.Repeat("phone,", 1<<18), set(), 1, []string{"longer than"}},
		{"no header", "+1 (415) 555-0123,Ann\n", set(), 1, []string{"header is missing"}},
		{"no header, number last", "Ann,14155550123\n", csvio.ContactsConfig{NumberColumn: "phone"}, 1, []string{"header is missing"}},
		{"a date is no number", "name,20261123\n", set(), 1, []string{"(NumberColumn)"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readHeader(strings.NewReader(tt.input), tt.cfg)
			e, ok := errors.AsType[*table.HeaderError](err)
			if !ok {
				t.Fatalf("NewContacts = %v, want a HeaderError", err)
			}
			if e.Row != tt.line {
				t.Errorf("row %d, want %d", e.Row, tt.line)
			}
			for _, want := range tt.want {
				if !strings.Contains(e.Reason+" ("+e.Field+")", want) {
					t.Errorf("reason %q (%s), want one with %s", e.Reason, e.Field, want)
				}
			}
			if strings.Contains(err.Error(), "555") || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("error %q, want one line without a phone number", err)
			}
		})
	}
}

// TestHeaderOfSheet: an error about the header of a sheet names its row.
func TestHeaderOfSheet(t *testing.T) {
	cfg := table.InputConfig{Workbook: cellSheets([][]string{{""}, {" ", ""}, {"name", "city"}})}
	_, err := readInput(strings.NewReader("PK\x03\x04"), cfg, csvio.ContactsConfig{})
	const want = `row 3: no column is named like a phone number: name the column of the numbers; the columns are "name", "city"`
	if e, ok := errors.AsType[*table.HeaderError](err); !ok || e.Error() != want {
		t.Errorf("NewContacts = %v, want a HeaderError %s", err, want)
	}
}

func TestHeaderFiles(t *testing.T) {
	for name, want := range map[string]string{
		"no_header.csv": "header is missing",
	} {
		_, err := readHeader(openFile(t, "testdata/"+name), csvio.ContactsConfig{})
		if e, ok := errors.AsType[*table.HeaderError](err); !ok || !strings.Contains(e.Reason+" ("+e.Field+")", want) {
			t.Errorf("NewContacts of %s = %v, want a HeaderError that says %s", name, err, want)
		}
	}
}

func TestHeaderReadErrors(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, text := range []string{"", "\xef\xbb", "phone,na", "phone,\"na", "phone,n\"a"} {
		_, err := readHeader(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), csvio.ContactsConfig{})
		if _, ok := errors.AsType[*table.InputError](err); !ok || !errors.Is(err, broken) {
			t.Errorf("NewContacts after %q = %v, want an InputError of the reader's error", text, err)
		}
	}
}

func TestNumberColumn(t *testing.T) {
	for _, name := range []string{"to_number", "Phone", "PHONE NUMBER", "phone-number", "number", "Contact_Number", "mobile", "\ufeff\u200bphone "} {
		contacts, err := readHeader(strings.NewReader("name,"+name+"\n"), csvio.ContactsConfig{})
		if err != nil {
			t.Errorf("NewContacts with column %q: %v", name, err)
			continue
		}
		if got, want := contacts.NumberColumn(), contacts.Header()[1]; got != want {
			t.Errorf("NumberColumn = %q, want %q", got, want)
		}
	}
}

func TestExactNameWins(t *testing.T) {
	contacts, err := readHeader(strings.NewReader("Phone,phone\n1,2\n"), csvio.ContactsConfig{NumberColumn: "phone"})
	if err != nil {
		t.Fatal(err)
	}
	for c := range contacts.All() {
		if c.Number != "2" || string(c.Metadata) != `{"Phone":"1"}` {
			t.Errorf("contact %+v, want the number of the column phone", c)
		}
	}
}

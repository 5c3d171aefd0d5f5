package csvio_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
	"bulkdial/dialer"
)

// TestDialects copies each kind of input as a file of rejects, with each way to name its dialect, and reads the copy with the same
// configuration: the contacts are the same.
func TestDialects(t *testing.T) {
	western := [][]string{
		{"phone", "größe, first", "=note", "tel; fax", "", ""},
		{"+14155550101", "Zoë", "=1+1", "a|b\tc", "", ""},
		{" +14155550102", "'=2", "two\nlines", "\"quoted\"", "", ""},
		{"+1 (415) 555-0103", "+cmd|' /C calc'!A0", "@SUM(A1)", "-1", "", ""},
		{"'+14155550104", "''+a", "-a", "'", "", ""},
	}
	japanese := [][]string{
		{"phone", "名前", "備考"},
		{"+81312345678", "山田太郎", "午後に電話,お願いします"},
		{"+81312345679", "鈴木ソ表", "＝一行目\n二行目"},
	}
	for _, tt := range []struct {
		rows      [][]string
		encodings []string
	}{
		{western, []string{"", "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15", "macintosh", "gb18030"}},
		{japanese, []string{"", "utf-16le", "utf-16be", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030"}},
	} {
		for _, encoding := range tt.encodings {
			for _, mark := range []string{"", "\ufeff"} {
				for _, delimiter := range ",;\t|" {
					text := tabletest.CSV(t, tt.rows, delimiter, "\n")
					named := table.InputConfig{Encoding: encoding, Delimiter: delimiter}
					t.Run(fmt.Sprintf("%s %q %q", encoding, mark, delimiter), func(t *testing.T) {
						testCopy(t, tabletest.Encoded(t, mark+text, encoding), named)
						hint := fmt.Sprintf("sep=%c\n", delimiter)
						testCopy(t, tabletest.Encoded(t, mark+hint+text, encoding), table.InputConfig{Encoding: encoding})
						testCopy(t, tabletest.Encoded(t, mark+tabletest.JSONLines(t, tt.rows[:2]), encoding), named)
					})
				}
			}
			t.Run(encoding+" compressed", func(t *testing.T) {
				testCopy(t, tabletest.Gzipped(t, tabletest.Encoded(t, tabletest.CSV(t, tt.rows, ';', "\r\n"), encoding)), table.InputConfig{Encoding: encoding, Delimiter: ';'})
			})
		}
	}
	t.Run("a mark against the encoding", func(t *testing.T) {
		testCopy(t, []byte("\ufeff"+tabletest.CSV(t, western, ';', "\n")), table.InputConfig{Encoding: "windows-1252", Delimiter: ';'})
	})
	t.Run("a single column", func(t *testing.T) {
		testCopy(t, []byte("phone\n+14155550101\n"), table.InputConfig{})
	})
	t.Run("a workbook", func(t *testing.T) {
		for _, cfg := range []table.InputConfig{{}, {Sheet: "Leads"}, {Encoding: "shift_jis", Delimiter: '|', Sheet: "Leads"}} {
			cfg.Workbook, cfg.IsCopy = cellSheets(western), csvio.IsCopy
			testCopy(t, []byte("PK\x03\x04"), cfg)
		}
	})
}

// cellSheet is a workbook of these rows.
type cellSheet struct {
	rows [][]string
	row  int
}

func cellSheets(rows [][]string) func(io.ReaderAt, int64, string) (table.Workbook, error) {
	return func(io.ReaderAt, int64, string) (table.Workbook, error) { return &cellSheet{rows: rows}, nil }
}

func (s *cellSheet) Next() ([]string, int, error) {
	if s.row == len(s.rows) {
		return nil, 0, io.EOF
	}
	s.row++
	return slices.Clone(s.rows[s.row-1]), s.row, nil
}

func (s *cellSheet) HiddenRow() bool       { return false }
func (s *cellSheet) HiddenColumn(int) bool { return false }
func (s *cellSheet) Close() error          { return nil }

// testCopy copies an input twice, the second time from the copy, and compares the contacts of all three.
func testCopy(t *testing.T, file []byte, cfg table.InputConfig) {
	t.Helper()
	contacts, copied := copyOf(t, file, cfg)
	again, twice := copyOf(t, copied, cfg)
	if diff := cmp.Diff(contacts, again); diff != "" || len(contacts) == 0 {
		t.Errorf("the copy %q gives other contacts (-list +copy):\n%s", copied, diff)
	}
	if !bytes.Equal(copied, twice) {
		t.Errorf("the copy of the copy is %q, want %q", twice, copied)
	}
}

// copyOf reads an input and writes it as a file of rejects does. The contacts have no place in a sheet.
func copyOf(t *testing.T, file []byte, cfg table.InputConfig) ([]dialer.Contact, []byte) {
	t.Helper()
	contacts, err := readInput(bytes.NewReader(file), cfg, csvio.ContactsConfig{})
	if err != nil {
		t.Fatalf("NewContacts of %q: %v", file, err)
	}
	var all []dialer.Contact
	var out bytes.Buffer
	dialect := contacts.Dialect()
	w := dialect.NewWriter(&out)
	write := func(why, cells []string) {
		if err := w.Write(append(why, cells...)); err != nil {
			t.Fatal(err)
		}
	}
	for c, err := range contacts.All() {
		if err != nil {
			t.Fatalf("%q: %v", file, err)
		}
		if len(all) == 0 {
			write([]string{csvio.RejectsReason, csvio.RejectsRemedy, csvio.RejectsRow}, contacts.OwnHeader())
		}
		write([]string{dialect.Encodable("a \"cause\" … ☎, é"), "", strconv.Itoa(c.Row)}, contacts.OwnCells())
		c.SheetRow = 0
		all = append(all, *c)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return all, out.Bytes()
}

// TestNeutralCells: a spreadsheet that opens a copy computes nothing, and phone numbers stay as they are.
func TestNeutralCells(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", " =1+1": "' =1+1", "'=1+1": "''=1+1", "@SUM(A1)": "'@SUM(A1)", "+cmd|'/C calc'!A0": "'+cmd|'/C calc'!A0", "-a": "'-a",
		"\t=1": "'\t=1", "＝1": "'＝1", "+1+cmd": "'+1+cmd", "+A1": "'+A1",
		"+14155550101": "+14155550101", "+1 (415) 555-0101": "+1 (415) 555-0101", "-5.20": "-5.20", "'+14155550101": "'+14155550101",
		"a=b": "a=b", "'": "'", "": "", "'n'": "'n'",
	} {
		var out strings.Builder
		w := table.PlainDialect().NewWriter(&out)
		if err := w.Write([]string{cell, "x"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(strings.TrimPrefix(strings.TrimSuffix(out.String(), ",x\n"), "sep=,\n"), `"`, ""); got != want {
			t.Errorf("cell %q is written as %q, want %q", cell, got, want)
		}
	}
}

// TestUnencodable: a character that the encoding of the list lacks is an error, not another character.
func TestUnencodable(t *testing.T) {
	contacts, err := readInput(strings.NewReader("phone\n1\n"), table.InputConfig{Encoding: "windows-1252"}, csvio.ContactsConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if err := contacts.Dialect().NewWriter(io.Discard).Write([]string{"山"}); err == nil || !tabletest.IsAbout(err, "Encoding") || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("Write = %v, want an error about Encoding", err)
	}
}

// FuzzDialect: of any cells, the copy of an input gives the same contacts.
func FuzzDialect(f *testing.F) {
	f.Add("=1", "'", "\t", uint8(0))
	f.Add("+14155550101", "''=x", " \"y\" ", uint8(1))
	f.Add("-\r\n1", "@", "a;b,c", uint8(2))
	f.Fuzz(func(t *testing.T, a, b, c string, n uint8) {
		// Line breaks in cells become LF, and what is no text is refused.
		clean := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")
		rows := [][]string{{"phone", "a", "b", "c"}, {"1", clean.Replace(a), clean.Replace(b), clean.Replace(c)}}
		for i := range rows[1] {
			rows[1][i] = strings.ToValidUTF8(rows[1][i], "?")
		}
		delimiter := rune(",;\t|"[int(n)%4])
		testCopy(t, []byte(tabletest.CSV(t, rows, delimiter, "\n")), table.InputConfig{Delimiter: delimiter})
	})
}

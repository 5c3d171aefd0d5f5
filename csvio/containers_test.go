package csvio_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/htmlindex"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// The rows that each container holds, header first: western for encodings that know no others, Japanese for the rest.
var (
	westernRows = [][]string{
		{"phone", "first name", "note", "größe"},
		{"+14155550123", "Zoë", "said \"Grüß, Gott; alle|zusammen\"", "ä"},
		{"+14155550124", "", "two\nlines, and\ta tab", "\"quoted\""},
		{" +14155550125 ", "Ñandú", "", "ß"},
	}
	japaneseRows = [][]string{
		{"phone", "名前", "備考"},
		{"+81312345678", "山田太郎", "午後に電話,お願いします"},
		{"+81312345679", "鈴木ソ表", "一行目\n二行目"},
	}
)

func TestContainers(t *testing.T) {
	western := []dialer.Contact{
		{Row: 1, SheetRow: 2, Number: "+14155550123", Metadata: json.RawMessage(
			`{"first name":"Zoë","note":"said \"Grüß, Gott; alle|zusammen\"","größe":"ä"}`)},
		{Row: 2, SheetRow: 3, Number: "+14155550124", Metadata: json.RawMessage(`{"note":"two\nlines, and\ta tab","größe":"\"quoted\""}`)},
		{Row: 3, SheetRow: 4, Number: "+14155550125", Metadata: json.RawMessage(`{"first name":"Ñandú","größe":"ß"}`)},
	}
	japanese := []dialer.Contact{
		{Row: 1, SheetRow: 2, Number: "+81312345678", Metadata: json.RawMessage(`{"名前":"山田太郎","備考":"午後に電話,お願いします"}`)},
		{Row: 2, SheetRow: 3, Number: "+81312345679", Metadata: json.RawMessage(`{"名前":"鈴木ソ表","備考":"一行目\n二行目"}`)},
	}
	for _, tt := range []struct {
		rows      [][]string
		want      []dialer.Contact
		encodings []string
	}{
		{westernRows, western, []string{"", "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15", "macintosh", "gb18030"}},
		{japaneseRows, japanese, []string{"", "utf-16le", "utf-16be", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030"}},
	} {
		for _, encoding := range tt.encodings {
			for _, delimiter := range ",;\t|" {
				for _, end := range []string{"\n", "\r\n", "\r"} {
					t.Run(fmt.Sprintf("%s %q %q", encoding, delimiter, end), func(t *testing.T) {
						text := csvText(t, tt.rows, delimiter, end)
						testContainer(t, encoded(t, text, encoding), csvio.InputConfig{Encoding: encoding}, tt.want)
						testContainer(t, encoded(t, "\ufeff"+text, encoding), csvio.InputConfig{Encoding: encoding}, tt.want)
						given := csvio.InputConfig{Encoding: encoding, Delimiter: delimiter}
						testContainer(t, encoded(t, text, encoding), given, tt.want)
						hinted := encoded(t, fmt.Sprintf("sep=%c%s%s", delimiter, end, text), encoding)
						testContainer(t, hinted, csvio.InputConfig{Encoding: encoding}, tt.want)
					})
				}
			}
			t.Run(encoding+" compressed", func(t *testing.T) {
				file := encoded(t, csvText(t, tt.rows, ';', "\r\n"), encoding)
				for _, pack := range []func(testing.TB, []byte) []byte{gzipped, zstandard} {
					testContainer(t, pack(t, file), csvio.InputConfig{Encoding: encoding}, tt.want)
					twice := slices.Concat(pack(t, file[:len(file)/2]), pack(t, file[len(file)/2:]))
					testContainer(t, twice, csvio.InputConfig{Encoding: encoding}, tt.want)
				}
			})
			t.Run(encoding+" JSON Lines", func(t *testing.T) {
				// The header takes no line of its own, and a cell with line breaks takes one.
				want := slices.Clone(tt.want)
				for i := range want {
					want[i].SheetRow = i + 1
				}
				testContainer(t, encoded(t, jsonLines(t, tt.rows), encoding), csvio.InputConfig{Encoding: encoding}, want)
			})
		}
	}
}

// TestMarkWins shows that a byte order mark overrides the given encoding.
func TestMarkWins(t *testing.T) {
	text := "\ufeff" + csvText(t, westernRows, ',', "\n")
	want := contactsIn(t, strings.NewReader(text), csvio.InputConfig{})
	if len(want) != len(westernRows)-1 {
		t.Fatalf("%d contacts, want %d", len(want), len(westernRows)-1)
	}
	for _, mark := range []string{"utf-8", "utf-16le", "utf-16be"} {
		for _, given := range []string{"", "windows-1252", "shift_jis", "utf-16be"} {
			got := contactsIn(t, bytes.NewReader(encoded(t, text, mark)), csvio.InputConfig{Encoding: given})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("a mark of %s and encoding %q (-want +got):\n%s", mark, given, diff)
			}
		}
	}
}

// testContainer reads a file at once and byte by byte.
func testContainer(t *testing.T, file []byte, cfg csvio.InputConfig, want []dialer.Contact) {
	t.Helper()
	if diff := cmp.Diff(want, contactsIn(t, bytes.NewReader(file), cfg)); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, contactsIn(t, iotest.OneByteReader(bytes.NewReader(file)), cfg)); diff != "" {
		t.Errorf("contacts, byte by byte (-want +got):\n%s", diff)
	}
}

// contactsIn returns the contacts of an input without errors.
func contactsIn(t *testing.T, r io.Reader, cfg csvio.InputConfig) []dialer.Contact {
	t.Helper()
	contacts, err := readInput(r, cfg, csvio.ContactsConfig{})
	if err != nil {
		t.Fatalf("NewContacts: %v", err)
	}
	var all []dialer.Contact
	for c, err := range contacts.All() {
		if err != nil {
			t.Fatalf("after %d contacts: %v", len(all), err)
		}
		all = append(all, *c)
	}
	return all
}

// csvText writes rows as text, with the line end in cells too.
func csvText(t *testing.T, rows [][]string, delimiter rune, end string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "\n", end)
}

// jsonLines writes rows as an object on each line, without what is empty.
func jsonLines(t *testing.T, rows [][]string) string {
	t.Helper()
	var b strings.Builder
	for _, cells := range rows[1:] {
		mark := "{"
		for i, cell := range cells {
			if cell == "" && b.Len() > 0 {
				continue
			}
			key, _ := json.Marshal(rows[0][i])
			value, err := json.Marshal(cell)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s%s: %s", mark, key, value)
			mark = ", "
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// encoded writes a text in an encoding; empty is UTF-8. Where the encoding has no byte order mark, it writes none.
func encoded(tb testing.TB, text, name string) []byte {
	tb.Helper()
	if name == "" || name == "utf-8" {
		return []byte(text)
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		tb.Fatal(err)
	}
	if !strings.HasPrefix(name, "utf-16") && name != "gb18030" {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		tb.Fatalf("writing %s: %v", name, err)
	}
	return b
}

func gzipped(tb testing.TB, file []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(file); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(tb testing.TB, file []byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := w.Write(file); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

package table_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
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
	western := []string{
		`1@2 [+14155550123] {"first name":"Zoë","note":"said \"Grüß, Gott; alle|zusammen\"","größe":"ä"}`,
		`2@3 [+14155550124] {"note":"two\nlines, and\ta tab","größe":"\"quoted\""}`,
		`3@4 [ +14155550125 ] {"first name":"Ñandú","größe":"ß"}`,
	}
	japanese := []string{
		`1@2 [+81312345678] {"名前":"山田太郎","備考":"午後に電話,お願いします"}`,
		`2@3 [+81312345679] {"名前":"鈴木ソ表","備考":"一行目\n二行目"}`,
	}
	for _, tt := range []struct {
		rows      [][]string
		want      []string
		encodings []string
	}{
		{westernRows, western, []string{"", "utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15", "macintosh", "gb18030"}},
		{japaneseRows, japanese, []string{"", "utf-16le", "utf-16be", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030"}},
	} {
		for _, encoding := range tt.encodings {
			for _, delimiter := range ",;\t|" {
				for _, end := range []string{"\n", "\r\n", "\r"} {
					t.Run(fmt.Sprintf("%s %q %q", encoding, delimiter, end), func(t *testing.T) {
						text := tabletest.CSV(t, tt.rows, delimiter, end)
						testContainer(t, tabletest.Encoded(t, text, encoding), table.InputConfig{Encoding: encoding}, tt.want)
						testContainer(t, tabletest.Encoded(t, "\ufeff"+text, encoding), table.InputConfig{Encoding: encoding}, tt.want)
						given := table.InputConfig{Encoding: encoding, Delimiter: delimiter}
						testContainer(t, tabletest.Encoded(t, text, encoding), given, tt.want)
						hinted := tabletest.Encoded(t, fmt.Sprintf("sep=%c%s%s", delimiter, end, text), encoding)
						testContainer(t, hinted, table.InputConfig{Encoding: encoding}, tt.want)
					})
				}
			}
			t.Run(encoding+" compressed", func(t *testing.T) {
				file := tabletest.Encoded(t, tabletest.CSV(t, tt.rows, ';', "\r\n"), encoding)
				for _, pack := range []func(testing.TB, []byte) []byte{tabletest.Gzipped, tabletest.Zstandard} {
					testContainer(t, pack(t, file), table.InputConfig{Encoding: encoding}, tt.want)
					twice := slices.Concat(pack(t, file[:len(file)/2]), pack(t, file[len(file)/2:]))
					testContainer(t, twice, table.InputConfig{Encoding: encoding}, tt.want)
				}
			})
			t.Run(encoding+" JSON Lines", func(t *testing.T) {
				// The header takes no line of its own, and a cell with line breaks takes one.
				want := slices.Clone(tt.want)
				for i, line := range want {
					want[i] = strings.Replace(line, fmt.Sprintf("@%d ", i+2), fmt.Sprintf("@%d ", i+1), 1)
				}
				testContainer(t, tabletest.Encoded(t, tabletest.JSONLines(t, tt.rows), encoding), table.InputConfig{Encoding: encoding}, want)
			})
		}
	}
}

// TestMarkWins shows that a byte order mark overrides the given encoding.
func TestMarkWins(t *testing.T) {
	text := "\ufeff" + tabletest.CSV(t, westernRows, ',', "\n")
	want := linesIn(t, strings.NewReader(text), table.InputConfig{})
	if len(want) != len(westernRows)-1 {
		t.Fatalf("%d rows, want %d", len(want), len(westernRows)-1)
	}
	for _, mark := range []string{"utf-8", "utf-16le", "utf-16be"} {
		for _, given := range []string{"", "windows-1252", "shift_jis", "utf-16be"} {
			got := linesIn(t, bytes.NewReader(tabletest.Encoded(t, text, mark)), table.InputConfig{Encoding: given})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("a mark of %s and encoding %q (-want +got):\n%s", mark, given, diff)
			}
		}
	}
}

// testContainer reads a file at once and byte by byte.
func testContainer(t *testing.T, file []byte, cfg table.InputConfig, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, linesIn(t, bytes.NewReader(file), cfg)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, linesIn(t, iotest.OneByteReader(bytes.NewReader(file)), cfg)); diff != "" {
		t.Errorf("rows, byte by byte (-want +got):\n%s", diff)
	}
}

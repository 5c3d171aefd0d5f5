package table_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

// FuzzPlainLines compares tables with those whose records are all read by encoding/csv.
func FuzzPlainLines(f *testing.F) {
	tabletest.AddSeeds(f, "../testdata")
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, maxRow := range []int{0, len(file)/8 + 1} {
			checkPlainLines(t, string(file), 0, maxRow)
		}
	})
}

// TestPlainLines does the same for texts of few characters and of few kinds of lines, short ones and some that are longer than a buffer.
func TestPlainLines(t *testing.T) {
	characters := []string{`"`, ",", ";", "\n", "\r", " ", "a", "7", "\x00", "ä", "\xff"}
	lines := []string{
		"a,b\n", "a;b\n", "1,2\r\n", ",\n", "\n", "\r\n", "a,b\rc\r\r\n", "4155550101,ä\n", "a,b,c,\n",
		"\"x\",b\n", "a, \"b\" ,c\n", "\"a\nb\",c\n", "\"a\n4155550102,y\",z\n", "a\"b,c\n", "sep=;\n",
	}
	const long = 100 << 10
	random := rand.New(rand.NewPCG(4, 1))
	for i := range 400 {
		pieces, length := characters, random.IntN(80)
		if i%3 > 0 {
			pieces, length = lines, random.IntN(200)
		}
		if i%100 == 0 {
			length = long + random.IntN(long)
		}
		var bag []string // a piece more often than others, or never
		for _, piece := range pieces {
			for range random.IntN(4) {
				bag = append(bag, piece)
			}
		}
		text := strings.Builder{}
		text.WriteString([]string{"", "a,b\n", "a,b,\n"}[random.IntN(3)])
		for len(bag) > 0 && text.Len() < length {
			text.WriteString(bag[random.IntN(len(bag))])
		}
		delimiter := []rune{0, ',', ';', 'ä'}[random.IntN(4)]
		for _, maxRow := range []int{0, random.IntN(length + 2)} {
			checkPlainLines(t, text.String(), delimiter, maxRow)
		}
	}
}

// checkPlainLines reads a text in pieces of several lengths, with and without plain lines. Where the length of rows is limited, the rows
// before one that is too long depend on the pieces.
func checkPlainLines(t *testing.T, text string, delimiter rune, maxRow int) {
	t.Helper()
	cfg := table.InputConfig{Delimiter: delimiter, MaxRowBytes: maxRow}
	var first read
	for i, pieces := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		want := readTable(pieces(strings.NewReader(text)), cfg, (*table.Input).WithoutPlainLines)
		if i == 0 {
			first = want
		}
		if !reflect.DeepEqual(first, want) && maxRow == 0 {
			t.Fatalf("%.1000q as %+v in pieces of kind %d, and byte by byte (-bytes +pieces):\n%s", text, cfg, i, cmp.Diff(first, want))
		}
		if got := readTable(pieces(strings.NewReader(text)), cfg, func(*table.Input) {}); !reflect.DeepEqual(want, got) {
			t.Fatalf("%.1000q as %+v in pieces of kind %d (-without +with plain lines):\n%s", text, cfg, i, cmp.Diff(want, got))
		}
	}
}

// read is all that a table gives: names, rows, and the error that ended them.
type read struct {
	Names []string
	Rows  []row
	End   string
}

func readTable(text io.Reader, cfg table.InputConfig, prepare func(*table.Input)) read {
	in, err := table.OpenInput("-", text, cfg)
	if err != nil {
		return read{End: err.Error()}
	}
	prepare(in)
	names, rows, err := rowsOf(in)
	return read{names, rows, fmt.Sprint(err)}
}

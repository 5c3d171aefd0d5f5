package table_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

func TestParseDelimiter(t *testing.T) {
	for name, want := range map[string]rune{
		",": ',', "comma": ',', ";": ';', "semicolon": ';', "|": '|', "Pipe": '|', "\t": '\t', "tab": '\t', `\t`: '\t',
	} {
		if got, err := table.ParseDelimiter(name); err != nil || got != want {
			t.Errorf("ParseDelimiter(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"", " ", ":", ",,", "commas", `"`, "\n"} {
		if got, err := table.ParseDelimiter(name); !tabletest.IsAbout(err, "Delimiter") {
			t.Errorf("ParseDelimiter(%q) = %q, %v, want an error about Delimiter", name, got, err)
		}
	}
}

// TestLayout is about the detection of delimiter and line ends. Each row is phone and name, and a note that
// must stay whole.
func TestLayout(t *testing.T) {
	const two = "1|Ann,2|Bob"
	tests := []struct {
		name, text string
		delimiter  rune
		want       string // number and name of each row
		rows       []int  // of a spreadsheet
	}{
		{"quoted delimiters do not count", "phone;name;\"a,b,c,d\"\n1;Ann;x\n2;Bob;y\n", 0, two, []int{2, 3}},
		{"quotes of quotes", "phone\tname\t\"a\"\",\"\",b,,\"\n1\tAnn\tx\n2\tBob\ty\n", 0, two, []int{2, 3}},
		{"a header on several lines", "phone|name|\"a\n,,,,\r\n;;;;\"\n1|Ann|x\n2|Bob|y\n", 0, two, []int{2, 3}},
		{"only the header counts", "phone;name;note\n1;Ann;a,b,c,d,e\n2;Bob;\n", 0, two, []int{2, 3}},
		{"the most frequent", "phone;name;note, if any\n1;Ann;\n2;Bob;\n", 0, two, []int{2, 3}},
		{"blank lines first", "\n\r\nphone;name\n1;Ann\n2;Bob\n", 0, two, []int{4, 5}},
		{"given", "phone,name,a;b;c;d\n1,Ann,x\n2,Bob,y\n", ',', two, []int{2, 3}},
		{"given against a tie", "phone;name;a,b,c\n1;Ann;x\n2;Bob;y\n", ';', two, []int{2, 3}},
		{"a single column", "phone\n1\n2\n", 0, "1|,2|", []int{2, 3}},
		{"a hint", "sep=;\nphone;name;a,b,c,d\n1;Ann;x\n\n2;Bob;y\n", 0, two, []int{2, 4}},
		{"a hint, quoted", "\"sep=;\"\r\nphone;name\r\n1;Ann\r\n2;Bob\r\n", 0, two, []int{2, 3}},
		{"a hint, in capitals", "SEP=\t\nphone\tname\n1\tAnn\n2\tBob\n", 0, two, []int{2, 3}},
		{"a hint, blank lines behind", "sep=|\n\nphone|name\n1|Ann\n2|Bob\n", 0, two, []int{3, 4}},
		{"a hint that is overruled", "sep=,\nphone;name\n1;Ann\n2;Bob\n", ';', two, []int{2, 3}},
		{"a hint of the delimiter given", "sep=;\nphone;name\n1;Ann\n2;Bob\n", ';', two, []int{2, 3}},
		{"CR alone", "phone,name,note\r1,Ann,\"a\rb\"\r\r2,Bob,\r", 0, two, []int{2, 4}},
		{"CR alone, quoted", "\"phone\",\"name\"\r\"1\",\"Ann\"\r\"2\",\"Bob\"", 0, two, []int{2, 3}},
		{"CR alone, blank lines first", "\r\rphone,name\r1,Ann\r2,Bob\r", 0, two, []int{4, 5}},
		{"CR alone, an LF later", "phone,name\r1,Ann\n2,Bob\r\n", 0, two, []int{2, 3}},
		{"CR alone behind a hint", "sep=;\rphone;name\r1;Ann\r2;Bob\r", 0, two, []int{2, 3}},
		{"CR alone but for a cell of the header", "phone,name,\"a\nb\"\r1,Ann,\r2,Bob,", 0, two, []int{2, 3}},
		{"CR in a cell of a file of LF", "phone,name,note\n1,Ann,a\rb\n2,Bob,\"\r\"\n", 0, two, []int{2, 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text)), iotest.DataErrReader(strings.NewReader(tt.text))} {
				var got []string
				var rows []int
				in, err := table.OpenInput("-", r, table.InputConfig{Delimiter: tt.delimiter})
				if err != nil {
					t.Fatal(err)
				}
				_, all, err := rowsOf(in)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range all {
					got = append(got, strings.Join(append(row.Cells, "")[:2], "|"))
					rows = append(rows, row.SheetRow)
				}
				if diff := cmp.Diff(tt.want, strings.Join(got, ",")); diff != "" || !slices.Equal(rows, tt.rows) {
					t.Errorf("rows %v, want %v; cells (-want +got):\n%s", rows, tt.rows, diff)
				}
			}
		})
	}
}

func TestRaggedNamesDelimiter(t *testing.T) {
	for delimiter, word := range map[string]string{",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"} {
		text := strings.ReplaceAll("phone;name\n1;Ann;x\n2\n", ";", delimiter)
		got, err := endOf(strings.NewReader(text), table.InputConfig{})
		if err != nil || len(got) != 2 || !strings.HasSuffix(got[0], "enclose cells that hold "+word+" in quotes") ||
			!strings.HasSuffix(got[1], "add the missing cells or "+word) {
			t.Errorf("%q gives %q, %v, want two ragged rows that speak of %s", text, got, err, word)
		}
	}
}

// TestDamageOfMacText: the rules for quotes and torn ends also hold for lines that end in CR alone.
func TestDamageOfMacText(t *testing.T) {
	for text, want := range map[string]string{
		"phone,name\r1,Ann\r2,\"Bob\r3,Cy\r": "row 3: a quote opens here and is never closed",
		"phone,name\r1,Ann\r2,\"":            "row 3: a quote opens here and is never closed",
	} {
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			if got, err := endOf(r, table.InputConfig{}); err == nil || !strings.HasPrefix(err.Error(), want) || len(got) != 1 {
				t.Errorf("%q gives %q, %v, want a row, then %s", text, got, err, want)
			}
		}
	}
	for _, text := range []string{"phone,name\r1,\"a\" b", "phone,name\r1,\"a\" b\r", "phone,name\r1,\"a\" b\r\r\r"} {
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			if got, err := endOf(r, table.InputConfig{}); err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "1@2 bad_quote") {
				t.Errorf("%q gives %q, %v, want one bad row", text, got, err)
			}
		}
	}
}

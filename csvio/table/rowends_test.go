package table_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
)

// TestRowEnds is about the delimiters that spreadsheets and scripts add at the ends of some rows.
func TestRowEnds(t *testing.T) {
	const ada, bob = `[+14155550101] {"name":"Ada"}`, `[+14155550102] {"name":"Bob"}`
	both := []string{"1@2 " + ada, "2@3 " + bob}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"one more in the header", "phone,name,\n+14155550101,Ada\n+14155550102,Bob\n", both},
		{"several more in the header", "phone;name;; ;\n+14155550101;Ada\n+14155550102;Bob;\n", both},
		{"the same, without a last line break", "phone,name,\n+14155550101,Ada\n+14155550102,Bob", both},
		{"one more in a row", "phone,name\n+14155550101,Ada,\n+14155550102,Bob\n", both},
		{"several more in a row", "phone\tname\n+14155550101\tAda\n+14155550102\tBob\t \t\t\n", both},
		{"quoted", "\"phone\"|\"name\"\n\"+14155550101\"|\"Ada\"|\"\"\n\"+14155550102\"|\"Bob\"\n", both},
		{"more than in the header", "phone,name,\n+14155550101,Ada,,,\n+14155550102,Bob,\n", both},
		{"a cell without a name is nothing", "phone,name,\n+14155550101,Ada,x\n+14155550102,Bob\n", both},
		{"an unnamed column in the middle", "phone,,name\n+14155550101,,Ada\n+14155550102,\n", []string{
			"1@2 " + ada,
			`2@3 ragged_row [+14155550102] the row has 2 cells instead of the 3 of the header: add the missing cells or commas`,
		}},
		{"a cell beyond", "phone,name\n+14155550101,Ada,,x\n+14155550102,Bob\n", []string{
			`1@2 ragged_row [+14155550101] the row has 4 cells instead of the 2 of the header: enclose cells that hold commas in quotes`,
			"2@3 " + bob,
		}},
		{"a named cell too few", "phone,name,\n+14155550101\n+14155550102,Bob\n", []string{
			`1@2 ragged_row [+14155550101] the row has 1 cells instead of the 3 of the header: add the missing cells or commas`,
			"2@3 " + bob,
		}},
		{"a last line that was cut off", "name,phone,\nAda,+14155550101,\nBob,+493012", []string{
			"1@2 " + ada,
			`2@3 ragged_row [+493012] the last line has no line break and fewer cells than others, so it may have been cut off: look at it, and end it with a line break`,
		}},
		{"a last line cut off behind the names", "phone,,\n+14155550101,a,\n+14155550102,b", []string{"1@2 [+14155550101] ", "2@3 [+14155550102] "}},
		{"a blank row", "phone,name\n+14155550101,Ada\n,\n+14155550102,Bob\n", []string{"1@2 " + ada, "2@4 " + bob}},
		{"blank rows of any length", "phone,name\n,,,\n \n+14155550101,Ada\n\"\",\" \"\n+14155550102,Bob\n,\n,", []string{"1@4 " + ada, "2@6 " + bob}},
		{"blank rows before the header", ",,\n , \nphone,name\n+14155550101,Ada\n+14155550102,Bob\n", []string{"1@4 " + ada, "2@5 " + bob}},
		{"blank rows of semicolons before it", ";;\n;\nphone;name;a, b\n+14155550101;Ada;\n+14155550102;Bob;\n", []string{"1@4 " + ada, "2@5 " + bob}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n", "\r"} {
				got, err := endOf(strings.NewReader(strings.ReplaceAll(tt.text, "\n", end)), table.InputConfig{})
				if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
					t.Errorf("line end %q: %v, rows (-want +got):\n%s", end, err, diff)
				}
			}
		})
	}
}

// TestBlankObjects shows that an object without a value is a blank row, as in other containers.
func TestBlankObjects(t *testing.T) {
	const text = `{"phone":"","name":null}
{}
{"name":"Ada","phone":"+14155550101"}
{"phone":" ","plan":""}
{"phone":"+14155550102","plan":"gold"}
{"phone":"","name":"Cy"}
`
	got, err := endOf(strings.NewReader(text), table.InputConfig{})
	want := []string{
		`1@3 [+14155550101] {"name":"Ada"}`, `2@5 [+14155550102] {"plan":"gold"}`, `3@6 [] {"name":"Cy"}`,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, rows (-want +got):\n%s", err, diff)
	}
}

// TestSpaceBesideQuotes is about spaces between delimiters and quotes.
func TestSpaceBesideQuotes(t *testing.T) {
	const quoted = `1@2 [+14155550101] {"name":"a, b"}`
	const bare = `bare quote in an unquoted field: enclose the cell in quotes and double the quotes within it ("")`
	tests := []struct {
		name, text string
		want       []string
	}{
		{"before", "phone,name\n+14155550101, \"a, b\"\n", []string{quoted}},
		{"behind", "phone,name\n+14155550101,\"a, b\" \n", []string{quoted}},
		{"in the header, and everywhere", "\"phone\" , \"name\"\n \"+14155550101\"  ,\t\"a, b\"\t\n", []string{quoted}},
		{"a header with delimiters in quotes", "phone; \"name, first, last\"\n+14155550101; \"a\"\n", []string{`1@2 [+14155550101] {"name, first, last":"a"}`}},
		{"tabs are cells where they delimit", "phone\tname\tnote\n+14155550101\t \"a\" \t\n+14155550102\t\t\"b\"\n", []string{
			`1@2 [+14155550101] {"name":"a"}`, `2@3 [+14155550102] {"note":"b"}`,
		}},
		{"doubled quotes", "phone,name\n+14155550101, \"a \"\"b\"\" \"\n", []string{`1@2 [+14155550101] {"name":"a \"b\" "}`}},
		{"behind several lines", "phone,name,note\n+14155550101,\"a\nb\" , \"c\"\n", []string{`1@2 [+14155550101] {"name":"a\nb","note":"c"}`}},
		{"spaces of other cells stay", "phone,name,note\n+14155550101, a , \"b\"\n", []string{`1@2 [+14155550101] {"name":" a ","note":"b"}`}},
		{"a mark of inches opens nothing", "phone,name\n+14155550101, \"a\n+14155550102, b\"\n+14155550103,c\n", []string{
			`1@2 bad_quote [+14155550101] ` + bare, `2@3 bad_quote [+14155550102] ` + bare, `3@4 [+14155550103] {"name":"c"}`,
		}},
		{"text behind", "phone,name\n+14155550101, \"a\" b\n+14155550102, \"a\"\" , c\n+14155550103,c\n", []string{
			`1@2 bad_quote [+14155550101] text follows a closing quote: double each quote within a quoted cell ("")`,
			`2@3 bad_quote [+14155550102] ` + bare, `3@4 [+14155550103] {"name":"c"}`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n"} {
				got, err := endOf(strings.NewReader(strings.ReplaceAll(tt.text, "\n", end)), table.InputConfig{})
				if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
					t.Errorf("line end %q: %v, rows (-want +got):\n%s", end, err, diff)
				}
			}
		})
	}
}

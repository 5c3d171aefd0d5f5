package table_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

func TestJSONLines(t *testing.T) {
	const text = "\xef\xbb\xbf\r\n" +
		`{"phone": "+14155550123", "name" : "Zo\u00eb \ud83d\ude00", "address":{"city":"X", "geo" : {"lat":1.50}}, "tags":[ "a" , {"b": null} ]}` + "\r\n" +
		"  \t\n" +
		`{"phone":14155550124,"name":null,"vip":true,"balance":1.4E10,"address":{},"tags":[]}` + "\n" +
		` { "address" : { "city" : "" , "zip" : "0\"1" } , "phone" : "+14155550125" } `
	names, rows, err := rowsAlike(t, text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"phone", "name", "address.city", "address.geo.lat", "tags"}, names); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	want := []row{
		{
			SheetRow: 2,
			Cells:    []string{"+14155550123", "Zoë 😀", "X", "1.50", `["a",{"b":null}]`},
			Values:   []string{`"+14155550123"`, `"Zo\u00eb \ud83d\ude00"`, `"X"`, `1.50`, `["a",{"b":null}]`},
		},
		{
			SheetRow: 4,
			Cells:    []string{"14155550124", "", "", "", "[]", "true", "1.4E10", "{}"},
			Values:   []string{"14155550124", "", "", "", "[]", "true", "1.4E10", "{}"},
			Added:    []string{"vip", "balance", "address"},
		},
		{
			SheetRow: 5,
			Cells:    []string{"+14155550125", "", "", "", "", "", "", "", `0"1`},
			Values:   []string{`"+14155550125"`, "", "", "", "", "", "", "", `"0\"1"`},
			Added:    []string{"address.zip"},
		},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// rowsAlike returns what a table gives, at once and byte by byte alike.
func rowsAlike(t *testing.T, text string) ([]string, []row, error) {
	t.Helper()
	read := func(r io.Reader) ([]string, []row, error) {
		in, err := table.OpenInput("-", r, table.InputConfig{})
		if err != nil {
			return nil, nil, err
		}
		return rowsOf(in)
	}
	names, rows, err := read(strings.NewReader(text))
	byNames, byRows, byErr := read(iotest.OneByteReader(strings.NewReader(text)))
	if !cmp.Equal(names, byNames) || !cmp.Equal(rows, byRows) || fmt.Sprint(err) != fmt.Sprint(byErr) {
		t.Errorf("byte by byte: %v, %v, %v, want %v, %v, %v", byNames, byRows, byErr, names, rows, err)
	}
	return names, rows, err
}

// TestBadJSON puts a line between two good ones, each of which stays what it is.
func TestBadJSON(t *testing.T) {
	nested := func(levels int) string { return strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels) }
	arrays := func(levels int) string {
		return `{"a":` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + "}"
	}
	tests := []struct {
		name, line, cause string // no cause: the line is good
	}{
		{"no JSON", `+14155550124,Bob`, "not one JSON object"},
		{"half an object", `{"phone":"2"`, "not one JSON object"},
		{"a comma too many", `{"phone":"2",}`, "not one JSON object"},
		{"a bad escape", `{"phone":"\x32"}`, "not one JSON object"},
		{"a raw tab", "{\"phone\":\"2\t\"}", "not one JSON object"},
		{"two objects", `{"phone":"2"}{"phone":"3"}`, "not one JSON object"},
		{"an array", `[{"phone":"2"}]`, "not one JSON object"},
		{"a string", `"2"`, "not one JSON object"},
		{"null", `null`, "not one JSON object"},
		{"a key twice", `{"phone":"2","phone":"3"}`, "twice"},
		{"a key twice, spelled differently", `{"phone":"2","\u0070hone":"3"}`, "twice"},
		{"a key twice, in an object", `{"phone":"2","a":{"b":1,"b":2}}`, "twice"},
		{"a key twice, flattened", `{"phone":"2","a.b":1,"a":{"b":2}}`, "twice"},
		{"an object twice", `{"phone":"2","a":{"b":1},"a":{"c":2}}`, "twice"},
		{"a value and an object", `{"phone":"2","a":1,"a":{"c":2}}`, "twice"},
		{"a key twice, in an array", `{"phone":"2","a":[{"b":1,"b":2}]}`, "twice"},
		{"one key in two elements", `{"phone":"2","a":[{"b":1},{"b":2}],"b":1}`, ""},
		{"half a pair", `{"phone":"2","name":"\ud83d"}`, "surrogate"},
		{"the other half", `{"phone":"2","name":"\ude00\ud83d"}`, "surrogate"},
		{"half a pair before another", `{"phone":"2","name":"\ud83d\ud83d\ude00"}`, "surrogate"},
		{"half a pair in a key", `{"phone":"2","\ud83dx":1}`, "surrogate"},
		{"half a pair in an array", `{"phone":"2","a":["\uD83D\n"]}`, "surrogate"},
		{"what looks like half a pair", `{"phone":"2","name":"\\ud83d \ufffd"}`, ""},
		{"a NUL", `{"phone":"2\u0000"}`, "NUL"},
		{"as deep as may be", `{"phone":"2",` + nested(32)[1:], ""},
		{"too deep", `{"phone":"2",` + nested(33)[1:], "too deep"},
		{"arrays as deep as may be", arrays(31), ""},
		{"arrays too deep", arrays(32), "too deep"},
		{"far too deep", arrays(100_000), "not one JSON object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, rows, err := rowsAlike(t, "{\"phone\":\"1\"}\n"+tt.line+"\n{\"new\":1,\"phone\":\"3\"}\n")
			if err != nil || len(rows) != 3 {
				t.Fatalf("%d rows, %v, want 3", len(rows), err)
			}
			fault := rows[1].Fault
			if tt.cause == "" && fault != (dialer.Reason{}) {
				t.Errorf("fault %v, want none", fault)
			}
			if tt.cause != "" && (fault.Code != "bad_json" || !strings.Contains(fault.Cause, tt.cause) || fault.Remedy == "") {
				t.Errorf("fault %+v, want bad_json that says %s, and a remedy", fault, tt.cause)
			}
			if rows[1].SheetRow != 2 || rows[2].SheetRow != 3 || rows[0].Cells[0] != "1" || rows[2].Cells[0] != "3" {
				t.Errorf("rows %v, want the neighbors as they are", rows)
			}
			if added := rows[2].Added; tt.cause != "" && !cmp.Equal(added, []string{"new"}) {
				t.Errorf("the next row adds %q, want what it is the first to have", added)
			}
		})
	}
}

func TestJSONEnd(t *testing.T) {
	keys := func(from, to int) string {
		var b strings.Builder
		b.WriteString(`{"phone":"1"`)
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, `,"k%d":%d`, i, i)
		}
		return b.String() + "}\n"
	}
	broken := errors.New("disk on fire")
	tests := []struct {
		name  string
		input io.Reader
		rows  int
		line  int
		says  string
	}{
		{"torn", strings.NewReader("{\"phone\":\"1\"}\n\n{\"phone\":\"2\",\"na"), 1, 3, "cut off"},
		{"torn between", strings.NewReader("{\"phone\":\"1\"}\n{"), 1, 2, "cut off"},
		{"torn within a character", strings.NewReader("{\"phone\":\"1\"}\n{\"phone\":\"2\",\"name\":\"Zo\xc3"), 1, 2, "cut off"},
		{"torn header", strings.NewReader("{\"phone\":\"1\""), 0, 1, "cut off"},
		{"read error", io.MultiReader(strings.NewReader("{\"phone\":\"1\"}\n{\"pho"), iotest.ErrReader(broken)), 1, 2, "disk on fire"},
		{"read error between", io.MultiReader(strings.NewReader("{\"phone\":\"1\"}\n"), iotest.ErrReader(broken)), 1, 2, "disk on fire"},
		{"endless line", strings.NewReader("{\"phone\":\"1\"}\n{\"phone\":\"" + strings.Repeat("2", 2<<20)), 1, 2, "1048576 bytes"},
		{"endless first line", strings.NewReader(`{"phone":"` + strings.Repeat("2", 2<<20)), 0, 1, "1048576 bytes"},
		{"columns without end", strings.NewReader(keys(0, 4000) + keys(4000, 4095) + keys(4095, 4096)), 2, 3, "4096"},
		{"columns without end at once", strings.NewReader(keys(0, 4096)), 0, 1, "4096"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := endOf(tt.input, table.InputConfig{})
			e, ok := errors.AsType[*table.InputError](err)
			if !ok || len(got) != tt.rows || e.Row != tt.line || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%d rows, then %v, want %d and an InputError of line %d that says %s", len(got), err, tt.rows, tt.line, tt.says)
			}
		})
	}
}

// TestLongJSON reads lines that are longer than any buffer.
func TestLongJSON(t *testing.T) {
	line := func(n int) string {
		return fmt.Sprintf("{\"phone\":\"%d\",\"note\":%q}\n", n, strings.Repeat(string(rune('a'+n)), n*100_000))
	}
	got := linesIn(t, strings.NewReader(line(9)+line(1)+line(5)), table.InputConfig{})
	if len(got) != 3 {
		t.Fatalf("%d rows, want 3", len(got))
	}
	for i, n := range []int{9, 1, 5} {
		want := fmt.Sprintf("%d@%d [%d] {\"note\":%q}", i+1, i+1, n, strings.Repeat(string(rune('a'+n)), n*100_000))
		if got[i] != want {
			t.Errorf("row %d is not what its line holds", i+1)
		}
	}
}

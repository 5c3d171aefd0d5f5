package table_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

func FuzzJSONLines(f *testing.F) {
	for _, seed := range []string{
		"{\"phone\":\"1\",\"a\":{\"b\":1.40e2,\"c\":[ {\"d\":null} ]}}\n\n{\"phone\":2,\"e\":{},\"a\":{}}\n",
		"\xef\xbb\xbf {\"phone\":\"\\ud83d\\ude00\",\"x\":\"\\ud83d\"}\r\n{\"a.b\":1,\"a\":{\"b\":2}}\r\n{\"\":\"\",\"\\u0061\":true",
		"{\"phone\":\"1\"}\n[1]\n\"2\"\nnull\n{}{}\n{\"phone\":\"\\u0000\"}\n{\"phone\":\"1\",\"phone\":\"2\"}",
		"{\"a\":" + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "}", strings.Repeat("{\"a\":", 40) + "1" + strings.Repeat("}", 40),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if !isObject(file) {
			return
		}
		names, rows, end := fuzzRows(t, file, false)
		byNames, byRows, byEnd := fuzzRows(t, file, true)
		if !cmp.Equal(names, byNames) || !cmp.Equal(rows, byRows) || fmt.Sprint(end) != fmt.Sprint(byEnd) {
			t.Fatalf("byte by byte: %v %v %v, want %v %v %v", byNames, byRows, byEnd, names, rows, end)
		}
		lines := strings.Split(strings.TrimPrefix(string(file), "\xef\xbb\xbf"), "\n")
		last := 0
		for _, r := range rows {
			for _, skipped := range lines[last : r.SheetRow-1] {
				if !isBlankObject(skipped) {
					t.Fatalf("line %q before %d gives no row", skipped, r.SheetRow)
				}
			}
			last = r.SheetRow
			names = append(names, r.Added...)
			checkObject(t, lines[last-1], names, r)
		}
		for _, rest := range lines[last:] {
			if end == nil && !isBlankObject(rest) {
				t.Fatalf("%q gives no row", rest)
			}
		}
	})
}

// isBlankObject reports whether a line is blank, or an object without a value.
func isBlankObject(line string) bool {
	if strings.Trim(line, " \t\r") == "" {
		return true
	}
	var object map[string]any
	if json.Unmarshal([]byte(line), &object) != nil || object == nil {
		return false
	}
	values := map[string]any{}
	flattened(values, "", object)
	for _, value := range values {
		if text, ok := value.(string); !ok || strings.TrimSpace(text) != "" {
			return false
		}
	}
	return true
}

// fuzzRows reads a file to its end, which may be an InputError; a header that is refused has no rows.
func fuzzRows(t *testing.T, file []byte, bytewise bool) ([]string, []row, error) {
	t.Helper()
	in, err := table.OpenInput("-", bytes.NewReader(file), table.InputConfig{})
	if bytewise {
		in, err = table.OpenInput("-", iotest.OneByteReader(bytes.NewReader(file)), table.InputConfig{})
	}
	if err != nil {
		tabletest.CheckEnd(t, err)
		return nil, nil, err
	}
	names, rows, err := rowsOf(in)
	if err != nil {
		tabletest.CheckEnd(t, err)
	}
	return names, rows, err
}

// checkObject compares a row with what encoding/json makes of its line.
func checkObject(t *testing.T, line string, names []string, r row) {
	t.Helper()
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.UseNumber()
	err := decoder.Decode(&object)
	valid := err == nil && object != nil && json.Valid([]byte(line))
	if r.Fault.Code != "" {
		if r.Fault.Code != "bad_json" || valid == strings.Contains(r.Fault.Cause, "not one JSON object") {
			t.Fatalf("line %q is refused with %v", line, r.Fault)
		}
		return
	}
	if !valid {
		t.Fatalf("line %q gives a row, but encoding/json says %v", line, err)
	}
	want := map[string]any{}
	flattened(want, "", object)
	got := map[string]any{}
	for i, value := range r.Values {
		if value == "" {
			if r.Cells[i] != "" {
				t.Fatalf("line %q: cell %q without a value", line, r.Cells[i])
			}
			continue
		}
		got[names[i]] = valueOf(t, value)
		if text, ok := got[names[i]].(string); ok && text != r.Cells[i] || !ok && r.Cells[i] != value {
			t.Fatalf("line %q: cell %q of %s", line, r.Cells[i], value)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("line %q (-want +got):\n%s", line, diff)
	}
}

func valueOf(t *testing.T, raw string) any {
	t.Helper()
	var value any
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("value %s: %v", raw, err)
	}
	return value
}

// flattened puts the values of an object that are not empty under their dotted names.
func flattened(all map[string]any, prefix string, object map[string]any) {
	for key, value := range object {
		nested, ok := value.(map[string]any)
		switch {
		case ok && len(nested) > 0:
			flattened(all, prefix+key+".", nested)
		case value != nil && value != "":
			all[prefix+key] = value
		}
	}
}

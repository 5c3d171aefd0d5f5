package table_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

func TestCheckEncoding(t *testing.T) {
	for _, name := range []string{"", "utf-8", "UTF8", "utf-16le", "windows-1252", " Windows-1252 ", "latin1", "ISO-8859-15", "shift_jis", "gb18030"} {
		if err := table.CheckEncoding(name); err != nil {
			t.Errorf("CheckEncoding(%q) = %v", name, err)
		}
	}
	for _, name := range []string{"ansi-ish", "utf-7", "iso-2022-kr", "hz-gb-2312", "8"} {
		err := table.CheckEncoding(name)
		if !tabletest.IsAbout(err, "Encoding") || !strings.Contains(err.Error(), "windows-1252") {
			t.Errorf("CheckEncoding(%q) = %v, want an error about Encoding with examples", name, err)
		}
		if _, opened := table.OpenInput("-", strings.NewReader("phone\n1\n"), table.InputConfig{Encoding: name}); opened == nil {
			t.Errorf("OpenInput in %q = nil, want an error", name)
		}
	}
}

// TestNoText: bytes that are invalid in the encoding end the reading, and never become a character.
func TestNoText(t *testing.T) {
	wide := func(text string) string { return string(tabletest.Encoded(t, text, "utf-16le")) }
	big := func(text string) string { return string(tabletest.Encoded(t, text, "utf-16be")) }
	cut := func(text string) string { return text[:len(text)-1] }
	const head = "phone,name\n1,Ann\n"
	tests := []struct {
		name, encoding, input string
		line                  int
		says                  string
	}{
		{"half a unit at the end", "", cut(wide("\ufeff" + head + "2,Bob\n")), 3, "utf-16le"},
		{"half a unit in the last cell", "utf-16le", wide(head+"2,Bob") + "x", 3, "utf-16le"},
		{"the first half of a pair at the end", "", wide("\ufeff"+head+"2,B") + "\x3d\xd8", 3, "utf-16le"},
		{"the first half of a pair", "utf-16le", wide(head+"2,B") + "\x3d\xd8" + wide("b\n3,Cy\n"), 3, "utf-16le"},
		{"the second half of a pair", "utf-16be", big(head+"2,B") + "\xde\x00" + big("b\n"), 3, "utf-16be"},
		{"a character that was lost before", "utf-16le", wide(head + "2,B\ufffdb\n"), 3, "utf-16le"},
		{"a byte that Windows-1253 has not", "windows-1253", head + "2,B\xaab\n3,Cy\n", 3, "windows-1253"},
		{"half a character of Shift JIS", "shift_jis", head + "2,B\x83\n3,Cy\n", 3, "shift_jis"},
		{"half a character at the end", "shift_jis", head + "2,B\x83", 3, "shift_jis"},
		{"half a character in a later line of a row", "shift_jis", head + "2,\"B\n\x83\n\"\n", 3, "shift_jis"},
		{"half a character in the header", "shift_jis", "phone,\x83\n", 1, "shift_jis"},
		{"half a character in JSON", "gb18030", "{\"phone\":\"1\"}\n\n{\"phone\":\"\x81\"}\n", 3, "gb18030"},
		{"a NUL of UTF-16", "utf-16le", wide(head + "2,B\x00\n"), 3, "NUL"},
		{"no UTF-8", "utf-8", head + "2,B\xe9\n", 3, "such as windows-1252"},
		{"no UTF-8 behind a mark", "windows-1252", "\xef\xbb\xbf" + head + "2,B\xe9\n", 3, "CSV UTF-8"},
		{"no UTF-8 in JSON", "", "{\"phone\":\"1\"}\n{\"phone\":\"\xe9\"}\n", 2, "such as windows-1252"},
		{"a NUL in JSON", "", "{\"phone\":\"1\"}\n{\"phone\":\"\x00\"}\n", 2, "NUL"},
		{"a NUL between the lines of JSON", "", "{\"phone\":\"1\"}\n\x00\n{\"phone\":\"2\"}\n", 2, "NUL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.input), iotest.OneByteReader(strings.NewReader(tt.input))} {
				got, err := endOf(r, table.InputConfig{Encoding: tt.encoding})
				e, ok := errors.AsType[*table.InputError](err)
				if !ok || e.Row != tt.line || !strings.Contains(e.Reason, tt.says) {
					t.Errorf("error %v, want an InputError of line %d that says %s", err, tt.line, tt.says)
				}
				if want := min(tt.line-1, 1); len(got) != want {
					t.Errorf("%q before the error, want %d rows", got, want)
				}
			}
		})
	}
}

// TestLostBefore shows that U+FFFD in UTF-8, where nothing is decoded, is a character as any.
func TestLostBefore(t *testing.T) {
	for _, text := range []string{"phone,name\n1,B\ufffdb\n", `{"phone":"1","name":"B` + "\ufffd" + `b"}`, `{"phone":"1","name":"B\ufffdb"}`} {
		got := linesIn(t, strings.NewReader(text), table.InputConfig{})
		if len(got) != 1 || !strings.Contains(got[0], "B\ufffdb") {
			t.Errorf("%q gives %v, want its row", text, got)
		}
	}
}

func TestDecodingKeepsReadErrors(t *testing.T) {
	broken := errors.New("disk on fire")
	text := tabletest.Encoded(t, "\ufeffphone,name\n1,Ann\n2,B", "utf-16le")
	for _, cut := range []int{0, 1} {
		input := io.MultiReader(strings.NewReader(string(text[:len(text)-cut])), iotest.ErrReader(broken))
		got, err := endOf(input, table.InputConfig{})
		if e, ok := errors.AsType[*table.InputError](err); !ok || !errors.Is(err, broken) || e.Row != 3 || len(got) != 1 {
			t.Errorf("%q and %v, want a row and the reader's error on line 3", got, err)
		}
	}
}

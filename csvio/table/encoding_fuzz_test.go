package table_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/htmlindex"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

// FuzzDecoding compares a file in an encoding with its text, decoded in one piece.
func FuzzDecoding(f *testing.F) {
	encodings := []string{"utf-16le", "utf-16be", "windows-1252", "windows-1253", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030", "big5", "euc-kr"}
	for i := range encodings {
		f.Add([]byte("phone,name\n1,\xe9\x81\x40\n2,\x1b$B0l\x1b(Bx\n"), uint8(i))
		f.Add([]byte("p\x00h\x00o\x00n\x00e\x00\n\x001\x00\x3d\xd8\n\x00"), uint8(i))
		f.Add([]byte("\x00p\x00h\x00o\x00n\x00e\x00;\x00a\x00\r\x001\x00;\xd8\x3d\xde\x00"), uint8(i))
		f.Add([]byte("\xff\xfe{\x00"), uint8(i))
	}
	f.Fuzz(func(t *testing.T, file []byte, n uint8) {
		name := encodings[int(n)%len(encodings)]
		cfg := table.InputConfig{Encoding: name}
		all, err := decodedRows(t, file, cfg, false)
		bytewise, byErr := decodedRows(t, file, cfg, true)
		if diff := cmp.Diff(all, bytewise); diff != "" || fmt.Sprint(err) != fmt.Sprint(byErr) {
			t.Fatalf("byte by byte %v, want %v (-whole +bytewise):\n%s", byErr, err, diff)
		}
		text := decodedText(t, file, name)
		if !isPlainCSV(file) && !isObject(file) || bytes.HasPrefix(file, []byte("\xef\xbb\xbf")) ||
			!isPlainCSV(text) && !isObject(text) || bytes.HasPrefix(text, []byte("\xd0\xcf")) || bytes.HasPrefix(file, []byte("\xd0\xcf")) {
			return // what is no text, or says its encoding itself
		}
		if bytes.Contains(text, []byte("\ufffd")) {
			if err == nil {
				t.Fatalf("%q is not text in %s, and gives %v", file, name, all)
			}
			return
		}
		want, wantErr := decodedRows(t, text, table.InputConfig{}, false)
		if diff := cmp.Diff(want, all); diff != "" || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("%v, but its text as UTF-8 gives %v (-want +got):\n%s", err, wantErr, diff)
		}
	})
}

func decodedText(t *testing.T, file []byte, name string) []byte {
	t.Helper()
	e, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := e.NewDecoder().Bytes(file)
	if err != nil {
		t.Fatalf("decoding: %v", err)
	}
	return text
}

// decodedRows returns what a file yields, and the error that it ends in.
func decodedRows(t *testing.T, file []byte, cfg table.InputConfig, bytewise bool) ([]string, error) {
	t.Helper()
	var r io.Reader = bytes.NewReader(file)
	if bytewise {
		r = iotest.OneByteReader(r)
	}
	got, err := endOf(r, cfg)
	if err != nil {
		tabletest.CheckEnd(t, err)
	}
	return got, err
}

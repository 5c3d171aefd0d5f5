// Package tabletest makes the files that tests of tables read: the same rows in each container, encoding and compression.
package tabletest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/htmlindex"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// CSV writes rows as text, with the line end in cells too.
func CSV(tb testing.TB, rows [][]string, delimiter rune, end string) string {
	tb.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	if err := w.WriteAll(rows); err != nil {
		tb.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "\n", end)
}

// JSONLines writes rows, the header first, as an object on each line, without what is empty. The first object has all keys.
func JSONLines(tb testing.TB, rows [][]string) string {
	tb.Helper()
	var b strings.Builder
	for _, cells := range rows[1:] {
		mark := "{"
		for i, cell := range cells {
			if cell == "" && b.Len() > 0 {
				continue
			}
			key, _ := json.Marshal(rows[0][i]) // a string has a JSON form
			value, err := json.Marshal(cell)
			if err != nil {
				tb.Fatal(err)
			}
			fmt.Fprintf(&b, "%s%s: %s", mark, key, value)
			mark = ", "
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// Encoded writes a text in an encoding; empty is UTF-8. Where the encoding has no byte order mark, it writes none.
func Encoded(tb testing.TB, text, name string) []byte {
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

// Gzipped compresses a file by gzip.
func Gzipped(tb testing.TB, file []byte) []byte {
	tb.Helper()
	return packed(tb, file, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
}

// Zstandard compresses a file by zstd.
func Zstandard(tb testing.TB, file []byte) []byte {
	tb.Helper()
	return packed(tb, file, func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)) })
}

func packed(tb testing.TB, file []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := open(&b)
	if err == nil {
		_, err = w.Write(file)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// Zipped packs files into a zip archive, each a name and a content.
func Zipped(tb testing.TB, files ...string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// AddSeeds gives a fuzz test texts to begin with: the files of a folder, and some that are hard to read.
func AddSeeds(f *testing.F, folder string) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		seed, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	for _, seed := range []string{
		"phone,a\n1,\"x\"\"\\\u2028\x7f\x1f\"\n", "phone,a\n1,\"x\n2,y\n3,\"z\"\n4,w", "phone,a,\r\n1,\"x\r\"\r\n\"\r\n2",
		"sep=;\nphone;a,b,c\n1;x\n", ",\nphone,a,\n1,x\n,,,\n2,\"y\",,\n3,z", "phone, \"a\" ,b\n1, \"x, \"\"y\"\"\"\t,\"\n\" \n2, \"x\n3,5 \",\"z\"", "\"sep=|\"\rphone|a\r1|x", "phone\t\"a,b\r,c\"\n1\tx\n2", "\n\rphone|a\r\n1|x\r2|\"\ny\"",
		"{\"phone\":1,\"a\":{\"b\":[null]}}\n{\"phone\":\"2\",\"c\":\"\\ud800\"}", " [{\"phone\":1}]", "\xfe\xff\x00p\x00\n",
	} {
		f.Add([]byte(seed))
	}
}

// IsAbout reports whether an error is about a field of a configuration.
func IsAbout(err error, field string) bool {
	e, ok := errors.AsType[*dialer.FieldError](err)
	return ok && e.Field == field
}

// CheckEnd checks the error that reading a table ends in: it has a row and a reason, and is one line.
func CheckEnd(tb testing.TB, err error) {
	tb.Helper()
	header, ok := errors.AsType[*table.HeaderError](err)
	if ok && (header.Row < 1 || header.Reason == "") {
		tb.Fatalf("error %#v, want a line and a reason", err)
	}
	input, read := errors.AsType[*table.InputError](err)
	if read && (input.Row < 1 || input.Reason == "") || !ok && !read {
		tb.Fatalf("error %#v, want a HeaderError or an InputError with a line and a reason", err)
	}
	if strings.ContainsAny(err.Error(), "\r\n") {
		tb.Fatalf("error %q, want one line", err)
	}
}

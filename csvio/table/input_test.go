package table_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"bulkdial/csvio/table"
)

func TestOpenInput(t *testing.T) {
	t.Run("stdin", func(t *testing.T) {
		zipped, err := os.ReadFile("../testdata/plain.csv.gz")
		if err != nil {
			t.Fatal(err)
		}
		r, err := table.OpenInput("-", iotest.OneByteReader(strings.NewReader(string(zipped))), table.InputConfig{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := described(r); err != nil || len(got) != 2 {
			t.Errorf("compressed stdin gives %q, %v, want two rows", got, err)
		}
	})
	t.Run("missing", func(t *testing.T) {
		if _, err := table.OpenInput(filepath.Join(t.TempDir(), "none.csv"), nil, table.InputConfig{}); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("OpenInput of no file = %v, want ErrNotExist", err)
		}
	})
	t.Run("directory", func(t *testing.T) {
		if _, err := table.OpenInput(t.TempDir(), nil, table.InputConfig{}); err == nil {
			t.Error("OpenInput of a directory = nil, want an error")
		}
	})
	t.Run("gzip in name only", func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "leads.csv.gz")
		if err := os.WriteFile(name, []byte("phone\n+1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := table.OpenInput(name, nil, table.InputConfig{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, err := described(r); err != nil || len(got) != 1 {
			t.Errorf("plain text in a .gz gives %q, %v, want a row", got, err)
		}
	})
	t.Run("gzip header cut off", func(t *testing.T) {
		if _, err := table.OpenInput("-", strings.NewReader("\x1f\x8b\x08"), table.InputConfig{}); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("OpenInput of half a gzip header = %v, want ErrUnexpectedEOF", err)
		}
	})
}

// TestInputDoesNotWait shows that rows are read from a pipe as they come.
func TestInputDoesNotWait(t *testing.T) {
	for _, lines := range [][]string{
		{"phone,name\n", "1,Ann\n", "2,Bob\n"},
		{"sep=;\r\nphone;name\r\n", "1;Ann\r\n", "2;Bob\r\n"},
		{"phone,name\r", "1,Ann\r", "2,Bob\r"},
		{"{\"phone\":\"1\",\"name\":\"Ann\"}\n", "", "{\"phone\":\"2\",\"name\":\"Bob\"}\n"},
	} {
		r, w := io.Pipe()
		written := make(chan string, len(lines)+1)
		go func() {
			defer w.Close()
			for line := range written {
				_, _ = io.WriteString(w, line)
			}
		}()
		written <- lines[0]
		if lines[0][len(lines[0])-1] == '\r' {
			written <- lines[1][:1] // whether an LF follows has to be seen
			lines[1] = lines[1][1:]
		}
		in, err := table.OpenInput("-", r, table.InputConfig{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := in.FirstRow(); err != nil {
			t.Fatal(err)
		}
		written <- lines[1]
		var got []string
		for {
			row, err := in.NextRow()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, row.Cells[0])
			if len(got) == 1 {
				written <- lines[2]
				close(written)
			}
		}
		if !slices.Equal(got, []string{"1", "2"}) {
			t.Errorf("%q gives %q", lines, got)
		}
	}
}

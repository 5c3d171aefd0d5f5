package table_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

// TestTornAnywhere cuts compressed input at each of its bytes: wherever it is, the reading ends in an error.
func TestTornAnywhere(t *testing.T) {
	var text strings.Builder
	text.WriteString("phone,name\n")
	for i := range 300 {
		fmt.Fprintf(&text, "+1415555%04d,%d\n", i, i*i*7919)
	}
	for name, pack := range map[string]func(testing.TB, []byte) []byte{"gzip": tabletest.Gzipped, "zstd": tabletest.Zstandard} {
		t.Run(name, func(t *testing.T) {
			packed := pack(t, []byte(text.String()))
			if got := linesIn(t, bytes.NewReader(packed), table.InputConfig{}); len(got) != 300 {
				t.Fatalf("%d rows, want 300", len(got))
			}
			for n := range packed {
				if n == 1 {
					continue // a table without rows: a single byte is no sign of compression
				}
				if _, err := endOf(bytes.NewReader(packed[:n]), table.InputConfig{}); err == nil {
					t.Fatalf("cut to %d of %d bytes: no error", n, len(packed))
				}
			}
			got, err := endOf(bytes.NewReader(packed[:len(packed)-1]), table.InputConfig{})
			e, ok := errors.AsType[*table.InputError](err)
			if !ok || !errors.Is(err, io.ErrUnexpectedEOF) || (e.Row != len(got)+2 && len(got) > 0) || !strings.Contains(e.Reason, "cut off") {
				t.Errorf("the last byte cut off: %d rows, then %v, want an InputError of the line behind them", len(got), err)
			}
		})
	}
}

func TestDamagedCompression(t *testing.T) {
	text := []byte("phone,name\n1,Ann\n")
	flipped := func(packed []byte) []byte {
		packed = bytes.Clone(packed)
		packed[len(packed)-2] ^= 1 // in the checksum, or the size
		return packed
	}
	broken := errors.New("disk on fire")
	var long bytes.Buffer
	w, err := zstd.NewWriter(&long, zstd.WithWindowSize(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	for range 65 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		input io.Reader
		says  string
	}{
		"gzip":                   {bytes.NewReader(flipped(tabletest.Gzipped(t, text))), "damaged"},
		"zstd":                   {bytes.NewReader(flipped(tabletest.Zstandard(t, text))), "damaged"},
		"gzip header":            {strings.NewReader("\x1f\x8b\x09\x00\x00\x00\x00\x00\x00\x00"), "damaged"},
		"more behind gzip":       {bytes.NewReader(append(tabletest.Gzipped(t, text), "more than that"...)), "damaged"},
		"more behind zstd":       {bytes.NewReader(append(tabletest.Zstandard(t, text), "more than that"...)), "damaged"},
		"a window of 64 MiB":     {&long, "long windows"},
		"gzip within gzip":       {bytes.NewReader(tabletest.Gzipped(t, tabletest.Gzipped(t, text))), "twice"},
		"zstd within gzip":       {bytes.NewReader(tabletest.Gzipped(t, tabletest.Zstandard(t, text))), "twice"},
		"a disk that fails":      {io.MultiReader(bytes.NewReader(tabletest.Gzipped(t, text)[:20]), iotest.ErrReader(broken)), "cannot be read further (disk on fire)"},
		"a disk that fails soon": {io.MultiReader(strings.NewReader("\x1f\x8b\x08"), iotest.ErrReader(broken)), "cannot be read further (disk on fire)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := endOf(tt.input, table.InputConfig{})
			_, header := errors.AsType[*table.HeaderError](err)
			_, input := errors.AsType[*table.InputError](err)
			if !header && !input || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that says %s", err, tt.says)
			}
		})
	}
}

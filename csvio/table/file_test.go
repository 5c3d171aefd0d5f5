package table_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

const block = table.BlockSize

// openedFile writes a content to a file and opens it for several passes.
func openedFile(t *testing.T, content []byte) (*table.File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "contacts")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := table.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file, path
}

// fileChange is a change to a file of some bytes, without another inode.
type fileChange struct {
	name string
	do   func(t *testing.T, path string)
	// from is the first byte that is not as it was; the size of the file for a change that is none. Wide: nor are those
	// behind it; cut: there are none.
	from      int
	wide, cut bool
}

// found returns the first byte of the block in which a pass over a file of some bytes meets the change, or their number.
// A pass that has begun has the first block in hand.
func (c *fileChange) found(size int, begun bool) int {
	switch {
	case c.from == size, begun && c.from < block && !c.wide:
		return size
	case begun && c.from < block:
		return min(block, size)
	default:
		return c.from / block * block
	}
}

// fileChanges are changes of each kind at each block of a file.
func fileChanges(size int) []fileChange {
	changes := []fileChange{
		{"nothing", func(*testing.T, string) {}, size, false, false},
		{"a new time", func(t *testing.T, path string) {
			t.Helper()
			if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, size, false, false},
		{"appended", func(t *testing.T, path string) { t.Helper(); writeAt(t, path, size, []byte("more")) }, size, false, false},
		{"much appended", func(t *testing.T, path string) { t.Helper(); writeAt(t, path, size, make([]byte, 2*block)) }, size, false, false},
	}
	for at := 0; at < size; at += block {
		last := min(at+block, size) - 1
		for _, i := range []int{at, last} {
			changes = append(changes, fileChange{fmt.Sprintf("byte %d", i), func(t *testing.T, path string) {
				t.Helper()
				writeAt(t, path, i, []byte{0})
			}, i, false, false})
		}
		for _, i := range []int{at, last} {
			cut := func(t *testing.T, path string) {
				t.Helper()
				if err := os.Truncate(path, int64(i)); err != nil {
					t.Fatal(err)
				}
			}
			changes = append(changes, fileChange{fmt.Sprintf("cut to %d", i), cut, i, true, true})
			changes = append(changes, fileChange{fmt.Sprintf("cut to %d and written on", i), func(t *testing.T, path string) {
				t.Helper()
				cut(t, path)
				writeAt(t, path, i, make([]byte, size))
			}, i, true, false})
		}
	}
	return changes
}

func writeAt(t *testing.T, path string, offset int, content []byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(content, int64(offset)); err != nil {
		t.Fatal(err)
	}
}

// someBytes are bytes of which none is 0.
func someBytes(n int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	content := make([]byte, n)
	for i := range content {
		content[i] = byte(1 + random.IntN(255))
	}
	return content
}

// TestFileChanges changes a file before a later pass, or while it is in its first block: what the pass gives is what the
// first has read, up to the block that has changed.
func TestFileChanges(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, block - 1, block, block + 1, 2*block + 99, 3 * block} {
		content := someBytes(size)
		for _, begun := range []bool{false, true} {
			for _, change := range fileChanges(size) {
				t.Run(fmt.Sprintf("%d bytes, %s, begun %v", size, change.name, begun), func(t *testing.T) {
					t.Parallel()
					testFileChange(t, content, change, begun)
				})
			}
		}
	}
}

func testFileChange(t *testing.T, content []byte, change fileChange, begun bool) {
	t.Helper()
	file, path := openedFile(t, content)
	if got, err := io.ReadAll(file.Pass()); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("the first pass reads %d bytes, %v, want all %d", len(got), err, len(content))
	}
	pass := file.Pass()
	head := make([]byte, min(10, len(content)))
	if begun {
		if _, err := io.ReadFull(pass, head); err != nil {
			t.Fatal(err)
		}
	}
	change.do(t, path)
	got, err := io.ReadAll(pass)
	if begun {
		got = slices.Concat(head, got)
	}
	wrong := change.found(len(content), begun)
	if !bytes.Equal(got, content[:wrong]) {
		t.Errorf("the pass reads %d bytes, which are the content's: %v; want %d", len(got), bytes.HasPrefix(content, got), wrong)
	}
	if wrong == len(content) {
		if err != nil {
			t.Errorf("the pass ends with %v, want no error", err)
		}
		return
	}
	changed, ok := errors.AsType[*table.ChangedError](err)
	if !ok {
		t.Fatalf("the pass ends with %v, want a *ChangedError", err)
	}
	want := table.ChangedError{Offset: int64(wrong), Length: int64(min(block, len(content)-wrong)), Cut: change.cut}
	if change.cut {
		want.Size = int64(change.from)
	}
	if diff := cmp.Diff(want, *changed); diff != "" {
		t.Errorf("the error (-want +got):\n%s", diff)
	}
	if got, err := io.ReadAll(file.Pass()); len(got) > 0 || !errors.Is(err, changed) {
		t.Errorf("a pass after that reads %d bytes, %v, want the same error", len(got), err)
	}
	if got := file.Changes(); got != (table.FileChanges{Changed: true}) {
		t.Errorf("changes: %+v, want changed and nothing else", got)
	}
}

// TestFilePassCutShort: a pass that was left early has fixed what it has read and no more.
func TestFilePassCutShort(t *testing.T) {
	t.Parallel()
	content := someBytes(3 * block)
	file, path := openedFile(t, content)
	if _, err := io.ReadFull(file.Pass(), make([]byte, block+1)); err != nil {
		t.Fatal(err)
	}
	if got := file.Changes(); got != (table.FileChanges{}) {
		t.Errorf("changes: %+v, want none before the end is known", got)
	}
	content[2*block+5] = 0
	writeAt(t, path, 2*block+5, []byte{0})
	content = append(content, "more"...)
	writeAt(t, path, 3*block, []byte("more"))
	for range 2 {
		if got, err := io.ReadAll(file.Pass()); err != nil || !bytes.Equal(got, content) {
			t.Errorf("a pass reads %d bytes, %v, want the %d that the first full pass has met", len(got), err, len(content))
		}
	}
	writeAt(t, path, block, []byte{0})
	if _, err := io.ReadAll(file.Pass()); err == nil {
		t.Error("a change of a block that the first pass has read is not noticed")
	}
}

// TestFileName: a change of the name does not matter to the passes, and is reported.
func TestFileName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do   func(path string) error
		want table.FileChanges
	}{
		"nothing": {func(string) error { return nil }, table.FileChanges{}},
		"removed": {os.Remove, table.FileChanges{Removed: true}},
		"renamed": {func(path string) error { return os.Rename(path, path+".old") }, table.FileChanges{Removed: true}},
		"renamed over": {func(path string) error {
			if err := os.WriteFile(path+".new", []byte("other"), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		}, table.FileChanges{Replaced: true}},
		"renamed and appended": {func(path string) error {
			if err := os.Rename(path, path+".old"); err != nil {
				return err
			}
			return os.Truncate(path+".old", 2*block+7)
		}, table.FileChanges{Removed: true, AppendedBytes: 7}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := someBytes(2 * block)
			file, path := openedFile(t, content)
			for range 2 {
				if got, err := io.ReadAll(file.Pass()); err != nil || !bytes.Equal(got, content) {
					t.Errorf("a pass reads %d bytes, %v, want all %d", len(got), err, len(content))
				}
				if err := test.do(path); err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
			}
			if got := file.Changes(); got != test.want {
				t.Errorf("changes: %+v, want %+v", got, test.want)
			}
		})
	}
}

// TestOpenFileRefuses: what cannot be read twice is not opened, and not waited for.
func TestOpenFileRefuses(t *testing.T) {
	t.Parallel()
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	for path, says := range map[string]string{fifo: "standard input", os.DevNull: "standard input", t.TempDir(): "folder"} {
		if _, err := table.OpenFile(path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("OpenFile(%s) = %v, want an error that says %q", path, err, says)
		}
	}
	if _, err := table.OpenFile(fifo + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("OpenFile of no file = %v, want ErrNotExist", err)
	}
}

// largeRows are rows whose text takes more than three blocks, however it is packed.
func largeRows() [][]string {
	random := rand.New(rand.NewPCG(3, 4))
	rows := [][]string{{"phone", "note"}}
	for i := range 2400 {
		note := make([]byte, 1500)
		for j := range note {
			note[j] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"[random.IntN(64)]
		}
		rows = append(rows, []string{fmt.Sprintf("+1415555%04d", i), string(note)})
	}
	return rows
}

// TestFileContainers changes one byte in the middle of a file, of each container: the next pass gives rows of the
// file as it was, and ends in the change.
func TestFileContainers(t *testing.T) {
	t.Parallel()
	rows := largeRows()
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	plain := text.String()
	for name, content := range map[string][]byte{
		"CSV":            []byte(plain),
		"CSV with CR":    []byte(strings.ReplaceAll(plain, "\n", "\r")),
		"UTF-16":         tabletest.Encoded(t, "\ufeff"+plain, "utf-16le"),
		"JSON Lines":     []byte(tabletest.JSONLines(t, rows)),
		"gzip":           tabletest.Gzipped(t, []byte(plain)),
		"zstd":           tabletest.Zstandard(t, []byte(plain)),
		"a sheet":        []byte("PK\x03\x04\n" + plain),
		"a packed sheet": tabletest.Gzipped(t, []byte("PK\x03\x04\n"+plain)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, at := range []int{0, block - 1, block, len(content) / 2, len(content) - 1} {
				file, path := openedFile(t, content)
				all, err := passOf(t, file)
				if err != nil || len(all) != len(rows)-1 {
					t.Fatalf("the first pass: %d rows, %v, want %d", len(all), err, len(rows)-1)
				}
				writeAt(t, path, at, []byte{content[at] ^ 1})
				got, err := passOf(t, file)
				if _, changed := errors.AsType[*table.ChangedError](err); !changed {
					t.Errorf("byte %d: the second pass ends with %v, want a *ChangedError", at, err)
				}
				if len(got) >= len(all) || !slices.Equal(got, all[:len(got)]) {
					t.Errorf("byte %d: the second pass gives %d rows, which are not the first ones of the file as it was", at, len(got))
				}
			}
		})
	}
}

// passOf returns the rows of one pass, and the error that has ended it.
func passOf(t *testing.T, file *table.File) ([]string, error) {
	t.Helper()
	closed := 0
	in, err := file.Input(workbooks(&closed, io.EOF))
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return described(in)
}

// TestFileAppended: what is appended is not read, even where it goes on with the last row.
func TestFileAppended(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content, more []byte
		want          table.FileChanges
	}{
		"a row":               {[]byte("phone\n+14155550123\n"), []byte("+14155550124\n"), table.FileChanges{AppendedBytes: 13}},
		"half a row":          {[]byte("phone\n+1415555012"), []byte("3\n"), table.FileChanges{AppendedBytes: 2, LastRowOpen: true}},
		"a row after CR":      {[]byte("phone\r+14155550123\r"), []byte("+14155550124\r"), table.FileChanges{AppendedBytes: 13}},
		"half a row after CR": {[]byte("phone\r+1415555012"), []byte("3\r"), table.FileChanges{AppendedBytes: 2, LastRowOpen: true}},
		"an object":           {[]byte("{\"phone\":\"1\"}\n"), []byte("{\"phone\":\"2\"}\n"), table.FileChanges{AppendedBytes: 14}},
		"UTF-16": {
			tabletest.Encoded(t, "\ufeffphone\n+14155550123\n", "utf-16le"), tabletest.Encoded(t, "+1\n", "utf-16le"),
			table.FileChanges{AppendedBytes: 6},
		},
		"gzip, half a row": {
			tabletest.Gzipped(t, []byte("phone\n+1415555012")), tabletest.Gzipped(t, []byte("3\n")),
			table.FileChanges{AppendedBytes: int64(len(tabletest.Gzipped(t, []byte("3\n")))), LastRowOpen: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, path := openedFile(t, test.content)
			want, err := passOf(t, file)
			if err != nil || len(want) != 1 {
				t.Fatalf("the first pass: %q, %v, want one row", want, err)
			}
			writeAt(t, path, len(test.content), test.more)
			got, err := passOf(t, file)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("the second pass: %q, %v, want %q", got, err, want)
			}
			if got := file.Changes(); got != test.want {
				t.Errorf("changes: %+v, want %+v", got, test.want)
			}
		})
	}
}

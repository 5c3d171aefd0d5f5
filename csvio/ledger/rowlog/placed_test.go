package rowlog_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
)

// TestPlaced: each line is read again by its first byte, in any order and of any length, also one without a line break and what is
// appended later; nothing is read at any other byte.
func TestPlaced(t *testing.T) {
	t.Parallel()
	long := strings.Replace(quotedLine, "no, not now", strings.Repeat("no, ", 20_000), 1)
	text := header + goodLine + otherLine + long + `"6,7",,,,` + "\n" + shortLine + quotedLine + strings.TrimSuffix(goodLine, "\n")
	l, path, err := open(t, text)
	must(t, err)
	begins := map[int64]said{}
	for line, err := range l.Rows() {
		must(t, err)
		begins[line.Offset] = *line.Row
	}
	begins[l.Size()] = begins[int64(len(header))]
	placed, err := rowlog.OpenPlaced(path, func(path string, file ownfile.File) (*rowlog.Log[said], error) {
		return rowlog.Open[said](kind(), path, file)
	}, func(row *said) (string, error) {
		if row.Said == "rejected" && row.ID == "id" {
			return "", errors.New("no meaning")
		}
		return row.Row + row.Note, nil
	})
	must(t, err)
	for at, row := range begins {
		switch got, err := placed.At(at); {
		case row.ID == "id":
			wantRecordError(t, err, fmt.Sprintf("no line begins at byte %d,", at))
		case err != nil || got != row.Row+row.Note:
			t.Errorf("at %d: %.40q, %v", at, got, err)
		}
	}
	must(t, os.WriteFile(path, []byte(text+"\n"+shortLine), 0o600))
	begins[int64(len(text)+1)] = said{Row: "3"}
	if got, err := placed.At(int64(len(text) + 1)); err != nil || got != "3" {
		t.Errorf("what was appended is %q, %v", got, err)
	}
	inLong, end := int64(len(header+goodLine+otherLine)+50), int64(len(text))
	for at := int64(-1); at < end+100; at++ {
		if at == inLong {
			at = end - 200
		}
		if _, begins := begins[at]; begins {
			continue
		}
		_, err := placed.At(at)
		wantRecordError(t, err, fmt.Sprintf("no line begins at byte %d, where one was read", at))
	}
	must(t, placed.Close())
	if _, err := placed.At(int64(len(header) + 1)); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a closed file is read: %v", err)
	}
}

// TestOpenPlaced: a file that cannot be opened, or is not ours, is not read.
func TestOpenPlaced(t *testing.T) {
	t.Parallel()
	_, path, err := open(t, header)
	must(t, err)
	broken := errors.New("broken")
	refuse := func(string, ownfile.File) (*rowlog.Log[said], error) { return nil, broken }
	said := func(row *said) (string, error) { return row.Row, nil }
	if _, err := rowlog.OpenPlaced(path, refuse, said); !errors.Is(err, broken) {
		t.Errorf("OpenPlaced() = %v", err)
	}
	must(t, os.Remove(path))
	if _, err := rowlog.OpenPlaced(path, refuse, said); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenPlaced() = %v", err)
	}
}

// TestPlacedAfterBad: what is wrong with a line changes nothing about the next one that is read.
func TestPlacedAfterBad(t *testing.T) {
	t.Parallel()
	bad := []string{
		"1,,+1,rejected,a\"c\n", "1,,+1,rejected,\"a\"c\n", "1,,+1,rejected,\"ac\n", "1,,+1,rejected,\"" + strings.Repeat("long ", 2000) + "\n", "1,,+1,rejected,ac\r\n",
		"1,,+1\n", "\"1\",2\n", "\n",
	}
	text := header + strings.Join(bad, "") + quotedLine
	_, path, err := open(t, text)
	must(t, err)
	placed, err := rowlog.OpenPlaced(path, func(path string, file ownfile.File) (*rowlog.Log[said], error) {
		return rowlog.Open[said](kind(), path, file)
	}, func(row *said) (string, error) { return row.Row + row.ID, nil })
	must(t, err)
	at := int64(len(header))
	for _, line := range bad {
		_, err := placed.At(at)
		wantRecordError(t, err, fmt.Sprintf("no line begins at byte %d,", at))
		if got, err := placed.At(int64(len(text) - len(quotedLine))); err != nil || got != `5a "b", c` {
			t.Errorf("after %.40q the next line is %q, %v", line, got, err)
		}
		at += int64(len(line))
	}
	must(t, placed.Close())
}

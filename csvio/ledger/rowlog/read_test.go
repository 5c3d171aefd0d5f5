package rowlog_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/csvio/ledger/rowlog"
)

// TestRead: all lines say what their rows say, in their places, up to the first that says nothing; then the file can be marked and closed, also where
// the consumer has stopped.
func TestRead(t *testing.T) {
	t.Parallel()
	const n = 3000
	text := header + strings.Repeat(goodLine, n)
	l, _, err := open(t, text+otherLine+goodLine)
	must(t, err)
	said := func(row *said) (*string, error) {
		if row.Row == "2" {
			return nil, errors.New("two is too many")
		}
		return &row.Note, nil
	}
	lines := 0
	for line, err := range rowlog.Read(l, said) {
		if err != nil {
			wantRecordError(t, err, "line 3002: two is too many; only bulkdial may write this file")
			break
		}
		if want := (rowlog.Position{Line: lines + 2, Offset: int64(len(header) + lines*len(goodLine))}); *line.Row != "ac_1" || line.Position != want {
			t.Fatalf("line %d says %q at %v", lines+2, *line.Row, line.Position)
		}
		lines++
	}
	if lines != n {
		t.Errorf("%d lines say something, want %d", lines, n)
	}
	for range rowlog.Read(l, said) {
		break
	}
	must(t, l.Close())
	for _, err := range rowlog.Read(l, said) {
		if err == nil {
			t.Error("a closed file is read")
		}
	}
	l, _, err = open(t, text)
	must(t, err)
	for _, err := range rowlog.Read(l, said) {
		must(t, err)
	}
	if m, err := l.Mark(); err != nil || m != markOf(t, text) {
		t.Errorf("after its lines were read the mark is %v, %v", m, err)
	}
}

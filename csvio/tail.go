package csvio

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// extent is how much of a results file counts.
type extent struct {
	// size is how many bytes its lines have.
	size int64
	// unended: the last of them has lost its line break.
	unended bool
	// lost is the row and, if it can be read, the batch of a contact that the torn end of the file says was called, though
	// no run that was cut off leaves that; nil for none.
	lost *dialer.Result
}

// measure finds out how much of a results file counts. What follows the last line break is a line that was being written
// when a run ended: it does not count, and its intent says who may have been called. A line that says so itself has an
// intent until it is on disk whole. Without one it was whole, and something else has cut the file: where that took the
// line break alone, the line counts.
func measure(file diskFile, intents []intent) (extent, error) {
	size, end, err := lastLineBreak(file)
	if err != nil || size == 0 || size == end {
		return extent{size: size}, err
	}
	text := make([]byte, min(end-size, mostTail))
	if _, err := file.ReadAt(text, size); err != nil {
		return extent{}, fmt.Errorf("reading results: %w", err)
	}
	covered := func(batch string) bool {
		return slices.ContainsFunc(intents, func(in intent) bool { return in.Batch == batch })
	}
	if r, ok := wholeLine(string(text)); ok && int64(len(text)) == end-size && placed(r.Disposition) && !covered(r.Batch) {
		return extent{size: end, unended: true}, nil
	}
	return extent{size: size, lost: lostCall(string(text), intents)}, nil
}

// mostTail is how much of what follows the last line break is read. No line is so long.
const mostTail = 4 << 20

// placed reports whether a disposition says that somebody was called or may have been.
func placed(d dialer.Disposition) bool { return d == dialer.Accepted || d == dialer.Unknown }

// wholeLine reads a line without its line break. It is whole only as this program writes it, byte by byte: the beginning
// of a time may be a time, too.
func wholeLine(text string) (*dialer.Result, bool) {
	text += "\n"
	r, _, err := newResultReader(strings.NewReader(text)).next()
	if err != nil {
		return nil, false
	}
	var again resultEncoder
	again.add(r)
	return r, string(again.lines) == text
}

// lostCall returns the row and batch of a contact that the beginning of a line says was or may have been called, if no
// intent says so too.
func lostCall(text string, intents []intent) *dialer.Result {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	cells, err := in.Read()
	if err != nil || len(cells) <= colDisposition || !placed(dialer.Disposition(cells[colDisposition])) {
		return nil
	}
	row, _ := strconv.Atoi(cells[colRow]) // 0 is no row
	for _, in := range intents {
		if slices.ContainsFunc(in.Contacts, func(c intentContact) bool { return c.Row == row && c.ToNumber == cells[colNumber] }) {
			return nil
		}
	}
	lost := &dialer.Result{Row: row}
	if len(cells) > colBatch+1 {
		lost.Batch = cells[colBatch]
	}
	return lost
}

// found notes a result. Where it says of the same attempt that it was or may have been made, the torn end corrects it
// (import-log writes that) and nothing is lost without it.
func (e *extent) found(r *dialer.Result) {
	if e.lost != nil && r.Row == e.lost.Row && r.Batch == e.lost.Batch && placed(r.Disposition) {
		e.lost = nil
	}
}

// lastLineBreak returns how many bytes of a results file are lines that end in a line break, and how many there are. A
// file without any line break must be the beginning of a header.
func lastLineBreak(file diskFile) (size, end int64, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, 0, fmt.Errorf("reading results: %w", err)
	}
	buf := make([]byte, 64<<10)
	for at := info.Size(); at > 0; {
		n := min(at, int64(len(buf)))
		if _, err := file.ReadAt(buf[:n], at-n); err != nil {
			return 0, 0, fmt.Errorf("reading results: %w", err)
		}
		if i := bytes.LastIndexByte(buf[:n], '\n'); i >= 0 {
			return at - n + int64(i) + 1, info.Size(), nil
		}
		at -= n
	}
	header, err := resultsHeader()
	if err != nil {
		return 0, 0, err
	}
	start := make([]byte, min(info.Size(), int64(len(header)+1)))
	if _, err := file.ReadAt(start, 0); err != nil && info.Size() > 0 {
		return 0, 0, fmt.Errorf("reading results: %w", err)
	}
	if !bytes.HasPrefix(header, start) {
		return 0, 0, notOurs(file.Name())
	}
	return 0, info.Size(), nil
}

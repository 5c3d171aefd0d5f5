package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
)

// The text of an intents file has a fixed length, which its first line says: lines, then line breaks up to the end. New lines
// overwrite line breaks, so the length never changes: a file that was cut, or saved by an editor, is noticed. After each sync a
// line says how many bytes were synced. A crash can tear the lines after these bytes, and no others.

// first is the first line of an intents file.
type first struct {
	ownfile.Holder

	// Began is the run that began last, whose intents these are; Holder may be one that has not begun. After is the run that
	// began before it, which the settings name until they are written.
	Began string `json:"began,omitempty"`
	After string `json:"after,omitempty"`
	// Size is the length of the file, in bytes; 0 in a file of an earlier version, which also has no sums.
	Size int64 `json:"size,omitempty"`
	// Earlier is the number of intents of the run that are not in this file, because they were taken back before it was made.
	Earlier int64 `json:"earlier,omitempty"`
}

// synced is the line that says that all bytes before it are on disk. It is written before the request of an intent leaves.
type synced struct {
	Synced int64 `json:"synced"`
}

// syncedBegin is how that line begins; no text of a contact has it, because JSON escapes quotation marks.
const syncedBegin = `{"synced":`

// chain is the checksum of the lines of an intents file so far. Each line ends with it, so that a line that was changed, removed,
// doubled or moved breaks the chain there.
type chain uint32

const (
	sumBegin = `,"sum":"`
	sumEnd   = `"}` + "\n"
	// sumSize is the length of the sum of a line with its line break, in bytes.
	sumSize = len(sumBegin) + len("01234567") + len(sumEnd)
)

// add appends the line of a body to a text. A body is a JSON object without its last brace.
func (c *chain) add(text, body []byte) []byte {
	*c = chain(rowlog.AddSum(uint32(*c), body))
	return fmt.Appendf(append(text, body...), sumBegin+"%08x"+sumEnd, uint32(*c))
}

// follow returns the JSON object of a line without its sum, and reports whether the line continues the chain.
func (c *chain) follow(line []byte) (object []byte, ok bool) {
	if !hasSum(line) {
		return nil, false
	}
	body := line[:len(line)-sumSize]
	next := *c
	if again := next.add(nil, body); !bytes.Equal(again, line) {
		return nil, false
	}
	*c = next
	return append(bytes.Clone(body), '}'), true
}

// hasSum reports whether a line ends with a sum, right or wrong.
func hasSum(line []byte) bool {
	at := len(line) - sumSize
	return at > 0 && strings.HasPrefix(string(line[at:]), sumBegin) && strings.HasSuffix(string(line), sumEnd)
}

// readNotes reads the intents file of a results file; a missing one is empty. A run can write to the file meanwhile, so damage
// counts only if it is there again.
func readNotes(results string) (notes, error) {
	path := intentsPath(results)
	var before []byte
	for {
		text, err := ownfile.Read(path)
		if errors.Is(err, fs.ErrNotExist) {
			return notes{}, nil
		}
		if err != nil {
			return notes{}, fmt.Errorf("reading the intents: %w", err)
		}
		n, damage := parseNotes(path, text)
		if damage == nil || before != nil && bytes.Equal(text, before) {
			return n, damage
		}
		before = append([]byte{}, text...)
	}
}

// parseNotes reads the text of an intents file. The error is an *ownfile.RecordError.
func parseNotes(path string, text []byte) (notes, error) {
	n := notes{kept: true}
	line, _, _ := bytes.Cut(text, []byte{'\n'})
	read := n.readPlain
	if hasSum(append(bytes.Clone(line), '\n')) {
		read = n.readSummed
	}
	if bad, reason := read(text); reason != "" {
		return n, &ownfile.RecordError{Path: path, Line: bad, Reason: reason + "; the contacts that it named may have been called: restore it as the last run left it"}
	}
	if n.holder.Run == "" { // no crash leaves it so, because only a complete file gets the name
		return n, &ownfile.RecordError{Path: path, Line: 1, Reason: "these are no intents of bulkdial, or the file was emptied, and the contacts that it named may have " +
			"been called: restore it; if it is another file, move it away"}
	}
	return n, nil
}

const lineDamaged = "this line is damaged"

// readSummed reads a text whose lines have sums. Reason says what no crash leaves, and bad is the number of the line, or 0.
func (n *notes) readSummed(text []byte) (bad int, reason string) {
	var c chain
	read, count := 0, 0
	for line := range bytes.Lines(text) {
		object, ok := c.follow(line)
		if !ok {
			break // the padding, or a torn end
		}
		if count++; !n.add(object) {
			return count, lineDamaged
		}
		read += len(line)
	}
	switch {
	case count > 0 && n.size != int64(len(text)):
		return 0, fmt.Sprintf("the file has %d bytes instead of %d: it was cut or edited", len(text), n.size)
	case count == 0 || syncedIn(text[read:]) > int64(read) || bytes.IndexByte(text[read:], 0) >= 0:
		return count + 1, lineDamaged
	}
	return 0, ""
}

// syncedIn returns the largest number of bytes of which a torn end says that they were synced. The line that says so may have lost
// the line break before it.
func syncedIn(end []byte) int64 {
	var most int64
	for i, part := range bytes.Split(end, []byte(syncedBegin)) {
		digits, _, whole := bytes.Cut(part, []byte(sumBegin))
		if size, err := strconv.ParseInt(string(digits), 10, 64); i > 0 && whole && err == nil {
			most = max(most, size)
		}
	}
	return most
}

// readPlain reads a text of an earlier version, without sums. Only its last line can be torn: a run was writing it when it ended,
// so its request was never sent.
func (n *notes) readPlain(text []byte) (bad int, reason string) {
	for count := 1; ; count++ {
		line, rest, whole := bytes.Cut(text, []byte{'\n'})
		switch {
		case whole && (hasSum(append(bytes.Clone(line), '\n')) || !n.add(line)):
			return count, lineDamaged
		case !whole && len(line) > 0:
			n.add(line) // a line that lacks only its line break counts: its request may have been sent
		}
		if !whole {
			return 0, ""
		}
		text = rest
	}
}

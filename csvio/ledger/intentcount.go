package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"

	"bulkdial/csvio/ledger/ownfile"
)

// intentCount is the last line of the settings file while a run is open: the number of intents that the run has put on disk. It is the
// witness against an older copy of the intents, of which nothing else may know that it lacks some.
//
// The writer overwrites it in place after the sync of the intents and before their requests, and does not sync it. So after a crash
// the intents never lack what it counts. A crash of the process loses nothing of it; a loss of power can lose the last numbers,
// which the system writes to the disk in its own time, half a minute on most. A line that a crash has torn says nothing.
type intentCount struct {
	file   ownfile.File // nil before the settings are written
	offset int64
	text   []byte // reused
}

// countBegin is how the line begins; the number has a fixed width, and the sum is that of a chain of this line alone.
const (
	countBegin = `{"intents":`
	countSize  = len(countBegin) + sizeDigits + sumSize
)

func appendCount(text []byte, asked int64) []byte {
	var c chain
	return c.add(text, fmt.Appendf(nil, "%s%*d", countBegin, sizeDigits, asked))
}

// cutCount divides the text of a settings file into the settings and the line of the count, which may be torn.
func cutCount(text []byte) (settings, line []byte) {
	at := bytes.IndexByte(text, '\n') + 1
	if at == 0 || len(text)-at != countSize {
		return text, nil
	}
	return text[:at], text[at:]
}

// readCount returns the number in a line; 0 if the line is torn or missing.
func readCount(line []byte) int64 {
	var c chain
	object, ok := c.follow(line)
	var counted struct {
		Intents int64 `json:"intents"`
	}
	if !ok || json.Unmarshal(object, &counted) != nil {
		return 0
	}
	return counted.Intents
}

// write writes the number of intents that are on disk.
func (c *intentCount) write(asked int64) error {
	if c.file == nil {
		return nil
	}
	c.text = appendCount(c.text[:0], asked)
	if _, err := c.file.WriteAt(c.text, c.offset); err != nil {
		return fmt.Errorf("counting the intents: %w", err)
	}
	return nil
}

// close closes the file.
func (c *intentCount) close() {
	if c.file != nil {
		_ = c.file.Close() // its last number need not be on disk
		c.file = nil
	}
}

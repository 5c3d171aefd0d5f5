package ledger

import (
	"crypto/sha256"
	"encoding/hex"
)

// mark is the part of a log file that was durable at a moment. A crash can leave a longer file. Something else has changed a
// file that is shorter, or has another line there.
type mark struct {
	// Size is in bytes, Line the hash of the last line of these. The zero mark says nothing.
	Size int64  `json:"size"`
	Line string `json:"line"`
}

// markAt returns the mark of a file of size bytes that ends in a line, with its line break.
func markAt(size int64, line []byte) mark {
	sum := sha256.Sum256(line)
	return mark{Size: size, Line: hex.EncodeToString(sum[:8])}
}

package rowlog

import (
	"crypto/sha256"
	"encoding/hex"
	"hash/crc32"
	"io"
)

// Mark is the part of a log file that was durable at a moment. A crash can leave a longer file. Something else has changed a
// file that is shorter, or has other bytes before the mark.
type Mark struct {
	// Size is in bytes, Line the hash of the last line of these. The zero mark says nothing.
	Size int64  `json:"size"`
	Line string `json:"line"`
	// Sum is the checksum of all these bytes; 0 in a mark of an earlier version, which says nothing about them.
	Sum uint32 `json:"sum,omitempty"`
}

// markAt returns the mark of a file of size bytes with a checksum that ends in a line, with its line break.
func markAt(size int64, line []byte, sum uint32) Mark {
	hash := sha256.Sum256(line)
	return Mark{Size: size, Line: hex.EncodeToString(hash[:8]), Sum: sum}
}

// sameEnd reports whether two marks have the same size and last line.
func (m Mark) sameEnd(other Mark) bool { return m.Size == other.Size && m.Line == other.Line }

// AddSum returns the checksum of a text to which more is appended. It is CRC-32C, which notices accidents; nobody who edits a file
// to deceive is kept out.
func AddSum(sum uint32, more []byte) uint32 {
	return crc32.Update(sum, crc32.MakeTable(crc32.Castagnoli), more)
}

// summedText is a text that is read from its beginning. It notes its checksum up to some offsets.
type summedText struct {
	text io.Reader
	read int64
	sum  uint32 // of what was read
	// sums are those up to each offset, once it was read.
	sums map[int64]uint32
}

func newSummedText(text io.Reader, offsets []int64) *summedText {
	t := &summedText{text: text, sums: map[int64]uint32{}}
	for _, offset := range offsets {
		t.sums[offset] = 0
	}
	return t
}

func (t *summedText) Read(to []byte) (int, error) {
	n, err := t.text.Read(to)
	for offset := range t.sums {
		if part := offset - t.read; 0 < part && part <= int64(n) {
			t.sums[offset] = AddSum(t.sum, to[:part])
		}
	}
	t.sum = AddSum(t.sum, to[:n])
	t.read += int64(n)
	return n, err //nolint:wrapcheck // the caller says what it was doing
}

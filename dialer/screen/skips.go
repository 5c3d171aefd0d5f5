package screen

import (
	"hash/maphash"
	"slices"
	"strconv"
	"time"

	"bulkdial/dialer"
)

// skipLines is the multiset of the skips in the ledger, so that the same skip is not written again. A skip is identified by
// disposition, id and number and not by its row, because rows may move between runs. It takes 8 bytes; one of a million is
// taken for another with a chance of about 1 in a million, which would cost one line about a row that is not called.
type skipLines struct {
	seed maphash.Seed
	// prints holds a hash of the skip, and in the lower lineBits one of the whole line, so that a line that is in several files,
	// as after a merge, counts once.
	prints []uint64
}

const lineBits = 24

func (l *skipLines) add(r *dialer.Result) {
	line := l.hash(string(r.Disposition), r.ID, r.Number, strconv.Itoa(r.Row), r.At.UTC().Format(time.RFC3339Nano))
	l.prints = append(l.prints, l.print(r.Disposition, r.ID, r.Number)|line>>(64-lineBits))
}

// print is the print of a skip without that of its line.
func (l *skipLines) print(d dialer.Disposition, id, number string) uint64 {
	return l.hash(string(d), id, number) >> lineBits << lineBits
}

func (l *skipLines) hash(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	for _, s := range parts {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// claims marks the lines for which a pass over the contacts has found a row.
type claims struct {
	lines *skipLines
	taken []uint64
}

// claims returns the claims of one pass, once all lines are added.
func (l *skipLines) claims() claims {
	slices.Sort(l.prints)
	l.prints = slices.Compact(l.prints)
	return claims{lines: l, taken: make([]uint64, (len(l.prints)+63)/64)}
}

// claim takes one such line, and reports whether there was one left.
func (c *claims) claim(d dialer.Disposition, id, number string) bool {
	if len(c.lines.prints) == 0 {
		return false
	}
	want := c.lines.print(d, id, number)
	i, _ := slices.BinarySearch(c.lines.prints, want)
	for ; i < len(c.lines.prints) && c.lines.prints[i]>>lineBits == want>>lineBits; i++ {
		if bit := uint64(1) << (i % 64); c.taken[i/64]&bit == 0 {
			c.taken[i/64] |= bit
			return true
		}
	}
	return false
}

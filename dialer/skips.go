package dialer

import (
	"hash/maphash"
	"slices"
)

// skipLines is the multiset of the skips on record, so that a row that is judged alike again is not written again.
// A line is known by its words and not by its row: rows may move between runs. Eight bytes a line; two different
// lines share a fingerprint with a chance of about one in 10¹³ for a million lines, which would cost one missing
// line about a row that nobody calls.
type skipLines struct {
	seed   maphash.Seed
	prints []uint64
}

func (l *skipLines) add(r *Result) {
	l.prints = append(l.prints, l.print(r.Disposition, r.ID, r.Number))
}

func (l *skipLines) print(d Disposition, id, number string) uint64 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	for _, s := range [...]string{string(d), id, number} {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// claims says which of the lines a pass over the contacts has found a row for.
type claims struct {
	lines *skipLines
	taken []uint64
}

// claims returns the claims of one pass, once all lines are added.
func (l *skipLines) claims() claims {
	slices.Sort(l.prints)
	return claims{lines: l, taken: make([]uint64, (len(l.prints)+63)/64)}
}

// claim takes one line that says just this, and reports whether there was one left.
func (c *claims) claim(d Disposition, id, number string) bool {
	if len(c.lines.prints) == 0 {
		return false
	}
	want := c.lines.print(d, id, number)
	i, _ := slices.BinarySearch(c.lines.prints, want)
	for ; i < len(c.lines.prints) && c.lines.prints[i] == want; i++ {
		if bit := uint64(1) << (i % 64); c.taken[i/64]&bit == 0 {
			c.taken[i/64] |= bit
			return true
		}
	}
	return false
}

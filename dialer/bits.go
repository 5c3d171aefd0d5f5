package dialer

// bits are notes of yes or no, by their place from 0, 64 in a word.
type bits []uint64

// set notes a yes and reports whether it was noted before.
func (b bits) set(at int) (was bool) {
	word, bit := &b[at/64], uint64(1)<<(at%64)
	was = *word&bit != 0
	*word |= bit
	return was
}

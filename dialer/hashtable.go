package dialer

// hashTable maps 64-bit hashes to small values by open addressing with linear probing. A Go map of the same takes
// about twice the memory, which counts where there are millions of ids. At most three quarters of the slots are used.
//
// Two of a million ids share a 64-bit hash with a chance of about 1 in 37 million. The hashes are seeded, so nobody can
// choose ids that do.
type hashTable[V any] struct {
	keys   []uint64 // 0: free
	values []V
	used   int
}

// nonZero keeps a hash off the mark of a free slot.
func nonZero(hash uint64) uint64 { return max(hash, 1) }

// find returns the slot of a hash, and whether it is in the table; if not, the slot is where it belongs, or -1.
func (t *hashTable[V]) find(hash uint64) (slot int, ok bool) {
	if len(t.keys) == 0 {
		return -1, false
	}
	hash = nonZero(hash)
	mask := uint64(len(t.keys) - 1) //nolint:gosec // not negative: there is a slot
	for i := hash & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case hash:
			return int(i), true //nolint:gosec // an index
		case 0:
			return int(i), false //nolint:gosec // an index
		}
	}
}

// add returns the slot of a hash, which is put into the table if it is not there, and whether it was. Slots hold until
// the next add.
func (t *hashTable[V]) add(hash uint64) (slot int, was bool) {
	if slot, was = t.find(hash); was {
		return slot, true
	}
	if t.used >= len(t.keys)/4*3 {
		t.grow()
		slot, _ = t.find(hash)
	}
	t.keys[slot] = nonZero(hash)
	t.used++
	return slot, false
}

// clear empties the table, and keeps its room.
func (t *hashTable[V]) clear() {
	clear(t.keys)
	clear(t.values)
	t.used = 0
}

func (t *hashTable[V]) grow() {
	old := *t
	size := max(64, 2*len(old.keys))
	t.keys, t.values = make([]uint64, size), make([]V, size)
	for i, key := range old.keys {
		if key != 0 {
			slot, _ := t.find(key)
			t.keys[slot], t.values[slot] = key, old.values[i]
		}
	}
}

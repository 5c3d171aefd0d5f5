package screen

import (
	"hash/maphash"
	"iter"
)

// table is a map from keys other than 0 to values, for the contacts that a ledger knows. It takes at most 1.5 times the bytes
// of its keys and values, and after it has grown a map of Go takes 2.2 times: with two of those a contact without an id takes
// 76 bytes, and 64 are allowed (TestMemory). Entries are never removed, and an entry keeps its slot until one is added.
type table[V any] struct {
	seed maphash.Seed
	// timed: each entry has a time code too. withSources: it has sources. withStarts: it has a start code.
	timed, withSources, withStarts bool
	// parts grow one by one, so that little memory is free at any time.
	parts [tableParts]part[V]
}

const tableParts = 64

// part is a part of a table: keys, values, and times, sources and starts where there are any, have the same length. A key of 0 is a free
// place; used counts the others.
type part[V any] struct {
	keys    []uint64
	values  []V
	times   []timeCode
	sources []sources
	starts  []startCode
	used    int
}

func newTable[V any]() table[V] { return table[V]{seed: maphash.MakeSeed()} }

// find returns the slot of a key, and whether the table has the key.
func (t *table[V]) find(key uint64) (slot int, known bool) {
	hash := maphash.Comparable(t.seed, key)
	p := &t.parts[hash%tableParts]
	i, known := p.find(key, hash/tableParts)
	return i*tableParts + int(hash%tableParts), known
}

// slot returns the slot of a key, which is added with the zero value if the table does not have it.
func (t *table[V]) slot(key uint64) int {
	slot, known := t.find(key)
	if known {
		return slot
	}
	p := &t.parts[slot%tableParts]
	if (p.used+1)*6 > len(p.keys)*5 {
		p.grow(t, func(key uint64) uint64 { return maphash.Comparable(t.seed, key) / tableParts })
		slot, _ = t.find(key)
	}
	p.keys[slot/tableParts] = key
	p.used++
	return slot
}

// key returns the key of a slot that has one.
func (t *table[V]) key(slot int) uint64 { return t.parts[slot%tableParts].keys[slot/tableParts] }

// value returns the value of a slot that has a key, until a key is added.
func (t *table[V]) value(slot int) *V { return &t.parts[slot%tableParts].values[slot/tableParts] }

// time returns the time code of a slot that has a key, until a key is added; only of a timed table.
func (t *table[V]) time(slot int) *timeCode { return &t.parts[slot%tableParts].times[slot/tableParts] }

// sources returns the sources beside the value of a slot, until a key is added; nil where there are none.
func (t *table[V]) sources(slot int) *sources {
	if !t.withSources {
		return nil
	}
	return &t.parts[slot%tableParts].sources[slot/tableParts]
}

// start returns the start code of a slot that has a key, until a key is added; only of a table with starts.
func (t *table[V]) start(slot int) *startCode {
	return &t.parts[slot%tableParts].starts[slot/tableParts]
}

// slots is above every slot.
func (t *table[V]) slots() int {
	longest := 0
	for i := range t.parts {
		longest = max(longest, len(t.parts[i].keys))
	}
	return longest * tableParts
}

// keys returns all keys.
func (t *table[V]) keys() iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for i := range t.parts {
			for _, key := range t.parts[i].keys {
				if key != 0 && !yield(key) {
					return
				}
			}
		}
	}
}

// find returns the place of a key with a hash, and whether the part has the key.
func (p *part[V]) find(key, hash uint64) (i int, known bool) {
	if len(p.keys) == 0 {
		return 0, false
	}
	i = int(hash % uint64(len(p.keys))) //nolint:gosec // less than the length
	for p.keys[i] != 0 {
		if p.keys[i] == key {
			return i, true
		}
		if i++; i == len(p.keys) {
			i = 0
		}
	}
	return i, false
}

// grow makes room for a quarter more.
func (p *part[V]) grow(t *table[V], hash func(uint64) uint64) {
	size := max(8, len(p.keys)+len(p.keys)/4)
	grown := part[V]{keys: make([]uint64, size), values: make([]V, size), used: p.used}
	if t.timed {
		grown.times = make([]timeCode, size)
	}
	if t.withSources {
		grown.sources = make([]sources, size)
	}
	if t.withStarts {
		grown.starts = make([]startCode, size)
	}
	for i, key := range p.keys {
		if key != 0 {
			j, _ := grown.find(key, hash(key))
			grown.keys[j], grown.values[j] = key, p.values[i]
			if t.timed {
				grown.times[j] = p.times[i]
			}
			if t.withSources {
				grown.sources[j] = p.sources[i]
			}
			if t.withStarts {
				grown.starts[j] = p.starts[i]
			}
		}
	}
	*p = grown
}

package screen

// Table is a table of the tests.
type Table struct{ t table[int] }

// NewTable returns an empty table.
func NewTable() *Table { return &Table{newTable[int]()} }

// Set sets the value of a key, and Get returns it.
func (t *Table) Set(key uint64, value int) {
	*t.t.value(t.t.slot(key)) = value
}

func (t *Table) Get(key uint64) (value int, known bool) {
	slot, known := t.t.find(key)
	if !known {
		return 0, false
	}
	return *t.t.value(slot), true
}

// Recent are the recent calls of the tests.
type Recent struct{ r recent }

// NewRecent returns none.
func NewRecent() *Recent { return &Recent{newRecent()} }

// Add and Remove add and remove a call, and Times returns those to a number.
func (r *Recent) Add(number uint64, at uint32)    { r.r.add(number, at) }
func (r *Recent) Remove(number uint64, at uint32) { r.r.remove(number, at) }

func (r *Recent) Times(number uint64) (times []uint32) {
	for _, at := range r.r.appendTimes(nil, number) {
		times = append(times, uint32(at.Unix()))
	}
	return times
}

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

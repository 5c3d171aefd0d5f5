package phone

// LongWay returns a Normalizer like n that reads each number by itself.
func (n *Normalizer) LongWay() *Normalizer {
	other := *n
	other.classes = noClasses
	return &other
}

func noClasses() *classes { return &classes{} }

// States returns how many states the classes of n have.
func (n *Normalizer) States() int {
	states := 0
	count := func(f *form) {
		if f != nil && f.automaton != nil {
			states += len(f.automaton.states)
		}
	}
	for _, f := range n.classes().withPlus {
		count(f)
	}
	for _, h := range n.classes().without {
		count(h.bare)
		count(h.trunk)
	}
	return states
}

// SetRoom sets the number of states that the classes of n may have.
func (n *Normalizer) SetRoom(states int) { n.classes().room.Store(int32(states)) }

// Known reports whether Read knows the class of a cell.
func (n *Normalizer) Known(cell, region string) bool {
	var m member
	if !m.find(n, cell, region) {
		return false
	}
	_, known := m.number()
	return known
}

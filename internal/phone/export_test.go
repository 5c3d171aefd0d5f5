package phone

// ByLibrary returns a Normalizer like n that leaves all parsing to the library.
func (n *Normalizer) ByLibrary() *Normalizer {
	other := *n
	other.plans = nil
	other.classes = noClasses
	return &other
}

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

// SetRoom says how many states the classes of n may have.
func (n *Normalizer) SetRoom(states int) { n.classes().room.Store(int32(states)) }

// Known reports whether Read takes its verdict on a cell from a class.
func (n *Normalizer) Known(cell, region string) bool {
	var p place
	if !p.find(n, cell, region) {
		return false
	}
	_, known := p.verdict()
	return known
}

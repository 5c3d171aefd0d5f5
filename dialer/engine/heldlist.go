package engine

import "iter"

// heldList holds contacts in blocks, so that it has no more room than it needs: a slice that grows has a quarter more. The zero value is
// empty.
type heldList struct {
	blocks [][]heldContact // all full but the last one
	n      int
}

// heldBlock is how many contacts a block has, in 64 KiB.
const heldBlock = 4096

func (l *heldList) len() int { return l.n }

func (l *heldList) add(c heldContact) {
	if l.n%heldBlock == 0 {
		l.blocks = append(l.blocks, nil)
	}
	last := &l.blocks[len(l.blocks)-1]
	if size := len(*last); size == cap(*last) { // append would give it more than a block
		*last = append(make([]heldContact, 0, min(heldBlock, max(16, 2*size))), *last...)
	}
	*last = append(*last, c)
	l.n++
}

func (l *heldList) all() iter.Seq[heldContact] {
	return func(yield func(heldContact) bool) {
		for _, block := range l.blocks {
			for _, c := range block {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// remove removes and returns some of the contacts; the others keep their order.
func (l *heldList) remove(some func(heldContact) bool) (removed []heldContact) {
	kept := 0
	for c := range l.all() {
		if some(c) {
			removed = append(removed, c)
			continue
		}
		l.blocks[kept/heldBlock][kept%heldBlock] = c
		kept++
	}
	l.n = kept
	blocks := (kept + heldBlock - 1) / heldBlock
	clear(l.blocks[blocks:])
	if l.blocks = l.blocks[:blocks]; blocks > 0 {
		l.blocks[blocks-1] = l.blocks[blocks-1][:kept-(blocks-1)*heldBlock]
	}
	return removed
}

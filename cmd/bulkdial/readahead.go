package main

import (
	"iter"
	"sync/atomic"

	"bulkdial/dialer"
)

// aheadSize is how many contacts change hands at one time, and aheadBlocks how many times as many are held.
const (
	aheadSize   = 8192
	aheadBlocks = 3
)

// ahead is an element of a sequence of contacts.
type ahead struct {
	contact dialer.Contact
	err     error
}

// readAhead yields what a sequence of contacts yields, and reads the next ones meanwhile, in a goroutine of its own: to
// read a contact takes about as long as to judge one. The sequence has ended when the one returned has.
func readAhead(contacts iter.Seq2[dialer.Contact, error]) iter.Seq2[dialer.Contact, error] {
	return func(yield func(dialer.Contact, error) bool) {
		full, empty := make(chan []ahead), make(chan []ahead, aheadBlocks)
		for range aheadBlocks {
			empty <- make([]ahead, 0, aheadSize)
		}
		var enough atomic.Bool
		go func() {
			defer close(full)
			block := <-empty
			for contact, err := range contacts {
				if block = append(block, ahead{contact, err}); len(block) < aheadSize {
					continue
				}
				full <- block
				if enough.Load() {
					return
				}
				block = <-empty
			}
			full <- block
		}()
		for block := range full {
			for i := range block {
				if !enough.Load() && !yield(block[i].contact, block[i].err) {
					enough.Store(true)
				}
			}
			empty <- block[:0]
		}
	}
}

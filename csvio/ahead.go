package csvio

import (
	"iter"
	"sync/atomic"
)

// ahead yields the elements of a sequence, good until the next, while a goroutine of its own makes those that follow: to
// read a row takes about as long as to deal with one. So many elements change hands at one time; three times as many are
// held. The sequence has ended when the one returned has.
func ahead[T any](elements iter.Seq[T], size int) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		const blocks = 3
		full, empty := make(chan []T), make(chan []T, blocks)
		for range blocks {
			empty <- nil // grows to its size when it is filled
		}
		var enough atomic.Bool
		go func() {
			defer close(full)
			block := <-empty
			for element := range elements {
				if block = append(block, element); len(block) < size {
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
				if !enough.Load() && !yield(&block[i]) {
					enough.Store(true)
				}
			}
			empty <- block[:0]
		}
	}
}

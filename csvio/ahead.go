package csvio

import (
	"iter"
	"sync/atomic"
)

// ahead yields elements, each good until the next, while a goroutine of its own makes those that follow: to read a row
// takes about as long as to deal with one. Next makes an element and reports whether another follows. So many elements
// change hands at one time; four times as many are held. Next is not called any more when the sequence has ended.
func ahead[T any](next func(*T) bool, size int) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		// Neither side may wait for the other to take what it gives: to be woken takes longer than a block does.
		const blocks = 4
		full, empty := make(chan []T, blocks), make(chan []T, blocks)
		for range blocks {
			empty <- nil // grows to its size when it is filled
		}
		var enough atomic.Bool
		go func() {
			defer close(full)
			for more := true; more && !enough.Load(); {
				var block []T
				block, more = filled(<-empty, next, size)
				full <- block
			}
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

// filled fills a block. There is no more when next has said so.
func filled[T any](block []T, next func(*T) bool, size int) (_ []T, more bool) {
	for more = true; more && len(block) < size; {
		var zero T
		block = append(block, zero)
		more = next(&block[len(block)-1])
	}
	return block, more
}

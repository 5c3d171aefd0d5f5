package ahead

import (
	"iter"
	"runtime"
)

// partSize is the number of elements that are handed over at once.
const partSize = 256

// Run returns a sequence with the elements of another one, in their order, which runs in a goroutine of its own: up to 3 parts of 256 elements
// ahead. It has ended when the returned sequence has, also where the consumer stops early or panics, so that what it uses may
// be closed then, and what it sets may be read. It stops after the element that it is making. If it panics, the consumer does.
func Run[K, V any](seq iter.Seq2[K, V]) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		r := &runner[K, V]{parts: make(chan []element[K, V], 1), stop: make(chan struct{})}
		go r.run(seq)
		defer r.end()
		for part := range r.parts {
			for _, e := range part {
				if !yield(e.key, e.value) {
					return
				}
			}
		}
	}
}

type element[K, V any] struct {
	key   K
	value V
}

// runner is a sequence that runs ahead.
type runner[K, V any] struct {
	// parts is closed when the sequence has ended, and stop when it shall.
	parts chan []element[K, V]
	stop  chan struct{}
	// returned says that the sequence has ended as it should; else died is its panic, or nil if it has ended its goroutine.
	returned bool
	died     any
}

// run is the goroutine of the sequence.
func (r *runner[K, V]) run(seq iter.Seq2[K, V]) {
	var part []element[K, V]
	defer close(r.parts)
	defer func() {
		if !r.returned {
			r.died = recover()
		}
		r.send(part)
	}()
	for key, value := range seq {
		if part == nil {
			part = make([]element[K, V], 0, partSize)
		}
		if part = append(part, element[K, V]{key, value}); len(part) == partSize {
			r.send(part)
			part = nil
		}
		if r.stopped() {
			break
		}
	}
	r.returned = true
}

// send hands a part over, unless the sequence shall stop.
func (r *runner[K, V]) send(part []element[K, V]) {
	select {
	case r.parts <- part:
	case <-r.stop:
	}
}

func (r *runner[K, V]) stopped() bool {
	select {
	case <-r.stop:
		return true
	default:
		return false
	}
}

// end ends the sequence, and then does to the consumer what the sequence has done to its goroutine.
func (r *runner[K, V]) end() {
	close(r.stop)
	for range r.parts { // until it is closed
	}
	switch {
	case r.returned:
	case r.died != nil:
		panic(r.died)
	default:
		runtime.Goexit()
	}
}

package ahead_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/ahead"
)

// numbers yields n numbers, each with an error if it is divisible by 100. It counts those that it has made, and notes its end.
type numbers struct {
	n, made int
	ended   bool
}

func (s *numbers) all() iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		defer func() { s.ended = true }()
		for i := range s.n {
			var err error
			if i%100 == 0 {
				err = fmt.Errorf("number %d: %w", i, io.ErrUnexpectedEOF)
			}
			s.made++
			if !yield(i, err) {
				return
			}
		}
	}
}

// counts are numbers of elements around those of parts.
func counts() []int { return []int{0, 1, 2, 255, 256, 257, 511, 512, 513, 5000} }

// TestSameElements: all elements arrive in their order, also the second time.
func TestSameElements(t *testing.T) {
	t.Parallel()
	for _, n := range counts() {
		seq := &numbers{n: n}
		run := ahead.Run(seq.all())
		for range 2 {
			next := 0
			for i, err := range run {
				if i != next || errors.Is(err, io.ErrUnexpectedEOF) != (i%100 == 0) {
					t.Fatalf("of %d, element %d is %d, %v", n, next, i, err)
				}
				next++
			}
			if next != n || !seq.ended {
				t.Errorf("of %d elements there are %d; the sequence has ended: %t", n, next, seq.ended)
			}
		}
	}
}

// TestStop: a sequence whose consumer stops has ended when the loop has, and makes no more elements.
func TestStop(t *testing.T) {
	t.Parallel()
	for _, n := range counts()[1:] {
		for _, at := range []int{0, 1, 200, 255, 256, 257, 1000} {
			seq := &numbers{n: n}
			for i := range ahead.Run(seq.all()) {
				if i == at {
					break
				}
			}
			if !seq.ended {
				t.Fatalf("of %d elements %d were taken, and the sequence goes on", n, at)
			}
			seq.ended = false // the race detector knows if it is still used
		}
	}
}

// TestAhead: while the consumer is at work the sequence goes on, but only some parts ahead; and it stops after the element that it makes.
func TestAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seq := &numbers{n: 1 << 20}
		for i := range ahead.Run(seq.all()) {
			synctest.Wait()
			if ahead := seq.made - i; i == 0 && ahead < 512 || ahead > 3*256 {
				t.Fatalf("at element %d, %d are made", i, seq.made)
			}
			if i == 2000 {
				break
			}
		}
		if seq.made > 2000+3*256 || !seq.ended {
			t.Errorf("%d elements were made; the sequence has ended: %t", seq.made, seq.ended)
		}
	})
}

// TestStopSlow: a sequence that takes its time is stopped after the element that it is making.
func TestStopSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		made := 0
		for i := range ahead.Run(func(yield func(int, error) bool) {
			for yield(made, nil) {
				if made++; made > 256 {
					time.Sleep(time.Hour)
				}
			}
		}) {
			if i == 200 {
				synctest.Wait()
				break
			}
		}
		if made != 257 {
			t.Errorf("%d elements were made, want 257", made)
		}
	})
}

// TestPanic: a panic of the sequence is one of its consumer, after the elements before it; a panic of the consumer ends the sequence.
func TestPanic(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, n := range counts() {
		seq, taken := &numbers{n: n}, 0
		var died any
		func() {
			defer func() { died = recover() }()
			for range ahead.Run(func(yield func(int, error) bool) {
				seq.all()(yield)
				panic(broken)
			}) {
				taken++
			}
		}()
		if err, _ := died.(error); !errors.Is(err, broken) || taken != n {
			t.Errorf("after %d of %d elements the panic is %v", taken, n, died)
		}
	}
	seq := &numbers{n: 1000}
	func() {
		defer func() { _ = recover() }()
		for range ahead.Run(seq.all()) {
			panic(broken)
		}
	}()
	if !seq.ended {
		t.Error("the consumer has died, and the sequence goes on")
	}
}

// TestGoexit: a sequence that ends its goroutine ends that of its consumer: it does not look complete.
func TestGoexit(t *testing.T) {
	t.Parallel()
	ended, complete := make(chan struct{}), false
	go func() {
		defer close(ended)
		for range ahead.Run(func(func(int, error) bool) { runtime.Goexit() }) {
			t.Error("there is an element")
		}
		complete = true
	}()
	if <-ended; complete {
		t.Error("the sequence looks complete")
	}
}

// BenchmarkRun measures what handing over takes.
func BenchmarkRun(b *testing.B) {
	seq := &numbers{n: b.N}
	b.ReportAllocs()
	for range ahead.Run(seq.all()) {
	}
}

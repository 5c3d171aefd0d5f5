package bench_test

import (
	"fmt"
	"runtime"
	"testing"

	"bulkdial/dialer"
)

// listed is the i-th number of a list whose neighbors lie in different area codes, as internal/bench/rows writes it.
func listed(i int) uint64 {
	const areas, exchanges = 350, 800
	area, exchange, line := 200+i%areas, 200+i/areas%exchanges, i/areas/exchanges
	return uint64(1_000_000_0000 + area*1_000_0000 + exchange*1_0000 + line)
}

// BenchmarkNumberSet adds the numbers of a list to the set of seen numbers, and to a map, and looks each up. It reports
// nanoseconds and bytes of the heap for each number.
func BenchmarkNumberSet(b *testing.B) {
	for _, size := range []int{1_000_000, 10_000_000} {
		b.Run(fmt.Sprint("set/", size), func(b *testing.B) {
			benchSet(b, size, func() (add, contains func(uint64) bool) {
				set := &dialer.NumberSet{}
				return set.Add, set.Contains
			})
		})
		b.Run(fmt.Sprint("map/", size), func(b *testing.B) {
			benchSet(b, size, func() (add, contains func(uint64) bool) {
				set := map[uint64]struct{}{}
				has := func(n uint64) bool { _, ok := set[n]; return ok }
				return func(n uint64) bool {
					was := has(n)
					set[n] = struct{}{}
					return !was
				}, has
			})
		})
	}
}

func benchSet(b *testing.B, size int, newSet func() (add, contains func(uint64) bool)) {
	b.Helper()
	var heap uint64
	for b.Loop() {
		before := heapInUse()
		add, contains := newSet()
		for i := range size {
			if !add(listed(i)) {
				b.Fatal("a number was there")
			}
		}
		for i := range size {
			if !contains(listed(i)) {
				b.Fatal("a number is not there")
			}
		}
		heap = heapInUse() - before
		runtime.KeepAlive(add)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size), "ns/number")
	b.ReportMetric(float64(heap)/float64(size), "B/number")
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

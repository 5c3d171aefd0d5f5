// Package seeds plays the random campaigns of tests, several at a time. Tests only.
package seeds

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// progressEvery is after how many campaigns Play says how many have passed, so that a long test can be ended at any time.
const progressEvery = 500

// Play calls play with each of count seeds, from first on, one at a time for each processor. It says on standard error which seeds have failed.
func Play(first uint64, count int, play func(seed uint64) (passed bool)) {
	seeds := make(chan uint64)
	var played, passed atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for seed := range seeds {
				if play(seed) {
					passed.Add(1)
				} else {
					fmt.Fprintf(os.Stderr, "campaign %d has failed\n", seed)
				}
				if n := played.Add(1); n%progressEvery == 0 {
					fmt.Fprintf(os.Stderr, "%d of %d campaigns: %d have passed\n", n, count, passed.Load())
				}
			}
		})
	}
	for i := range count {
		seeds <- first + uint64(i)
	}
	close(seeds)
	group.Wait()
}

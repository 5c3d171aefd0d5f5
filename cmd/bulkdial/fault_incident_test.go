package main

import (
	"sync"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultIncident: requests that one incident cuts count once for --max-failures, and the run goes on.
func TestFaultIncident(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 60)
	var all sync.WaitGroup
	all.Add(4)
	api := newFaultServer(t, func(x *exchange) {
		if x.n > 4 {
			x.accept()
			return
		}
		all.Done()
		all.Wait() // for the four slots
		x.reset()
	})
	c.run(api.url(), "--batch-size", "2", "--concurrency", "4", "--max-failures", "2").want(t, exit.Look)
	c.wantTally(map[string]int{acceptedWord: 52, unknownWord: 8})
	c.recover(api)
}

package main

import (
	"fmt"
	"slices"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultBadHead: contacts at the head of a list that are refused alike are rejected once others are taken, whatever the
// batch size and the concurrency: only when everything is refused alike is the configuration at fault.
func TestFaultBadHead(t *testing.T) {
	t.Parallel()
	for _, bad := range []int{1, 3, 8} {
		for _, size := range []string{"1", "5", "50"} {
			for _, concurrency := range []string{"1", "4", "16"} {
				t.Run(fmt.Sprintf("%d of 203, batches of %s, %s slots", bad, size, concurrency), func(t *testing.T) {
					t.Parallel()
					c := newFaultCampaign(t, 203)
					api := newFaultServer(t, refusing(c.numbers[:bad]))
					c.run(api.url(), "--batch-size", size, "--concurrency", concurrency, "--log-level", "error").want(t, exit.Look)
					c.wantTally(map[string]int{rejectedWord: bad, acceptedWord: 203 - bad})
					c.recover(api)
				})
			}
		}
	}
}

// refusing refuses each request that holds one of some numbers, always with the same words.
func refusing(bad []string) func(*exchange) {
	return func(x *exchange) {
		if slices.ContainsFunc(x.numbers, func(n string) bool { return slices.Contains(bad, n) }) {
			x.refuse(400, "", "destination is not allowed")
			return
		}
		x.accept()
	}
}

// TestFaultBadHalf: the rest of the batch is tried before the configuration counts as the cause.
func TestFaultBadHalf(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []string{"1", "4"} {
		t.Run(concurrency+" slots", func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 50)
			api := newFaultServer(t, refusing(c.numbers[:30]))
			c.run(api.url(), "--batch-size", "50", "--concurrency", concurrency, "--max-reject-ratio", "1", "--log-level", "error").want(t, exit.Look)
			c.wantTally(map[string]int{rejectedWord: 30, acceptedWord: 20})
			c.recover(api)
		})
	}
}

// TestFaultAllOfShortList: a short list of which everything is refused alike has tried all there is.
func TestFaultAllOfShortList(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []string{"1", "4"} {
		t.Run(concurrency+" slots", func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			api := newFaultServer(t, refusing(c.numbers))
			c.run(api.url(), "--batch-size", "5", "--concurrency", concurrency).want(t, exit.Usage, "destination is not allowed")
			c.wantTally(map[string]int{pendingWord: 12})
			c.recover(api)
		})
	}
}

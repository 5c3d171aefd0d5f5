package main

import (
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestLockWait: a run waits for another that uses the results, and goes on when that has ended.
func TestLockWait(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 2)
	release := make(chan struct{})
	api := newFaultServer(t, func(x *exchange) {
		<-release
		x.accept()
	})
	first := startFault(t, c.runArgs(api.url(), "--limit", "1"), nil)
	first.until("a request", func() bool { return api.requestCount() == 1 })
	c.run(api.url()).want(t, exit.Machine, "is in use by run")
	c.run(api.url(), "--lock-wait", "300ms").want(t, exit.Machine, "is in use by run")
	c.run(api.url(), "--lock-wait", "-1s").want(t, exit.Usage, "--lock-wait -1s is negative")
	second := startFault(t, c.runArgs(api.url(), "--lock-wait", time.Minute.String()), nil)
	time.Sleep(100 * time.Millisecond) // it waits, most likely; the result is the same if it does not yet
	close(release)
	first.wait().want(t, exit.Paused)
	second.wait().want(t, exit.OK)
	c.wantTally(map[string]int{"accepted": 2})
	c.wantOnce(api, 2)
}

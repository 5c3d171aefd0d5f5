package main

import (
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/calls"
)

// followFlags say how calls are followed to their ends; run and track have them.
type followFlags struct {
	toEnd   bool // --follow
	timeout time.Duration
	summary bool
}

func (f *followFlags) add(flags *pflag.FlagSet) {
	flags.DurationVar(&f.timeout, "track-timeout", 2*time.Hour, "follow so long after the last call; 0: to the end")
	flags.BoolVar(&f.summary, "with-summary", false, "keep what was said in each call, as the API sums it up")
}

// addRun adds those of run too.
func (f *followFlags) addRun(flags *pflag.FlagSet) {
	flags.BoolVar(&f.toEnd, "follow", false, "follow the calls, and end when all have ended")
	f.add(flags)
}

func (f *followFlags) check() error {
	if f.timeout < 0 {
		return fault.Usagef("--track-timeout %v is negative", f.timeout)
	}
	return nil
}

// config returns how the calls of a campaign are followed; agents may have those of earlier runs.
func (f *followFlags) config(holder ownfile.Holder, api dialer.Calls, agents []string) calls.TrackConfig {
	return calls.TrackConfig{Calls: api, Agents: agents, Summary: f.summary, Timeout: f.timeout, Leave: !f.toEnd, Holder: holder, Disk: ownfile.OSDisk{}}
}

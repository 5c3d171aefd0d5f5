package options

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
	ToEnd   bool // --follow
	timeout time.Duration
	summary bool
}

// Add adds the flags of track.
func (f *followFlags) Add(flags *pflag.FlagSet) {
	flags.DurationVar(&f.timeout, "track-timeout", 2*time.Hour, "follow so long after the last call; 0: to the end")
	flags.BoolVar(&f.summary, "with-summary", false, "keep what was said in each call, as the API sums it up")
}

// addRun adds those of run too.
func (f *followFlags) addRun(flags *pflag.FlagSet) {
	flags.BoolVar(&f.ToEnd, "follow", false, "follow the calls, and end when all have ended")
	f.Add(flags)
}

// Check returns an error for a value that cannot be used.
func (f *followFlags) Check() error {
	if f.timeout < 0 {
		return fault.Usagef("--track-timeout %v is negative", f.timeout)
	}
	return nil
}

// Config returns how the calls of a campaign are followed; agents may have those of earlier runs.
func (f *followFlags) Config(holder ownfile.Holder, api dialer.Calls, agents []string) calls.TrackConfig {
	return calls.TrackConfig{Calls: api, Agents: agents, Summary: f.summary, Timeout: f.timeout, Leave: !f.ToEnd, Holder: holder, Disk: ownfile.OSDisk{}}
}

package options

import (
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/dialer/screen"
)

// redialFlags say which contacts are called again after their calls have ended.
type redialFlags struct {
	calls string // --redial
	after string
	short time.Duration
	// Speed is how many times faster than the clock calls live.
	Speed float64
}

// defaultShort is a usual value of --short: in less a greeting of a mailbox is not over.
const defaultShort = 8 * time.Second

func (f *redialFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.calls, "redial", "", "call again after calls that ended so: no_answer, busy, failed, short, or an end reason of the API")
	flags.StringVar(&f.after, "redial-after", screen.DefaultDelays, "with --redial: how long after the call, or after the 1st, 2nd, … attempt")
	flags.DurationVar(&f.short, "short", defaultShort, "with --redial short: shorter calls")
}

// redial returns which contacts are called again; nil: none.
func (f *redialFlags) redial() (*screen.Redial, error) {
	after, err := screen.ParseDelays(f.after)
	if err != nil {
		return nil, fault.Usagef("--redial-after: %w", err)
	}
	if f.short <= 0 {
		return nil, fault.Usagef("--short %v is not above 0", f.short)
	}
	if f.calls == "" {
		return nil, nil //nolint:nilnil // none are called again
	}
	set, err := screen.ParseRedial(f.calls)
	if err != nil {
		return nil, fault.Usagef("--redial: %w", err)
	}
	return &screen.Redial{Set: set, Short: f.short, After: after, Speed: f.Speed}, nil
}

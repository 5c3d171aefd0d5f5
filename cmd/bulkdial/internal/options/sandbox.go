package options

import (
	"strings"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/internal/sandbox"
)

// sandboxPrefix begins the names of all flags of the sandbox.
const sandboxPrefix = "sandbox-"

// Sandbox are the flags that say what the sandbox does; the command of that name and the sandbox of a run have them.
type Sandbox struct {
	faults, outcomes string
	Config           sandbox.Config // set by parse
}

// Add adds the flags.
func (f *Sandbox) Add(set *pflag.FlagSet) {
	script := &f.Config.Script
	set.StringVar(&f.faults, "sandbox-faults", "", "as in reject=0.02,latency=80ms,seed=7")
	set.StringVar(&f.outcomes, "sandbox-outcomes", sandbox.DefaultOutcomes.String(), "shares of how calls end")
	set.DurationVar(&script.MeanCall, "sandbox-mean-call", sandbox.DefaultMeanCall, "mean length of an answered call")
	set.Float64Var(&script.Speed, "sandbox-speed", 1, "times faster than the clock")
	flags.IntVar(set, &script.Lines, "sandbox-lines", 0, "most calls in progress (default: no maximum)")
	set.StringVar(&script.Welcome, "sandbox-welcome", "", "welcome message, as in 'Hello {{first_name}}'")
}

// Parse reads the values into the configuration.
func (f *Sandbox) Parse() error {
	var err error
	if f.Config.Faults, err = sandbox.ParseFaults(f.faults); err != nil {
		return fault.Usagef("--sandbox-faults: %w", err)
	}
	if f.Config.Script.Outcomes, err = sandbox.ParseOutcomes(f.outcomes); err != nil {
		return fault.Usagef("--sandbox-outcomes: %w", err)
	}
	script := &f.Config.Script
	switch {
	case script.MeanCall <= 0:
		return fault.Usagef("--sandbox-mean-call %v is not above 0", script.MeanCall)
	case !(script.Speed > 0) || script.Speed > maxSpeed:
		return fault.Usagef("--sandbox-speed %v is not a number above 0 and up to %v", script.Speed, maxSpeed)
	case script.Lines < 0:
		return fault.Usagef("--sandbox-lines %d is negative", script.Lines)
	}
	return nil
}

// maxSpeed is the highest speed of the sandbox: a day is over in a millisecond.
const maxSpeed = 1e8

// checkSandboxFlags returns an error if some layer gives a flag of the sandbox to a command without it.
func checkSandboxFlags(set *pflag.FlagSet, sandboxed bool) (err error) {
	set.Visit(func(f *pflag.Flag) {
		if err == nil && !sandboxed && strings.HasPrefix(f.Name, sandboxPrefix) {
			err = fault.Usagef("--%s needs --sandbox", f.Name)
		}
	})
	return err
}

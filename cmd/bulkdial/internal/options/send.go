package options

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/cartesia"
)

// Send are the flags that say how contacts are called. Run and plan show them; the other commands of a campaign take them too.
type Send struct {
	route   dialer.Route
	callers []string // --from-number-id
	// API says how the API is reached.
	API API
	// Config is that of the engine, once PrepareRun or PreparePlan has completed it.
	Config engine.Config
	// Follow says whether the calls are followed to their ends.
	Follow followFlags
	// Assumed is what a run shows before it is confirmed, besides Lines.
	Assumed forecast.Assumptions
	caps    capsFlags
	// Canary says how many contacts are called first, and Test which number instead of them.
	Canary canaryFlags
	Test   testFlags
	// Hours are the calling hours.
	Hours hoursFlags
	// byLines: the pace follows the lines.
	byLines     bool
	order       string
	summaryFile string
	// PrintJSON is run --json.
	PrintJSON bool
	// Yes: the plan is not confirmed. NewCampaign: another campaign that looks like this one is no obstacle.
	Yes         bool
	NewCampaign bool
	// NoReconcile and NoPreflight: a run does not look for the calls of unknown contacts first, or ask for the agents and numbers.
	NoReconcile bool
	NoPreflight bool
	// Output says how the run shows what it does, and Metrics where its metrics are served.
	Output  Output
	Metrics Metrics
}

// Add adds the flags.
func (f *Send) Add(set *pflag.FlagSet) {
	set.StringVar(&f.route.AgentID, "agent-id", "", "agent that talks to the contacts")
	set.StringSliceVar(&f.callers, "from-number-id", nil, "id of the number to call from, or several")
	flags.IntVar(set, &f.route.RingingTimeoutSeconds, "ringing-timeout-seconds", 0, "5 to 80 (default: that of the API)")
	flags.IntVar(set, &f.route.MaxCallDurationMinutes, "max-call-duration-minutes", 0, "longest call (default: that of the API)")
	f.API.Add(set)
	set.Float64Var(&f.Config.CPS, "cps", 1, "calls per second; 0: no limit (default: 1; with --lines as many as they allow)")
	flags.IntVar(set, &f.Config.Lines, "lines", 0, "most calls in progress, of the whole campaign; follows the calls (default: no maximum)")
	f.Follow.addRun(set)
	addAssumed(set, &f.Assumed)
	f.caps.add(set)
	f.Canary.add(set)
	f.Test.add(set)
	flags.IntVar(set, &f.Config.BatchSize, "batch-size", 5, "maximum contacts per request; all are in doubt if its answer is lost")
	set.Var((*concurrencyFlag)(&f.Config.Concurrency), "concurrency", "most requests at a time, up to 1000; auto follows the pace and the answers")
	flags.IntVar(set, &f.Config.Limit, "limit", 0, "stop after sending this many contacts")
	set.StringVar(&f.order, "order", string(engine.FileOrder), "with --redial: who is called first")
	set.DurationVar(&f.Config.RedialWait, "redial-wait", 0, "wait for redials and contacts over a cap that are due so soon; others are left, with exit code 5")
	f.Hours.add(set)
	f.Hours.addWait(set, &f.Config.HoursWait)
	set.Float64Var(&f.Config.MaxRejectRatio, "max-reject-ratio", 0.5, "stop when more than this share of the last 100 contacts was rejected")
	flags.IntVar(set, &f.Config.MaxFailures, "max-failures", 5, "stop after N requests in a row without a good answer")
	set.DurationVar(&f.Config.MaxWait, "max-wait", 15*time.Minute, "longest wait, without an accepted call, for an API that fails or has no line; 0: none")
	set.DurationVar(&f.Config.RequestTimeout, "request-timeout", time.Minute, "longest wait for an answer")
	set.DurationVar(&f.Config.DrainTimeout, "drain-timeout", 0, "longest wait for answers after a signal to stop (default: the request timeout)")
	set.BoolVar(&f.Config.Strict, "strict", false, "call nobody when a row is invalid")
	set.BoolVarP(&f.Yes, "yes", "y", false, "do not ask for confirmation before calling")
	set.BoolVar(&f.NoReconcile, "no-reconcile", false, "do not look first for the calls of unknown contacts")
	set.BoolVar(&f.NewCampaign, "new-campaign", false, "call although another campaign has within 7 days")
	set.BoolVar(&f.NoPreflight, "no-preflight", false, "do not ask the API first for the agents and numbers")
	set.StringVar(&f.summaryFile, "summary", "", "write the summary as JSON to a file; - for standard output")
	f.Output.Add(set)
	f.Metrics.add(set)
}

// Agents are those whose lists may have the calls of earlier runs: the one that the flags name, if they do.
func (f *Send) Agents() []string {
	if f.route.AgentID == "" {
		return nil
	}
	return []string{f.route.AgentID}
}

// PrintsSummary reports whether standard output has the summary as JSON, and not as text.
func (f *Send) PrintsSummary() bool { return f.PrintJSON || f.summaryFile == "-" }

// SummaryPath is the file for the summary as JSON; empty for none.
func (f *Send) SummaryPath() string {
	if f.summaryFile == "-" {
		return ""
	}
	return f.summaryFile
}

// Follows reports whether a run follows its calls.
func (f *Send) Follows() bool { return f.Config.Lines > 0 || f.Follow.ToEnd }

// Check returns an error for flags of a run that do not fit together. Asks: the operator confirms the plan; canAsk: there is a terminal for that.
func (f *Send) Check(l *flags.Line, contacts *Contacts, name string, asks, canAsk bool) error {
	if err := f.Test.check(l, asks && !canAsk); err != nil {
		return err
	}
	if err := checkAssumed(f.Assumed); err != nil {
		return err
	}
	return f.Canary.check(l, contacts, name, canAsk)
}

// complete completes the configuration of a run and checks it. The contacts are those of a command that calls.
func (f *Send) complete(contacts *Contacts) error {
	contacts.Redial.Speed = f.API.Speed(contacts.Sandbox)
	var err error
	if f.Config.Order, err = engine.ParseOrder(f.order); err != nil {
		return fault.Usagef("--order: %w", err)
	}
	if contacts.Redial.calls == "" {
		f.Config.Order = engine.FileOrder
	}
	if err := errors.Join(f.Config.Validate(), f.Follow.Check()); err != nil {
		return fault.Usage(err)
	}
	return nil
}

// paceByLines reports whether the pace follows the lines, which it does where no layer gives a pace, and removes the default one then.
func (f *Send) paceByLines(set *pflag.FlagSet) bool {
	if f.Config.Lines == 0 || set.Changed("cps") {
		return false
	}
	f.Config.CPS = 0
	return true
}

// Forecast returns the configuration by which a run is forecast, and what is assumed: a pace that follows the lines is that of the numbers to
// call from.
func (f *Send) Forecast() (engine.Config, forecast.Assumptions) {
	cfg, assumed := f.Config, f.Assumed
	assumed.Lines = cfg.Lines
	if f.byLines {
		cfg.CPS = float64(max(1, len(f.callers)))
	}
	return cfg, assumed
}

// autoWord is the value of --concurrency that lets the run choose.
const autoWord = "auto"

// concurrencyFlag is the value of --concurrency: a number, or autoWord. It implements pflag.Value.
type concurrencyFlag int

func (f *concurrencyFlag) String() string {
	if *f == engine.AutoConcurrency {
		return autoWord
	}
	return strconv.Itoa(int(*f))
}

// Set implements pflag.Value.
func (f *concurrencyFlag) Set(value string) error {
	if value == autoWord {
		*f = engine.AutoConcurrency
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > engine.MaxConcurrency {
		return fmt.Errorf("give %s, or a number from 1 to %d", autoWord, engine.MaxConcurrency)
	}
	*f = concurrencyFlag(n)
	return nil
}

// Type implements pflag.Value.
func (f *concurrencyFlag) Type() string { return "requests" }

// givenLater takes the place of an id that a column or the pool of callers gives to each contact, while the rest of the route
// is checked.
const givenLater = "given_later"

// fillRoute takes a single number to call from into the route. Several numbers are a pool.
func (f *Send) fillRoute() {
	if len(f.callers) == 1 {
		f.route.FromNumberID, f.callers = f.callers[0], nil
	}
}

// checkRoute returns an error about the first value of the route that is missing or that the API would refuse.
func (f *Send) checkRoute(contacts *Contacts) error {
	route := f.route
	if contacts.Reading.AgentColumn != "" {
		route.AgentID = cmp.Or(route.AgentID, givenLater)
	}
	if contacts.Reading.FromNumberColumn != "" && len(f.callers) == 0 {
		route.FromNumberID = cmp.Or(route.FromNumberID, givenLater)
	}
	for i, caller := range f.callers {
		if slices.Contains(f.callers[:i], caller) {
			return fault.Usagef("--from-number-id names %s twice", caller)
		}
		route.FromNumberID = caller
		if err := cartesia.CheckRoute(route); err != nil {
			return fault.Usage(err)
		}
	}
	if err := cartesia.CheckRoute(route); err != nil {
		return fault.Usage(err)
	}
	return f.caps.checkRoute(route)
}

// rowRoute checks the routes that columns give. checkRoute checks what neither a column nor a pool gives.
func (f *Contacts) rowRoute(pool bool) func(dialer.Route) error {
	return func(r dialer.Route) error {
		if f.Reading.AgentColumn == "" {
			r.AgentID = cmp.Or(r.AgentID, givenLater)
		}
		if f.Reading.FromNumberColumn == "" || pool {
			r.FromNumberID = cmp.Or(r.FromNumberID, givenLater)
		}
		return cartesia.CheckRoute(r)
	}
}

package main

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

// sendFlags say how contacts are called; run and plan have them.
type sendFlags struct {
	route   dialer.Route
	callers []string // --from-number-id
	api     apiFlags
	send    engine.Config
	follow  followFlags
	// assumed is what a run shows before it is confirmed, besides Lines.
	assumed forecast.Assumptions
	caps    capsFlags
	canary  canaryFlags
	test    testFlags
	hours   hoursFlags
	// byLines: the pace follows the lines.
	byLines     bool
	order       string
	summaryFile string
	printJSON   bool // run --json
	yes         bool
	newCampaign bool
	noReconcile bool
	noPreflight bool
	output      outputFlags
	metrics     metricsFlags
}

func (f *sendFlags) add(set *pflag.FlagSet) {
	set.StringVar(&f.route.AgentID, "agent-id", "", "agent that talks to the contacts")
	set.StringSliceVar(&f.callers, "from-number-id", nil, "id of the number to call from, or several")
	flags.IntVar(set, &f.route.RingingTimeoutSeconds, "ringing-timeout-seconds", 0, "5 to 80 (default: that of the API)")
	flags.IntVar(set, &f.route.MaxCallDurationMinutes, "max-call-duration-minutes", 0, "longest call (default: that of the API)")
	f.api.add(set)
	set.Float64Var(&f.send.CPS, "cps", 1, "calls per second; 0: no limit (default: 1; with --lines as many as they allow)")
	flags.IntVar(set, &f.send.Lines, "lines", 0, "most calls in progress, of the whole campaign; follows the calls (default: no maximum)")
	f.follow.addRun(set)
	addAssumed(set, &f.assumed)
	f.caps.add(set)
	f.canary.add(set)
	f.test.add(set)
	flags.IntVar(set, &f.send.BatchSize, "batch-size", 5, "maximum contacts per request; all are in doubt if its answer is lost")
	set.Var((*concurrencyFlag)(&f.send.Concurrency), "concurrency", "most requests at a time, up to 1000; auto follows the pace and the answers")
	flags.IntVar(set, &f.send.Limit, "limit", 0, "stop after sending this many contacts")
	set.StringVar(&f.order, "order", string(engine.FileOrder), "with --redial: who is called first")
	set.DurationVar(&f.send.RedialWait, "redial-wait", 0, "wait for redials and contacts over a cap that are due so soon; others are left, with exit code 5")
	f.hours.add(set)
	f.hours.addWait(set, &f.send.HoursWait)
	set.Float64Var(&f.send.MaxRejectRatio, "max-reject-ratio", 0.5, "stop when more than this share of the last 100 contacts was rejected")
	flags.IntVar(set, &f.send.MaxFailures, "max-failures", 5, "stop after N requests in a row without a good answer")
	set.DurationVar(&f.send.MaxWait, "max-wait", 15*time.Minute, "longest wait, without an accepted call, for an API that fails or has no line; 0: none")
	set.DurationVar(&f.send.RequestTimeout, "request-timeout", time.Minute, "longest wait for an answer")
	set.DurationVar(&f.send.DrainTimeout, "drain-timeout", 0, "longest wait for answers after a signal to stop (default: the request timeout)")
	set.BoolVar(&f.send.Strict, "strict", false, "call nobody when a row is invalid")
	set.BoolVarP(&f.yes, "yes", "y", false, "do not ask for confirmation before calling")
	set.BoolVar(&f.noReconcile, "no-reconcile", false, "do not look first for the calls of unknown contacts")
	set.BoolVar(&f.newCampaign, "new-campaign", false, "call although another campaign has within 7 days")
	set.BoolVar(&f.noPreflight, "no-preflight", false, "do not ask the API first for the agents and numbers")
	set.StringVar(&f.summaryFile, "summary", "", "write the summary as JSON to a file; - for standard output")
	f.output.add(set)
	f.metrics.add(set)
}

// outputFlags say how a command shows what it does; the commands that call or follow have them.
type outputFlags struct{ logFormat, logLevel, progress, notify string }

func (f *outputFlags) add(set *pflag.FlagSet) {
	addLogFlags(set, &f.logFormat, &f.logLevel)
	set.StringVar(&f.progress, "progress", "auto", "rows that change on a terminal, else an event of the log every 30s; plain: a line of text every 10s")
	f.addNotify(set)
}

// addNotify adds --notify-command.
func (f *outputFlags) addNotify(set *pflag.FlagSet) {
	set.StringVar(&f.notify, "notify-command", "", "run this by sh -c at the end, and when the answers of the API stop a run, with a summary as JSON on its standard input")
}

// addLogFlags adds the flags of the log, which the sandbox has too.
func addLogFlags(set *pflag.FlagSet, format, level *string) {
	set.StringVar(format, "log-format", "auto", "auto is console on a terminal, else json")
	set.StringVar(level, "log-level", "info", "log these events and worse ones")
	flags.AddShortcut(set, "quiet", "q", "show warnings and errors only, and no progress", "log-level=warn", "progress=off")
	flags.AddShortcut(set, "verbose", "v", "show all events: --log-level debug", "log-level=debug")
}

// agents are those whose lists may have the calls of earlier runs: the one that the flags name, if they do.
func (f *sendFlags) agents() []string {
	if f.route.AgentID == "" {
		return nil
	}
	return []string{f.route.AgentID}
}

// summaryJSON reports whether standard output has the summary as JSON, and not as text.
func (f *sendFlags) summaryJSON() bool { return f.printJSON || f.summaryFile == "-" }

// summaryPath is the file for the summary as JSON; empty for none.
func (f *sendFlags) summaryPath() string {
	if f.summaryFile == "-" {
		return ""
	}
	return f.summaryFile
}

// follows reports whether a run follows its calls.
func (f *sendFlags) follows() bool { return f.send.Lines > 0 || f.follow.toEnd }

// prepare completes the configuration of a run and checks it. The contacts are those of a command that calls.
func (f *sendFlags) prepare(contacts *contactsFlags) error {
	contacts.redial.speed = f.api.speed(contacts.sandbox)
	var err error
	if f.send.Order, err = engine.ParseOrder(f.order); err != nil {
		return fault.Usagef("--order: %w", err)
	}
	if contacts.redial.calls == "" {
		f.send.Order = engine.FileOrder
	}
	if err := errors.Join(f.send.Validate(), f.follow.check()); err != nil {
		return fault.Usage(err)
	}
	return nil
}

// paceByLines reports whether the pace follows the lines, which it does where no layer gives a pace, and removes the default one then.
func (f *sendFlags) paceByLines(set *pflag.FlagSet) bool {
	if f.send.Lines == 0 || set.Changed("cps") {
		return false
	}
	f.send.CPS = 0
	return true
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
func (f *sendFlags) fillRoute() {
	if len(f.callers) == 1 {
		f.route.FromNumberID, f.callers = f.callers[0], nil
	}
}

// checkRoute returns an error about the first value of the route that is missing or that the API would refuse.
func (f *sendFlags) checkRoute(contacts *contactsFlags) error {
	route := f.route
	if contacts.reading.AgentColumn != "" {
		route.AgentID = cmp.Or(route.AgentID, givenLater)
	}
	if contacts.reading.FromNumberColumn != "" && len(f.callers) == 0 {
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
func (f *contactsFlags) rowRoute(pool bool) func(dialer.Route) error {
	return func(r dialer.Route) error {
		if f.reading.AgentColumn == "" {
			r.AgentID = cmp.Or(r.AgentID, givenLater)
		}
		if f.reading.FromNumberColumn == "" || pool {
			r.FromNumberID = cmp.Or(r.FromNumberID, givenLater)
		}
		return cartesia.CheckRoute(r)
	}
}

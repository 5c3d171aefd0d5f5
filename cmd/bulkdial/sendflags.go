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

func (f *sendFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.route.AgentID, "agent-id", "", "agent that talks to the contacts")
	flags.StringSliceVar(&f.callers, "from-number-id", nil, "id of the number to call from, or several")
	intVar(flags, &f.route.RingingTimeoutSeconds, "ringing-timeout-seconds", 0, "5 to 80 (default: that of the API)")
	intVar(flags, &f.route.MaxCallDurationMinutes, "max-call-duration-minutes", 0, "longest call (default: that of the API)")
	f.api.add(flags)
	flags.Float64Var(&f.send.CPS, "cps", 1, "calls per second; 0: no limit (default: 1; with --lines as many as they allow)")
	intVar(flags, &f.send.Lines, "lines", 0, "most calls in progress, of the whole campaign; follows the calls (default: no maximum)")
	f.follow.addRun(flags)
	addAssumed(flags, &f.assumed)
	f.caps.add(flags)
	f.canary.add(flags)
	f.test.add(flags)
	intVar(flags, &f.send.BatchSize, "batch-size", 5, "maximum contacts per request; all are in doubt if its answer is lost")
	flags.Var((*concurrencyFlag)(&f.send.Concurrency), "concurrency", "most requests at a time, up to 1000; auto follows the pace and the answers")
	intVar(flags, &f.send.Limit, "limit", 0, "stop after sending this many contacts")
	flags.StringVar(&f.order, "order", string(engine.FileOrder), "with --redial: who is called first")
	flags.DurationVar(&f.send.RedialWait, "redial-wait", 0, "wait for redials and contacts over a cap that are due so soon; others are left, with exit code 5")
	f.hours.add(flags)
	f.hours.addWait(flags, &f.send.HoursWait)
	flags.Float64Var(&f.send.MaxRejectRatio, "max-reject-ratio", 0.5, "stop when more than this share of the last 100 contacts was rejected")
	intVar(flags, &f.send.MaxFailures, "max-failures", 5, "stop after N requests in a row without a good answer")
	flags.DurationVar(&f.send.MaxWait, "max-wait", 15*time.Minute, "longest wait, without an accepted call, for an API that fails or has no line; 0: none")
	flags.DurationVar(&f.send.RequestTimeout, "request-timeout", time.Minute, "longest wait for an answer")
	flags.DurationVar(&f.send.DrainTimeout, "drain-timeout", 0, "longest wait for answers after a signal to stop (default: the request timeout)")
	flags.BoolVar(&f.send.Strict, "strict", false, "call nobody when a row is invalid")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask for confirmation before calling")
	flags.BoolVar(&f.noReconcile, "no-reconcile", false, "do not look first for the calls of unknown contacts")
	flags.BoolVar(&f.newCampaign, "new-campaign", false, "call although another campaign has within 7 days")
	flags.BoolVar(&f.noPreflight, "no-preflight", false, "do not ask the API first for the agents and numbers")
	flags.StringVar(&f.summaryFile, "summary", "", "write the summary as JSON to a file; - for standard output")
	f.output.add(flags)
	f.metrics.add(flags)
}

// outputFlags say how a command shows what it does; the commands that call or follow have them.
type outputFlags struct{ logFormat, logLevel, progress, notify string }

func (f *outputFlags) add(flags *pflag.FlagSet) {
	addLogFlags(flags, &f.logFormat, &f.logLevel)
	flags.StringVar(&f.progress, "progress", "auto", "rows that change on a terminal, else an event of the log every 30s; plain: a line of text every 10s")
	f.addNotify(flags)
}

// addNotify adds --notify-command.
func (f *outputFlags) addNotify(flags *pflag.FlagSet) {
	flags.StringVar(&f.notify, "notify-command", "", "run this by sh -c at the end, and when the answers of the API stop a run, with a summary as JSON on its standard input")
}

// addLogFlags adds the flags of the log, which the sandbox has too.
func addLogFlags(flags *pflag.FlagSet, format, level *string) {
	flags.StringVar(format, "log-format", "auto", "auto is console on a terminal, else json")
	flags.StringVar(level, "log-level", "info", "log these events and worse ones")
	addShortcut(flags, "quiet", "q", "show warnings and errors only, and no progress", "log-level=warn", "progress=off")
	addShortcut(flags, "verbose", "v", "show all events: --log-level debug", "log-level=debug")
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
func (f *sendFlags) paceByLines(flags *pflag.FlagSet) bool {
	if f.send.Lines == 0 || flags.Changed("cps") {
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

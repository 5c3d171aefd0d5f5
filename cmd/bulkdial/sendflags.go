package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/cartesia"
)

// sendFlags say how contacts are called; run and plan have them.
type sendFlags struct {
	route   dialer.Route
	callers []string // --from-number-id
	api     apiFlags
	send    dialer.Config
	follow  followFlags
	// assumed is what a run shows before it is confirmed, besides Lines.
	assumed campaign.Assumptions
	canary  canaryFlags
	test    testFlags
	// byLines: the pace follows the lines.
	byLines     bool
	order       string
	summaryFile string
	yes         bool
	newCampaign bool
	noReconcile bool
	noPreflight bool
	output      outputFlags
	metrics     metricsFlags
}

func (f *sendFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.route.AgentID, "agent-id", "", "id of the `agent` that talks to the contacts")
	flags.StringSliceVar(&f.callers, "from-number-id", nil, "`id` of the phone number to call from; with several, each contact keeps one of them")
	intVar(flags, &f.route.RingingTimeoutSeconds, "ringing-timeout-seconds", 0, "ringing timeout in `seconds`, 5 to 80 (default: that of the API)")
	intVar(flags, &f.route.MaxCallDurationMinutes, "max-call-duration-minutes", 0, "maximum duration of a call in `minutes` (default: that of the API)")
	f.api.add(flags)
	flags.Float64Var(&f.send.CPS, "cps", 1, "calls `per second`; 0 for no limit (default with --lines: as the lines allow, at most 1 for each number to call from that Cartesia owns)")
	intVar(flags, &f.send.Lines, "lines", 0, "maximum `calls` in progress, of the whole campaign; follows the calls (default: no maximum)")
	f.follow.addRun(flags)
	f.canary.add(flags)
	f.test.add(flags)
	intVar(flags, &f.send.BatchSize, "batch-size", 5, "maximum contacts per request; a lost answer leaves all of them unknown")
	flags.Var((*concurrencyFlag)(&f.send.Concurrency), "concurrency", "maximum concurrent `requests`: auto, or 1 to 1000 (auto follows the pace and the response time, 4 to 256; without a pace 4)")
	intVar(flags, &f.send.Limit, "limit", 0, "stop after sending `N` contacts (default: no limit)")
	flags.StringVar(&f.order, "order", string(dialer.FileOrder), "with --redial: who goes first: `file` (the order of the file), fresh (contacts without a call) or due")
	flags.DurationVar(&f.send.RedialWait, "redial-wait", 0, "with --redial: wait for contacts that are due within this time of the start; later ones are left for a later run, with exit code 5")
	flags.Float64Var(&f.send.MaxRejectRatio, "max-reject-ratio", 0.5, "stop when more than this `share` of the last 100 answered contacts was rejected")
	intVar(flags, &f.send.MaxFailures, "max-failures", 5, "stop after `N` consecutive requests that leave their contacts unknown; those that fail together count once")
	flags.DurationVar(&f.send.MaxWait, "max-wait", 15*time.Minute, "maximum wait, without an accepted call, for an API that cannot be reached, gives no good answer or has no free line; 0 stops instead of waiting")
	flags.DurationVar(&f.send.RequestTimeout, "request-timeout", time.Minute, "maximum wait for the answer to a request")
	flags.DurationVar(&f.send.DrainTimeout, "drain-timeout", 0, "maximum wait for outstanding answers after a signal to stop (default: the request timeout)")
	flags.BoolVar(&f.send.Strict, "strict", false, "call no contact when a row is invalid")
	flags.BoolVar(&f.yes, "yes", false, "do not ask for confirmation before calling")
	flags.BoolVar(&f.noReconcile, "no-reconcile", false, "do not look first for the calls of contacts that earlier runs have left unknown")
	flags.BoolVar(&f.newCampaign, "new-campaign", false, "call the contacts of a campaign without results although another campaign has called them within 7 days")
	flags.BoolVar(&f.noPreflight, "no-preflight", false, "do not ask the API for the agents and numbers before the first call")
	flags.StringVar(&f.summaryFile, "summary", "", "write the summary as JSON to this `file`; - for standard output instead of the text")
	f.output.add(flags)
	f.metrics.add(flags)
}

// outputFlags say how a command shows what it does; the commands that call or follow have them.
type outputFlags struct{ logFormat, logLevel, progress string }

func (f *outputFlags) add(flags *pflag.FlagSet) {
	addLogFlags(flags, &f.logFormat, &f.logLevel)
	flags.StringVar(&f.progress, "progress", "auto", "show the progress: `auto` (a bar on a terminal, else an event of the log every 30s), on (a bar), plain (a line of text every 10s) or off")
}

// addLogFlags adds the flags of the log, which the sandbox has too.
func addLogFlags(flags *pflag.FlagSet, format, level *string) {
	flags.StringVar(format, "log-format", "auto", "`auto` (console on a terminal, else json), console or json")
	flags.StringVar(level, "log-level", "info", "log events of this `level` and above: debug, info, warn, error")
}

// agents are those whose lists may have the calls of earlier runs: the one that the flags name, if they do.
func (f *sendFlags) agents() []string {
	if f.route.AgentID == "" {
		return nil
	}
	return []string{f.route.AgentID}
}

// follows reports whether a run follows its calls.
func (f *sendFlags) follows() bool { return f.send.Lines > 0 || f.follow.toEnd }

// prepare completes the configuration of a run and checks it. The contacts are those of a command that calls.
func (f *sendFlags) prepare(contacts *contactsFlags) error {
	contacts.redial.speed = f.api.speed(contacts.sandbox)
	var err error
	if f.send.Order, err = dialer.ParseOrder(f.order); err != nil {
		return usagef("--order: %w", err)
	}
	if contacts.redial.calls == "" {
		f.send.Order = dialer.FileOrder
	}
	if err := errors.Join(f.send.Validate(), f.follow.check()); err != nil {
		return usage(err)
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
	if *f == dialer.AutoConcurrency {
		return autoWord
	}
	return strconv.Itoa(int(*f))
}

// Set implements pflag.Value.
func (f *concurrencyFlag) Set(value string) error {
	if value == autoWord {
		*f = dialer.AutoConcurrency
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > dialer.MaxConcurrency {
		return fmt.Errorf("give %s, or a number from 1 to %d", autoWord, dialer.MaxConcurrency)
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
			return usagef("--from-number-id names %s twice", caller)
		}
		route.FromNumberID = caller
		if err := cartesia.CheckRoute(route); err != nil {
			return usage(err)
		}
	}
	if err := cartesia.CheckRoute(route); err != nil {
		return usage(err)
	}
	return nil
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

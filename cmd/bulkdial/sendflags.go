package main

import (
	"time"

	"github.com/spf13/pflag"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

// sendFlags say how contacts are called; run and plan have them.
type sendFlags struct {
	route       dialer.Route
	callers     []string // --from-number-id
	api         cartesia.Config
	apiKeyFile  string
	faults      string         // --sandbox-faults
	injected    sandbox.Faults // what it says; set by prepare
	send        dialer.Config
	summaryFile string
	yes         bool
	logFormat   string
	logLevel    string
	progress    string
	metrics     metricsFlags
}

func (f *sendFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.route.AgentID, "agent-id", "", "the `agent` that talks")
	flags.StringSliceVar(&f.callers, "from-number-id", nil, "the `id` of the phone number to call from; of several, each contact keeps one")
	flags.IntVar(&f.route.RingingTimeoutSeconds, "ringing-timeout-seconds", 0, "how long to let it ring, 5 to 80 (default: the API's)")
	flags.IntVar(&f.route.MaxCallDurationMinutes, "max-call-duration-minutes", 0, "end a call after so many minutes (default: the API's)")
	flags.StringVar(&f.api.BaseURL, "base-url", cartesia.DefaultBaseURL, "the `address` of the API")
	flags.StringVar(&f.apiKeyFile, "api-key-file", "", "read the API key from this `file` (default: from CARTESIA_API_KEY)")
	flags.StringVar(&f.faults, "sandbox-faults", "", "with --sandbox: `faults` to inject, as in reject=0.02,drop=0.01,latency=80ms,seed=7")
	flags.Float64Var(&f.send.CPS, "cps", 1, "calls `per second`; 0 for no pace")
	flags.IntVar(&f.send.BatchSize, "batch-size", 5, "contacts in one request, at most; a lost answer leaves so many in doubt")
	flags.Var((*concurrencyFlag)(&f.send.Concurrency), "concurrency", "`requests` under way at one time, at most: auto (what the pace needs by the time that answers take, 4 to 256; without a pace 4), or 1 to 1000")
	flags.IntVar(&f.send.Limit, "limit", 0, "stop after so many contacts were sent (default: no limit)")
	flags.Float64Var(&f.send.MaxRejectRatio, "max-reject-ratio", 0.5, "stop when a larger `share` of the last 100 answered contacts was rejected")
	flags.IntVar(&f.send.MaxFailures, "max-failures", 5, "stop after so many requests in a row without a good answer")
	flags.DurationVar(&f.send.RequestTimeout, "request-timeout", time.Minute, "how long to wait for the answer to one request")
	flags.DurationVar(&f.send.DrainTimeout, "drain-timeout", 0, "when told to stop, how long to wait for outstanding answers (default: the request timeout)")
	flags.BoolVar(&f.send.Strict, "strict", false, "call nobody when a row is invalid")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before calling people")
	flags.StringVar(&f.summaryFile, "summary", "", "write the summary as JSON to this `file`; - for standard output instead of the text")
	addLogFlags(flags, &f.logFormat, &f.logLevel)
	flags.StringVar(&f.progress, "progress", "auto", "show a progress bar: `auto` (on a terminal), on or off")
	f.metrics.add(flags)
}

func addLogFlags(flags *pflag.FlagSet, format, level *string) {
	flags.StringVar(format, "log-format", "auto", "`auto` (console on a terminal, else json), console or json")
	flags.StringVar(level, "log-level", "info", "log events of this `level` and above: debug, info, warn, error")
}

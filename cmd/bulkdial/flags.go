package main

import (
	"strings"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

// contactsFlags say how a contacts file is read and judged; every command that takes one has them.
type contactsFlags struct {
	results      string
	sandbox      bool
	numberColumn string
	idColumn     string
	metadata     []string
	set          []string
	region       string
	duplicates   string
	retry        string
	maxAttempts  int
	maxRowBytes  int
}

func (f *contactsFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.results, "results", "", "the results `file` (default: beside the contacts, leads.csv gives leads.results.csv)")
	flags.BoolVar(&f.sandbox, "sandbox", false, "use the built-in fake of the API, and results files of its own")
	flags.StringVar(&f.numberColumn, "number-column", "", "the `column` of the number to call (default: found by name, as in phone or to_number)")
	flags.StringVar(&f.idColumn, "id-column", "", "the `column` that identifies a contact (default: its number and occurrence)")
	flags.StringSliceVar(&f.metadata, "metadata", nil, "send only these `columns` as metadata (default: all others)")
	flags.StringArrayVar(&f.set, "set", nil, "add `key=value` to the metadata of each contact; may be repeated")
	flags.StringVar(&f.region, "region", "", "the `country` of numbers without +, as in US (default: they are invalid)")
	flags.StringVar(&f.duplicates, "duplicates", string(dialer.SkipDuplicates), "a second row with one number: `skip`, allow or fail")
	flags.StringVar(&f.retry, "retry", dialer.DefaultRetry, "call these again on a rerun: a `list` of rejected, invalid, unknown; or none")
	flags.IntVar(&f.maxRowBytes, "max-row-bytes", csvio.DefaultMaxRowBytes, "the longest row that is read, in `bytes`")
	flags.IntVar(&f.maxAttempts, "max-attempts", 3, "attempts for one contact over all runs, at most")
}

// rules returns what the flags say about whom to call.
func (f *contactsFlags) rules() (dialer.Rules, error) {
	duplicates, err := dialer.ParseDuplicates(f.duplicates)
	if err != nil {
		return dialer.Rules{}, usagef("--duplicates: %w", err)
	}
	retry, err := dialer.ParseRetry(f.retry)
	if err != nil {
		return dialer.Rules{}, usagef("--retry: %w", err)
	}
	if f.maxRowBytes < 1 {
		return dialer.Rules{}, usagef("--max-row-bytes %d is not 1 or more", f.maxRowBytes)
	}
	if f.maxAttempts < 1 {
		return dialer.Rules{}, usagef("--max-attempts %d is not 1 or more", f.maxAttempts)
	}
	return dialer.Rules{UseIDs: f.idColumn != "", Duplicates: duplicates, Retry: retry, MaxAttempts: f.maxAttempts}, nil
}

// pairs reads the values of --set.
func (f *contactsFlags) pairs() ([]csvio.Pair, error) {
	pairs := make([]csvio.Pair, 0, len(f.set))
	for _, s := range f.set {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return nil, usagef("--set %q is not key=value", s)
		}
		pairs = append(pairs, csvio.Pair{Key: key, Value: value})
	}
	return pairs, nil
}

// sendFlags say how contacts are called; run and plan have them.
type sendFlags struct {
	route       dialer.Route
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
}

func (f *sendFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.route.AgentID, "agent-id", "", "the `agent` that talks")
	flags.StringVar(&f.route.FromNumberID, "from-number-id", "", "the `id` of the phone number to call from")
	flags.IntVar(&f.route.RingingTimeoutSeconds, "ringing-timeout-seconds", 0, "how long to let it ring, 5 to 80 (default: the API's)")
	flags.IntVar(&f.route.MaxCallDurationMinutes, "max-call-duration-minutes", 0, "end a call after so many minutes (default: the API's)")
	flags.StringVar(&f.api.BaseURL, "base-url", cartesia.DefaultBaseURL, "the `address` of the API")
	flags.StringVar(&f.api.Version, "api-version", cartesia.DefaultVersion, "the `version` of the API")
	flags.StringVar(&f.apiKeyFile, "api-key-file", "", "read the API key from this `file` (default: from CARTESIA_API_KEY)")
	flags.StringVar(&f.faults, "sandbox-faults", "", "with --sandbox: `faults` to inject, as in reject=0.02,drop=0.01,latency=80ms,seed=7")
	flags.Float64Var(&f.send.CPS, "cps", 1, "calls `per second`; 0 for no pace")
	flags.IntVar(&f.send.BatchSize, "batch-size", 5, "contacts in one request, at most; a lost answer leaves so many in doubt")
	flags.IntVar(&f.send.Concurrency, "concurrency", 4, "requests under way at one time, at most")
	flags.IntVar(&f.send.Limit, "limit", 0, "stop after so many contacts were sent (default: no limit)")
	flags.Float64Var(&f.send.MaxRejectRatio, "max-reject-ratio", 0.5, "stop when a larger `share` of the last 100 answered contacts was rejected")
	flags.IntVar(&f.send.MaxFailures, "max-failures", 5, "stop after so many requests in a row without a good answer")
	flags.DurationVar(&f.send.RequestTimeout, "request-timeout", time.Minute, "how long to wait for the answer to one request")
	flags.DurationVar(&f.send.DrainTimeout, "drain-timeout", 0, "when told to stop, how long to wait for outstanding answers (default: the request timeout)")
	flags.BoolVar(&f.yes, "yes", false, "do not ask before calling people")
	flags.StringVar(&f.summaryFile, "summary", "", "write the summary as JSON to this `file`; - for standard output instead of the text")
	addLogFlags(flags, &f.logFormat, &f.logLevel)
	flags.StringVar(&f.progress, "progress", "auto", "show a progress bar: `auto` (on a terminal), on or off")
}

func addLogFlags(flags *pflag.FlagSet, format, level *string) {
	flags.StringVar(format, "log-format", "auto", "`auto` (console on a terminal, else json), console or json")
	flags.StringVar(level, "log-level", "info", "log events of this `level` and above: debug, info, warn, error")
}

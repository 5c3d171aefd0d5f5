package options

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/phone"
)

// Contacts are the flags that say how a contacts file is read and checked; every command that takes one has them.
type Contacts struct {
	results string
	// Sandbox: the built-in fake of the API takes the requests.
	Sandbox      bool
	shard        string
	acceptHeader bool
	acceptChange []string
	// LockWait is the longest wait for another process that uses the files; 0: none.
	LockWait time.Duration

	// Table says how the file is read, and Reading how its rows become contacts, before NewCampaign completes it.
	Table   flags.Reading
	Reading csvio.ContactsConfig
	set     []string
	// APIVersion is the version of the API, and RefKey the metadata key of references; empty: there are none.
	APIVersion string
	RefKey     string

	// Region is the country of numbers without a country code, as in US; empty: there is none.
	Region       string
	numberCheck  string
	destinations []string
	allowTypes   []string

	// Suppress says which lists count. A command that calls nobody empties its Files.
	Suppress    suppressFlags
	duplicates  string
	hiddenRows  string
	retry       string
	maxAttempts int
	// Redial says who is called again after a call.
	Redial redialFlags
}

// Add adds the flags, without those of AddLockWait and AddShard.
func (f *Contacts) Add(set *pflag.FlagSet) {
	f.addFiles(set)
	f.AddColumns(set)
	f.AddNumbers(set)
	f.AddRules(set)
}

// addFiles adds the flags about files.
func (f *Contacts) addFiles(set *pflag.FlagSet) {
	f.AddResults(set)
	f.AddReading(set)
}

// AddReading adds the flags about how the contacts file is read.
func (f *Contacts) AddReading(set *pflag.FlagSet) {
	f.Table.Add(set)
	set.StringSliceVar(&f.acceptChange, "accept-change", nil, "accept a change since earlier runs: a flag's name, as in region, or header; repeatable")
	set.BoolVar(&f.acceptHeader, "accept-header", false, "the same as --accept-change header")
	_ = set.MarkHidden("accept-header") // the flag exists
}

// accepted returns the names of the changes that the operator accepts.
func (f *Contacts) accepted() (map[string]bool, error) {
	accepted, classes := map[string]bool{}, flags.Classes()
	for _, name := range f.acceptChange {
		switch classes[name].Class {
		case settings.Identity, settings.Restriction:
		case settings.Content, settings.Forgotten:
			return nil, fault.Usagef("--accept-change %s: a change of --%s needs no acceptance", name, name)
		default:
			if name != settings.HeaderChange {
				return nil, fault.Usagef("--accept-change %q is neither header nor the name of a flag that a campaign remembers", name)
			}
		}
		accepted[name] = true
	}
	if f.acceptHeader {
		accepted[settings.HeaderChange] = true
	}
	return accepted, nil
}

// Recall supplies the flags that no layer gives from what the campaign of these files remembers. A change that
// needs no acceptance, or that no flag has, is an error of usage.
func (f *Contacts) Recall(l *flags.Line, set *pflag.FlagSet, files fileset.Files) error {
	accepted, err := f.accepted()
	if err != nil {
		return err
	}
	return l.Recall(set, files, accepted)
}

// AddResults adds the flags that name the results, which merge and import-log have too.
func (f *Contacts) AddResults(set *pflag.FlagSet) {
	set.StringVar(&f.results, "results", "", "results file (default: leads.results.csv beside leads.csv)")
	set.BoolVar(&f.Sandbox, "sandbox", false, "use a built-in fake of the API, with its own files")
}

// AddLockWait adds the flag of the commands that write results.
func (f *Contacts) AddLockWait(set *pflag.FlagSet) {
	set.DurationVar(&f.LockWait, "lock-wait", 0, "longest wait for another process that uses the files")
}

// Await waits by Files.AwaitUnused or Files.AwaitUntracked until a shard is free, or --lock-wait has passed.
func (f *Contacts) Await(ctx context.Context, shard dialer.Shard, free func(context.Context, dialer.Shard, time.Duration) error) error {
	if f.LockWait < 0 {
		return fault.Usagef("--lock-wait %v is negative", f.LockWait)
	}
	return free(ctx, shard, f.LockWait)
}

// AddShard adds the flag that selects a part of the campaign.
func (f *Contacts) AddShard(set *pflag.FlagSet) {
	set.StringVar(&f.shard, "shard", "", "call only part i of n (default: the part of the pod in an indexed Job)")
}

// AddColumns adds the flags about columns and metadata.
func (f *Contacts) AddColumns(set *pflag.FlagSet) {
	c := &f.Reading
	set.StringVar(&c.NumberColumn, "number-column", "", "the number to call (default: found by its name)")
	set.StringVar(&c.IDColumn, "id-column", "", "what tells contacts apart (default: their numbers)")
	set.StringSliceVar(&c.Metadata, "metadata", nil, "columns to send, as in plan,balance:number or key=column (default: all others)")
	set.StringArrayVar(&f.set, "set", nil, "add to the metadata of each contact; repeatable")
	set.StringSliceVar(&c.Require, "require", nil, "columns that must not be empty")
	set.StringVar(&c.RegionColumn, "region-column", "", "column of that country, for each contact")
	set.StringVar(&c.AgentColumn, "agent-column", "", "column of the agent; overrides --agent-id")
	set.StringVar(&c.FromNumberColumn, "from-number-column", "", "column of the id of the number to call from")
	set.StringVar(&c.RingingTimeoutColumn, "ringing-timeout-column", "", "column of the ringing timeout in seconds")
	set.StringVar(&c.MaxDurationColumn, "max-duration-column", "", "column of the longest call in minutes")
	set.StringVar(&c.TimezoneColumn, "timezone-column", "", "column of the contact's time zone, as in America/New_York or -05:00 (default: found by its name)")
	set.StringVar(&c.PostalColumn, "postal-column", "", "column of the contact's postal code, for --timezone-map (default: found by its name)")
	set.StringVar(&c.StateColumn, "state-column", "", "column of the contact's state or province (default: found by its name)")
	set.StringVar(&c.NotBeforeColumn, "not-before-column", "", "column of the time before which a contact is not called, as in 2026-12-01T09:00:00-05:00; a run waits for it")
	set.StringVar(&c.ExpiresColumn, "expires-column", "", "column of the time from which on it is not called")
	set.StringVar(&c.RequireConsent, "require-consent", "", "column of the time of the consent, as in 2026-11-01; who has none is not called")
	set.StringVar(&f.RefKey, "ref-key", cartesia.DefaultRefKey, "metadata key of each reference; '' for none")
	set.StringVar(&f.APIVersion, "api-version", cartesia.DefaultVersion, "version of the API")
}

// AddNumbers adds the flags about phone numbers.
func (f *Contacts) AddNumbers(set *pflag.FlagSet) {
	set.StringVar(&f.Region, "region", "", "country of numbers without +, as in US (default: such numbers are invalid)")
	set.StringVar(&f.numberCheck, "number-check", "valid", "accept numbers that exist, or of a possible length")
	set.StringSliceVar(&f.destinations, "destinations", nil, "call only these, as in US,CA (default: all)")
	set.StringSliceVar(&f.allowTypes, "allow-number-types", nil, "also call these types: premium_rate, shared_cost")
}

// AddRules adds the flags about which contacts are called.
func (f *Contacts) AddRules(set *pflag.FlagSet) {
	f.Suppress.add(set)
	set.StringVar(&f.duplicates, "duplicates", string(screen.SkipDuplicates), "rows that repeat a number")
	set.StringVar(&f.hiddenRows, "hidden-rows", "", "rows that a workbook hides (default: run asks on a terminal, else fail)")
	set.StringVar(&f.retry, "retry", screen.DefaultRetry, "results to call again: rejected, invalid, unknown; or none")
	f.Redial.add(set)
	flags.IntVar(set, &f.maxAttempts, "max-attempts", 3, "most attempts per contact in all runs")
}

// rules returns which contacts are called.
func (f *Contacts) rules() (screen.Rules, error) {
	duplicates, err := screen.ParseDuplicates(f.duplicates)
	if err != nil {
		return screen.Rules{}, fault.Usagef("--duplicates: %w", err)
	}
	hidden, err := screen.ParseHiddenRows(f.hiddenRows)
	if err != nil {
		return screen.Rules{}, fault.Usagef("--hidden-rows: %w", err)
	}
	retry, err := screen.ParseRetry(f.retry)
	if err != nil {
		return screen.Rules{}, fault.Usagef("--retry: %w", err)
	}
	if f.maxAttempts < 1 {
		return screen.Rules{}, fault.Usagef("--max-attempts %d is not 1 or more", f.maxAttempts)
	}
	redial, err := f.Redial.redial()
	if err != nil {
		return screen.Rules{}, err
	}
	return screen.Rules{
		UseIDs: f.Reading.IDColumn != "", Duplicates: duplicates, HiddenRows: hidden, Retry: retry, Redial: redial, MaxAttempts: f.maxAttempts,
	}, nil
}

// contacts returns how rows become contacts of a route. Pool: the number to call from comes from a pool of callers.
func (f *Contacts) contacts(route dialer.Route, pool bool) (csvio.ContactsConfig, error) {
	cfg := f.Reading
	cfg.Route = route
	for _, s := range f.set {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return cfg, fault.Usagef("--set %q is not key=value: write it as in --set campaign=november", s)
		}
		cfg.Set = append(cfg.Set, csvio.Pair{Key: key, Value: value})
	}
	var err error
	if cfg.Limits, err = cartesia.MetadataLimits(f.APIVersion, f.RefKey); err != nil {
		return cfg, fault.Usage(err)
	}
	cfg.CheckRoute = f.rowRoute(pool)
	return cfg, nil
}

// numbers returns the readers of phone numbers: of the contacts, and of the suppression lists, which may hold any number.
func (f *Contacts) numbers() (contacts dialer.Numbers, lists *phone.Lists, err error) {
	check, err := phone.ParseCheck(f.numberCheck)
	if err != nil {
		return nil, nil, fault.Usage(err)
	}
	contacts, err = phone.New(phone.Config{
		Region: f.Region, NumberCheck: check, Destinations: f.destinations, AllowNumberTypes: f.allowTypes,
	})
	if err != nil {
		return nil, nil, fault.Usage(err)
	}
	if lists, err = phone.NewLists(f.Region); err != nil {
		return nil, nil, fault.Usage(err)
	}
	return contacts, lists, nil
}

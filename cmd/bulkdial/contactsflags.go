package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/phone"
	"bulkdial/internal/sandbox"
)

// contactsFlags say how a contacts file is read and checked; every command that takes one has them.
type contactsFlags struct {
	results      string
	sandbox      bool
	shard        string
	acceptHeader bool
	acceptChange []string
	lockWait     time.Duration

	table      flags.Reading
	reading    csvio.ContactsConfig
	set        []string
	apiVersion string
	refKey     string

	region       string
	numberCheck  string
	destinations []string
	allowTypes   []string

	suppress    suppressFlags
	duplicates  string
	hiddenRows  string
	retry       string
	maxAttempts int
	redial      redialFlags
}

func (f *contactsFlags) add(set *pflag.FlagSet) {
	f.addFiles(set)
	f.addColumns(set)
	f.addNumbers(set)
	f.addRules(set)
}

// addFiles adds the flags about files.
func (f *contactsFlags) addFiles(set *pflag.FlagSet) {
	f.addResults(set)
	f.addReading(set)
}

// addReading adds the flags about how the contacts file is read.
func (f *contactsFlags) addReading(set *pflag.FlagSet) {
	f.table.Add(set)
	set.StringSliceVar(&f.acceptChange, "accept-change", nil, "accept a change since earlier runs: a flag's name, as in region, or header; repeatable")
	set.BoolVar(&f.acceptHeader, "accept-header", false, "the same as --accept-change header")
	_ = set.MarkHidden("accept-header") // the flag exists
}

// accepted returns the names of the changes that the operator accepts.
func (f *contactsFlags) accepted() (map[string]bool, error) {
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

// recall supplies the flags that no layer gives from what the campaign of these files remembers.
func (f *contactsFlags) recall(l *flags.Line, set *pflag.FlagSet, files fileset.Files) error {
	accepted, err := f.accepted()
	if err != nil {
		return err
	}
	return l.Recall(set, files, accepted)
}

// addResults adds the flags that name the results, which merge and import-log have too.
func (f *contactsFlags) addResults(set *pflag.FlagSet) {
	set.StringVar(&f.results, "results", "", "results file (default: leads.results.csv beside leads.csv)")
	set.BoolVar(&f.sandbox, "sandbox", false, "use a built-in fake of the API, with its own files")
}

// addLockWait adds the flag of the commands that write results.
func (f *contactsFlags) addLockWait(set *pflag.FlagSet) {
	set.DurationVar(&f.lockWait, "lock-wait", 0, "longest wait for another process that uses the files")
}

// await waits by Files.AwaitUnused or Files.AwaitUntracked until a shard is free, or --lock-wait has passed.
func (f *contactsFlags) await(ctx context.Context, shard dialer.Shard, free func(context.Context, dialer.Shard, time.Duration) error) error {
	if f.lockWait < 0 {
		return fault.Usagef("--lock-wait %v is negative", f.lockWait)
	}
	return free(ctx, shard, f.lockWait)
}

// addShard adds the flag that selects a part of the campaign.
func (f *contactsFlags) addShard(set *pflag.FlagSet) {
	set.StringVar(&f.shard, "shard", "", "call only part i of n (default: the part of the pod in an indexed Job)")
}

// addColumns adds the flags about columns and metadata.
func (f *contactsFlags) addColumns(set *pflag.FlagSet) {
	c := &f.reading
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
	set.StringVar(&f.refKey, "ref-key", cartesia.DefaultRefKey, "metadata key of each reference; '' for none")
	set.StringVar(&f.apiVersion, "api-version", cartesia.DefaultVersion, "version of the API")
}

// addNumbers adds the flags about phone numbers.
func (f *contactsFlags) addNumbers(set *pflag.FlagSet) {
	set.StringVar(&f.region, "region", "", "country of numbers without +, as in US (default: such numbers are invalid)")
	set.StringVar(&f.numberCheck, "number-check", "valid", "accept numbers that exist, or of a possible length")
	set.StringSliceVar(&f.destinations, "destinations", nil, "call only these, as in US,CA (default: all)")
	set.StringSliceVar(&f.allowTypes, "allow-number-types", nil, "also call these types: premium_rate, shared_cost")
}

// addRules adds the flags about which contacts are called.
func (f *contactsFlags) addRules(set *pflag.FlagSet) {
	f.suppress.add(set)
	set.StringVar(&f.duplicates, "duplicates", string(screen.SkipDuplicates), "rows that repeat a number")
	set.StringVar(&f.hiddenRows, "hidden-rows", "", "rows that a workbook hides (default: run asks on a terminal, else fail)")
	set.StringVar(&f.retry, "retry", screen.DefaultRetry, "results to call again: rejected, invalid, unknown; or none")
	f.redial.add(set)
	flags.IntVar(set, &f.maxAttempts, "max-attempts", 3, "most attempts per contact in all runs")
}

// rules returns which contacts are called.
func (f *contactsFlags) rules() (screen.Rules, error) {
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
	redial, err := f.redial.redial()
	if err != nil {
		return screen.Rules{}, err
	}
	return screen.Rules{
		UseIDs: f.reading.IDColumn != "", Duplicates: duplicates, HiddenRows: hidden, Retry: retry, Redial: redial, MaxAttempts: f.maxAttempts,
	}, nil
}

// contacts returns how rows become contacts of a route. Pool: the number to call from comes from a pool of callers.
func (f *contactsFlags) contacts(route dialer.Route, pool bool) (csvio.ContactsConfig, error) {
	cfg := f.reading
	cfg.Route = route
	for _, s := range f.set {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return cfg, fault.Usagef("--set %q is not key=value: write it as in --set campaign=november", s)
		}
		cfg.Set = append(cfg.Set, csvio.Pair{Key: key, Value: value})
	}
	var err error
	if cfg.Limits, err = cartesia.MetadataLimits(f.apiVersion, f.refKey); err != nil {
		return cfg, fault.Usage(err)
	}
	cfg.CheckRoute = f.rowRoute(pool)
	return cfg, nil
}

// numbers returns the readers of phone numbers: of the contacts, and of the suppression lists, which may hold any number.
func (f *contactsFlags) numbers() (contacts dialer.Numbers, lists *phone.Lists, err error) {
	check, err := phone.ParseCheck(f.numberCheck)
	if err != nil {
		return nil, nil, fault.Usage(err)
	}
	contacts, err = phone.New(phone.Config{
		Region: f.region, NumberCheck: check, Destinations: f.destinations, AllowNumberTypes: f.allowTypes,
	})
	if err != nil {
		return nil, nil, fault.Usage(err)
	}
	if lists, err = phone.NewLists(f.region); err != nil {
		return nil, nil, fault.Usage(err)
	}
	return contacts, lists, nil
}

// files returns the names of the campaign's files: for an export without --results those of the campaign that it comes from.
func (f *contactsFlags) files(contacts string, shard dialer.Shard) (fileset.Files, error) {
	results := f.results
	if results == "" {
		cfg := table.InputConfig{Encoding: f.table.Encoding, Sheet: f.table.Sheet, IsCopy: csvio.IsCopy, MaxRowBytes: f.table.MaxRowBytes, Workbook: flags.OpenWorkbook}
		cfg.Delimiter, _ = table.ParseDelimiter(f.table.Delimiter) // input reports an error
		var err error
		if results, err = campaign.ResultsOfExport(contacts, cfg, f.sandbox); err != nil {
			return fileset.Files{}, err //nolint:wrapcheck // it names the file
		}
	}
	return fileset.Name(contacts, results, f.sandbox, shard) //nolint:wrapcheck // it names the field or the file
}

// shardFiles returns the names of the files of the shard of this process, and the shard.
func (a *app) shardFiles(contacts string, f *contactsFlags) (fileset.Files, dialer.Shard, error) {
	shard, err := a.shard(f.shard)
	if err != nil {
		return fileset.Files{}, shard, err
	}
	files, err := f.files(contacts, shard)
	return files, shard, err
}

// newCampaign makes the campaign of these files that the flags describe. Send says how its contacts are called; nil for a command that calls
// nobody.
func (a *app) newCampaign(files fileset.Files, f *contactsFlags, shard dialer.Shard, send *sendFlags) (*campaign.Campaign, error) {
	if send == nil {
		send = &sendFlags{}
	}
	callers := send.callers
	cfg := campaign.Config{
		Files: files, Shard: shard, Region: f.region, Callers: callers, Recalled: a.Recalled, Sandbox: f.sandbox, Stdin: a.Stdin,
		SandboxID: func(callID string) bool { return strings.HasPrefix(callID, sandbox.IDPrefix) },
	}
	var err error
	if cfg.Rules, err = f.rules(); err != nil {
		return nil, err
	}
	cfg.Rules.IDsByNumber = a.Recalled.IDsByNumber()
	if cfg.Input, err = f.table.Input(); err != nil {
		return nil, err
	}
	if cfg.Reading, err = f.contacts(send.route, len(callers) > 0); err != nil {
		return nil, err
	}
	cfg.Reading.CheckRoute = send.caps.rowRoute(cfg.Reading.CheckRoute, send.route.MaxCallDurationMinutes)
	if cfg.Caps, err = send.caps.config(a, f, shard, send); err != nil {
		return nil, err
	}
	if cfg.Calling, err = send.hours.calling(a, &cfg.Reading, send.send.BatchSize); err != nil {
		return nil, err
	}
	if cfg.History, err = send.caps.history, send.caps.ruled(&cfg.Caps, send.hours.kept, f.sandbox); err != nil {
		return nil, err
	}
	numbers, lists, err := f.numbers()
	if err != nil {
		return nil, err
	}
	if cfg.Suppress, cfg.Lists, err = f.suppress.lists(); err != nil {
		return nil, err
	}
	cfg.Numbers = numbers
	cfg.Lists.Input, cfg.Lists.Numbers, cfg.Lists.RegionColumn = cfg.Input, lists, cfg.Reading.RegionColumn
	cfg.Lists.Input.Sheet = "" // that of the contacts
	return campaign.New(cfg)   //nolint:wrapcheck // it names the list
}

// envCompletionIndex is the variable in which an indexed Job of Kubernetes names the pod's index.
const envCompletionIndex = "JOB_COMPLETION_INDEX"

// shard returns the part of the campaign of this process: that of --shard, else of the environment of an indexed Job. A pod
// that does not know how many pods there are is an error: each of them would call all contacts.
func (a *app) shard(flag string) (dialer.Shard, error) {
	index, count := a.Getenv(envCompletionIndex), a.Getenv(flags.EnvShardCount)
	switch {
	case flag == "" && index == "" && count == "":
		return dialer.Shard{}, nil
	case flag == "" && count == "":
		return dialer.Shard{}, fault.Usagef("%s is set, so this is a pod of an indexed Job, but the number of pods is missing: set %s to the completions of the Job, or give --shard",
			envCompletionIndex, flags.EnvShardCount)
	case flag == "" && index == "":
		return dialer.Shard{}, fault.Usagef("%s is set, so there are shards, but the index of this one is missing: set %s, from 0, or give --shard", flags.EnvShardCount, envCompletionIndex)
	case flag == "":
		i, err := strconv.Atoi(index)
		if err != nil {
			return dialer.Shard{}, fault.Usagef("%s %q is not a number", envCompletionIndex, index)
		}
		flag = fmt.Sprintf("%d/%s", i+1, count) // the Job counts from 0
	}
	shard, err := dialer.ParseShard(flag)
	if err != nil {
		return dialer.Shard{}, fault.Usagef("--shard: %w", err)
	}
	if !shard.Divided() {
		return dialer.Shard{}, nil
	}
	return shard, nil
}

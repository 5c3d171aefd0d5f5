package main

import (
	"strings"

	"github.com/spf13/pflag"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/phone"
)

// contactsFlags say how a contacts file is read and judged; every command that takes one has them.
type contactsFlags struct {
	results      string
	sandbox      bool
	shard        string
	acceptHeader bool

	encoding    string
	delimiter   string
	sheet       string
	maxRowBytes int

	reading    csvio.ContactsConfig
	set        []string
	apiVersion string
	refKey     string

	region       string
	numberCheck  string
	destinations []string
	allowTypes   []string

	suppress    []string
	duplicates  string
	retry       string
	maxAttempts int
}

func (f *contactsFlags) add(flags *pflag.FlagSet) {
	f.addFiles(flags)
	f.addColumns(flags)
	f.addNumbers(flags)
	f.addRules(flags)
}

// addFiles adds how files are opened.
func (f *contactsFlags) addFiles(flags *pflag.FlagSet) {
	f.addResults(flags)
	flags.StringVar(&f.encoding, "encoding", "", "the `encoding` of text files, as in windows-1252 (default: UTF-8, or what a byte order mark says)")
	flags.StringVar(&f.delimiter, "delimiter", "", "what stands between cells: comma, semicolon, tab or pipe (default: found in the header)")
	flags.StringVar(&f.sheet, "sheet", "", "the `name` of the sheet of a workbook (default: the first)")
	flags.IntVar(&f.maxRowBytes, "max-row-bytes", csvio.DefaultMaxRowBytes, "the longest row that is read, in `bytes`")
	flags.BoolVar(&f.acceptHeader, "accept-header", false, "go on with a header that has changed since the last run")
}

// addResults adds how results are found, which import-log has too.
func (f *contactsFlags) addResults(flags *pflag.FlagSet) {
	flags.StringVar(&f.results, "results", "", "the results `file` (default: beside the contacts, leads.csv gives leads.results.csv)")
	flags.BoolVar(&f.sandbox, "sandbox", false, "use the built-in fake of the API, and results files of its own")
}

// addShard adds which part of the campaign a command deals with.
func (f *contactsFlags) addShard(flags *pflag.FlagSet) {
	flags.StringVar(&f.shard, "shard", "", "deal only with the `i/n`-th part of the contacts (default: in an indexed Job, the pod's)")
}

// addColumns adds what the columns of a row mean.
func (f *contactsFlags) addColumns(flags *pflag.FlagSet) {
	c := &f.reading
	flags.StringVar(&c.NumberColumn, "number-column", "", "the `column` of the number to call (default: found by name, as in phone or to_number)")
	flags.StringVar(&c.IDColumn, "id-column", "", "the `column` that identifies a contact (default: its number and occurrence)")
	flags.StringSliceVar(&c.Metadata, "metadata", nil, "send only these `columns` as metadata, as in plan,first=first_name,balance:number (default: all others)")
	flags.StringArrayVar(&f.set, "set", nil, "add `key=value` to the metadata of each contact; may be repeated")
	flags.StringSliceVar(&c.Require, "require", nil, "a row in which one of these `columns` is empty is invalid")
	flags.StringVar(&c.RegionColumn, "region-column", "", "the `column` of the country of a number without +")
	flags.StringVar(&c.AgentColumn, "agent-column", "", "the `column` of the agent, before --agent-id")
	flags.StringVar(&c.FromNumberColumn, "from-number-column", "", "the `column` of the id of the number to call from, before --from-number-id")
	flags.StringVar(&c.RingingTimeoutColumn, "ringing-timeout-column", "", "the `column` of the ringing timeout in seconds, before its flag")
	flags.StringVar(&c.MaxDurationColumn, "max-duration-column", "", "the `column` of the maximum duration in minutes, before its flag")
	flags.StringVar(&f.refKey, "ref-key", cartesia.DefaultRefKey, "the metadata `key` of the reference that names each attempt; '' for none")
	flags.StringVar(&f.apiVersion, "api-version", cartesia.DefaultVersion, "the `version` of the API")
}

// addNumbers adds which numbers are called.
func (f *contactsFlags) addNumbers(flags *pflag.FlagSet) {
	flags.StringVar(&f.region, "region", "", "the `country` of numbers without +, as in US (default: they are invalid)")
	flags.StringVar(&f.numberCheck, "number-check", "valid", "take numbers that are `valid`, or all whose length is possible")
	flags.StringSliceVar(&f.destinations, "destinations", nil, "call only these `countries`, as in US,CA (default: all)")
	flags.StringSliceVar(&f.allowTypes, "allow-number-types", nil, "call these too: a `list` of premium_rate, shared_cost")
}

// addRules adds who is called.
func (f *contactsFlags) addRules(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.suppress, "suppress", nil, "never call the numbers in this `file`; may be repeated")
	flags.StringVar(&f.duplicates, "duplicates", string(dialer.SkipDuplicates), "a second row with one number: `skip`, allow or fail")
	flags.StringVar(&f.retry, "retry", dialer.DefaultRetry, "call these again on a rerun: a `list` of rejected, invalid, unknown; or none")
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
	if f.maxAttempts < 1 {
		return dialer.Rules{}, usagef("--max-attempts %d is not 1 or more", f.maxAttempts)
	}
	return dialer.Rules{UseIDs: f.reading.IDColumn != "", Duplicates: duplicates, Retry: retry, MaxAttempts: f.maxAttempts}, nil
}

// input returns how files are read: the contacts, and the suppression lists.
func (f *contactsFlags) input() (csvio.InputConfig, error) {
	var delimiter rune
	if f.delimiter != "" {
		var err error
		if delimiter, err = csvio.ParseDelimiter(f.delimiter); err != nil {
			return csvio.InputConfig{}, usageError{err}
		}
	}
	if err := csvio.CheckEncoding(f.encoding); err != nil {
		return csvio.InputConfig{}, usageError{err}
	}
	if f.maxRowBytes < 1 {
		return csvio.InputConfig{}, usagef("--max-row-bytes %d is not 1 or more", f.maxRowBytes)
	}
	return csvio.InputConfig{
		Encoding: f.encoding, Delimiter: delimiter, Sheet: f.sheet, MaxRowBytes: f.maxRowBytes, Workbook: openWorkbook,
	}, nil
}

// contacts returns how rows become contacts of a route, which finds its number to call from in a pool or not.
func (f *contactsFlags) contacts(route dialer.Route, pool bool) (csvio.ContactsConfig, error) {
	cfg := f.reading
	cfg.Route = route
	for _, s := range f.set {
		key, value, ok := strings.Cut(s, "=")
		if !ok || key == "" {
			return cfg, usagef("--set %q is not key=value", s)
		}
		cfg.Set = append(cfg.Set, csvio.Pair{Key: key, Value: value})
	}
	var err error
	if cfg.Limits, err = cartesia.MetadataLimits(f.apiVersion, f.refKey); err != nil {
		return cfg, usageError{err}
	}
	cfg.CheckRoute = f.rowRoute(pool)
	return cfg, nil
}

// lists returns the files of --suppress.
func (f *contactsFlags) lists() ([]string, error) {
	for _, path := range f.suppress {
		if path == "" || path == stdinName {
			return nil, usagef("--suppress %q is not the name of a file: a list is read more than once", path)
		}
	}
	return f.suppress, nil
}

// numbers returns how cells are read as numbers: those of the contacts, and those of the suppression lists, which may
// hold any.
func (f *contactsFlags) numbers() (contacts dialer.Numbers, lists *phone.Lists, err error) {
	check, err := phone.ParseCheck(f.numberCheck)
	if err != nil {
		return nil, nil, usagef("--number-check: %w", err)
	}
	contacts, err = phone.New(phone.Config{
		Region: f.region, Check: check, Destinations: f.destinations, AllowTypes: f.allowTypes,
	})
	if err != nil {
		return nil, nil, usageError{err}
	}
	if lists, err = phone.NewLists(f.region); err != nil {
		return nil, nil, usageError{err}
	}
	return contacts, lists, nil
}

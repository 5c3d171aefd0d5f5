package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/sandbox"
)

// campaign is a contacts file with the flags that say how to read it, and what its record says.
type campaign struct {
	contacts string
	// results is where this process keeps the results; all names the file of the campaign as a whole, beside which those
	// of all shards are.
	results, all string
	shard        dialer.Shard
	input        csvio.InputConfig
	reading      csvio.ContactsConfig
	region       string // of numbers without a country code
	stdin        io.Reader
	// file is the contacts file from the first pass on; nil before, and for standard input.
	file *csvio.File
	// suppression holds the lists of --suppress, the names of which are lists.
	suppression *csvio.Suppression
	lists       []string
	// screening is what each pass judges by, and screened the screen of the last; nil before the first.
	screening dialer.Screening
	screened  *dialer.Screen
	// acceptHeader: the header may differ from that of the last run; keepHeader: the next pass writes it down.
	acceptHeader, keepHeader bool
	// current is the pass over the contacts that is under way, or nil.
	current *csvio.Contacts
	// sandboxIDs and realIDs tell whose calls the record holds.
	sandboxIDs, realIDs bool
}

const stdinName = "-"

// newCampaign checks the flags, and reads the suppression lists. The contacts, or a shard of them, are called through a
// route, and from one of callers where it names no number.
func (a *app) newCampaign(contacts string, f *contactsFlags, shard dialer.Shard, route dialer.Route, callers []string) (*campaign, error) {
	rules, err := f.rules()
	if err != nil {
		return nil, err
	}
	input, err := f.input()
	if err != nil {
		return nil, err
	}
	reading, err := f.contacts(route, len(callers) > 0)
	if err != nil {
		return nil, err
	}
	numbers, lists, err := f.numbers()
	if err != nil {
		return nil, err
	}
	all, results, err := f.resultsFiles(contacts, shard)
	if err != nil {
		return nil, err
	}
	listInput := input
	listInput.Sheet = ""
	paths, err := f.lists()
	if err != nil {
		return nil, err
	}
	suppression, err := csvio.OpenSuppression(paths, csvio.SuppressionConfig{
		Input: listInput, Numbers: lists, RegionColumn: reading.RegionColumn,
	})
	if err != nil {
		return nil, usagef("--suppress %w", err)
	}
	return &campaign{
		contacts: contacts, results: results, all: all, shard: shard, input: input, reading: reading, region: f.region,
		stdin: a.stdin, acceptHeader: f.acceptHeader, suppression: suppression, lists: paths,
		screening: dialer.Screening{
			Rules: rules, Numbers: numbers, History: dialer.NewHistory(rules), Suppression: suppression, Callers: callers,
		},
	}, nil
}

// resultsOf names the results of a contacts file: leads.csv and leads.csv.gz give leads.results.csv.
func (f *contactsFlags) resultsOf(contacts string) (string, error) {
	if f.results != "" {
		return f.results, nil
	}
	if contacts == stdinName {
		return "", usagef("contacts from standard input have no name: say where the results go with --results")
	}
	base := strings.TrimSuffix(strings.TrimSuffix(contacts, ".gz"), ".zst")
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if f.sandbox {
		base += ".sandbox"
	}
	return base + ".results.csv", nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// learn takes a line of the record.
func (c *campaign) learn(r *dialer.Result) {
	c.screening.History.Add(r)
	if r.CallID != "" {
		fake := strings.HasPrefix(r.CallID, sandbox.IDPrefix)
		c.sandboxIDs = c.sandboxIDs || fake
		c.realIDs = c.realIDs || !fake
	}
}

// standing is how a campaign stands by its results files.
type standing struct {
	files   int
	holders []csvio.Holder // of the runs that are at work
	// inFlight counts the contacts with an intent and no result.
	inFlight int
}

// read reads all results files of the campaign, and changes nothing.
func (c *campaign) read() (standing, error) {
	return c.readOthers("", func(csvio.RecordFile, csvio.Holder) error { return nil })
}

// readOthers reads the results files but one. It tells running of each run that is at work on one of them.
func (c *campaign) readOthers(but string, running func(csvio.RecordFile, csvio.Holder) error) (standing, error) {
	var s standing
	files, err := csvio.RecordFiles(c.all)
	if err != nil {
		return s, err //nolint:wrapcheck // it says what it was doing
	}
	for _, file := range files {
		if sameName(file.Path, but) {
			continue
		}
		state, err := csvio.ReadRecord(file.Path, c.learn)
		if err == nil && state.Running {
			s.holders = append(s.holders, state.Holder)
			err = running(file, state.Holder)
		}
		if err != nil {
			return s, err
		}
		s.files++
		s.inFlight += state.InFlight
	}
	return s, nil
}

// join reads what other shards have done, those of an earlier division included. While one that is divided otherwise
// is at work, this run cannot be: the two might call the same contacts.
func (c *campaign) join() error {
	_, err := c.readOthers(c.results, func(file csvio.RecordFile, holder csvio.Holder) error {
		if file.Shard.Count == c.shard.Count {
			return nil
		}
		return &csvio.LockedError{Path: file.Path, Holder: holder}
	})
	return err
}

func sameName(a, b string) bool { return b != "" && filepath.Clean(a) == filepath.Clean(b) }

// piped reports whether the contacts come from standard input, so that they can be read only once.
func (c *campaign) piped() bool { return c.contacts == stdinName }

// screen returns a screen for one pass over the contacts, once the one before is over.
func (c *campaign) screen() *dialer.Screen {
	if c.screened == nil {
		c.screened = dialer.NewScreen(c.screening)
	} else {
		c.screened = c.screened.Again()
	}
	return c.screened
}

// plan judges all contacts, and names the rows that others repeat. Each is as in survey.
func (c *campaign) plan(ctx context.Context, cfg dialer.Config, each func(*csvio.Contacts, *dialer.Judgment)) (dialer.Plan, error) {
	plan, err := c.survey(ctx, cfg, each)
	return c.detailed(ctx, cfg, plan, err)
}

// survey judges all contacts in one pass, from which each later pass knows what to look for. It passes each judgment,
// with the reader whose last row it is about, to each, which may be nil.
func (c *campaign) survey(ctx context.Context, cfg dialer.Config, each func(*csvio.Contacts, *dialer.Judgment)) (dialer.Plan, error) {
	contacts, judged := c.each(ctx), func(j *dialer.Judgment) { each(c.current, j) }
	if each == nil {
		contacts, judged = c.ahead(ctx), nil
	}
	return dialer.MakePlan(cfg, contacts, c.screen(), judged) //nolint:wrapcheck // its errors name the file
}

// detailed returns what a survey has found, where rows repeat others with which: a second pass finds that out.
func (c *campaign) detailed(ctx context.Context, cfg dialer.Config, plan dialer.Plan, err error) (dialer.Plan, error) {
	if plan.Tally.Duplicate > 0 && !c.piped() && (err == nil || errors.Is(err, dialer.ErrDuplicates)) {
		named, again := dialer.MakePlan(cfg, c.each(ctx), c.screen(), nil)
		if again != nil && !errors.Is(again, dialer.ErrDuplicates) {
			return plan, again //nolint:wrapcheck // its errors name the file; the first plan is of all of it
		}
		plan, err = named, again
	}
	return plan, duplicatesError(err, &plan)
}

// check reads the header of the contacts file, so that what is wrong with it is found before anything else is done.
func (c *campaign) check(ctx context.Context) error {
	if c.piped() {
		return nil
	}
	for _, err := range c.each(ctx) {
		if _, row := errors.AsType[*dialer.RowError](err); row {
			return nil
		}
		return err
	}
	return nil
}

// each returns one pass over the contacts. It ends with the cause when ctx ends, also while standard input is awaited.
func (c *campaign) each(ctx context.Context) iter.Seq2[*dialer.Contact, error] {
	return c.pass(ctx, (*csvio.Contacts).All)
}

// calling is each for a run, which stop ends at once where the contacts file turns out to have changed: batches of rows
// that were read before are not waited for.
func (c *campaign) calling(stop context.CancelCauseFunc) dialer.Source {
	return func(ctx context.Context) iter.Seq2[*dialer.Contact, error] {
		return func(yield func(*dialer.Contact, error) bool) {
			for contact, err := range c.each(ctx) {
				if isChanged(err) {
					stop(err)
				}
				if !yield(contact, err) {
					return
				}
			}
		}
	}
}

func isChanged(err error) bool {
	_, changed := errors.AsType[*csvio.ChangedError](err)
	return changed
}

// ahead is each for whoever does not look at the current row.
func (c *campaign) ahead(ctx context.Context) iter.Seq2[*dialer.Contact, error] {
	return c.pass(ctx, (*csvio.Contacts).Ahead)
}

func (c *campaign) pass(ctx context.Context, rows func(*csvio.Contacts) iter.Seq2[*dialer.Contact, error]) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		in, err := c.open(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = in.Close() }() // it was only read
		defer func() { c.current = nil }()
		if c.current, err = c.header(in); err != nil {
			yield(nil, c.explain(err))
			return
		}
		for contact, err := range rows(c.current) {
			if ctx.Err() != nil { // a large file takes a while
				yield(nil, context.Cause(ctx))
				return
			}
			if !yield(contact, c.explain(err)) {
				return
			}
		}
	}
}

// header reads the header of the contacts, and holds it against that of the last run.
func (c *campaign) header(in *csvio.Input) (*csvio.Contacts, error) {
	contacts, err := csvio.NewContacts(in, c.reading)
	if err != nil {
		return nil, err //nolint:wrapcheck // explained by the caller
	}
	if !c.acceptHeader {
		err = csvio.CheckColumns(c.all, contacts)
	}
	if err == nil && c.keepHeader {
		err = csvio.SaveColumns(c.all, contacts)
	}
	return contacts, err //nolint:wrapcheck // as above
}

func (c *campaign) open(ctx context.Context) (*csvio.Input, error) {
	in, err := c.openInput(ctx)
	_, header := errors.AsType[*csvio.HeaderError](err)
	_, input := errors.AsType[*csvio.InputError](err)
	switch {
	case header || input || isChanged(err):
		return nil, c.explain(err)
	case err != nil:
		return nil, usagef("opening contacts: %w", err)
	}
	return in, nil
}

func (c *campaign) openInput(ctx context.Context) (*csvio.Input, error) {
	if c.piped() {
		return csvio.OpenInput(c.contacts, interruptible(ctx, c.stdin), c.input) //nolint:wrapcheck // as below
	}
	if c.file == nil {
		var err error
		if c.file, err = csvio.OpenFile(c.contacts); err != nil {
			return nil, err //nolint:wrapcheck // the caller says what it was doing
		}
	}
	return c.file.Input(c.input) //nolint:wrapcheck // as above
}

// close closes the contacts file.
func (c *campaign) close() {
	if c.file != nil {
		_ = c.file.Close() // it was only read
	}
}

// changes looks at what has happened to the contacts file since it was read; nil for standard input.
func (c *campaign) changes() *csvio.FileChanges {
	if c.file == nil {
		return nil
	}
	changes := c.file.Changes()
	return &changes
}

// explain puts the name of the contacts file before an error that speaks of the file as a whole.
func (c *campaign) explain(err error) error {
	if _, row := errors.AsType[*dialer.RowError](err); err == nil || row {
		return err
	}
	name := c.contacts
	if c.piped() {
		name = "standard input"
	}
	return fileError{name, err}
}

// fileError is an error with the name of the file that it is about.
type fileError struct {
	name string
	err  error
}

func (e fileError) Error() string { return e.name + ": " + e.err.Error() }
func (e fileError) Unwrap() error { return e.err }

package campaign

import (
	"context"
	"errors"
	"io"
	"time"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/guards"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/forecast"
	"bulkdial/internal/campaign/settings"
)

// Config says which campaign, and how its contacts are read and screened.
type Config struct {
	fileset.Files
	// Shard is the part of the campaign that a run deals with.
	Shard dialer.Shard
	// Input says how the contacts file is opened, and Reading how its rows become contacts.
	Input   table.InputConfig
	Reading csvio.ContactsConfig
	Rules   screen.Rules
	Numbers dialer.Numbers
	// Region is the country of numbers without a country code; empty: there is none.
	Region string
	// Suppress are the paths of the suppression lists, and Lists says how they are read.
	Suppress []string
	Lists    suppress.Config
	// Calling says when contacts may be called.
	Calling Calling
	// Caps are the caps of the campaign, or of the shard. History are the paths of results and calls files of other campaigns, whose calls
	// count for the caps of numbers.
	Caps    screen.CapsConfig
	History []string
	// Callers are the ids of the numbers to call from, for contacts whose route names none.
	Callers []string
	// Recalled are the settings that a run remembers, as Remembered.Recall returns them; nil: none are compared or remembered.
	Recalled *settings.Recalled
	// Sandbox: the campaign is one of the built-in sandbox, which places no real calls.
	Sandbox bool
	// Stdin is read where Contacts is Stdin.
	Stdin io.Reader
	// SandboxID reports whether the id of a call is one of the built-in sandbox.
	SandboxID func(callID string) bool
}

// Campaign is a contacts file, with what its ledger says of the contacts once that was read.
type Campaign struct {
	fileset.Files
	cfg         *Config
	contacts    contacts
	suppression *suppress.Lists
	// guards are asked by the screen and, before each intent, by the run: one list for both.
	guards  dialer.Guards
	history *screen.History
	// records are the places of what history is made of; nil: they are not kept.
	records *calls.Records
	// observer sees what is read, or is nil.
	observer Observer
	// caps is nil where there are none; it is one of the guards. others has the calls of other campaigns, or is nil.
	caps   *screen.Caps
	others *screen.History
	// callMinutes is how many minutes a call of an earlier run counts of which no duration is known.
	callMinutes int64
	// seen is what the last plan has seen, once it has read the contacts to their end; nil before.
	seen *screen.Seen
	// known: the ledger has a line. overlap is what a plan has found of calls by other campaigns; nil: none.
	known   bool
	overlap *Overlap
	// moved says which ids have moved, in the last pass over all contacts.
	moved screen.Moved
	// unmatched says how many contacts of the results no row has, in the last pass over all contacts of a list.
	unmatched screen.Unmatched
	// survey has counted the contacts of the last plan, for its forecast.
	survey *forecast.Survey
	// sandboxIDs and realIDs say whose calls the ledger holds.
	sandboxIDs, realIDs bool
	// unknown: the ledger has a result that is unknown, or was.
	unknown bool
	// callsKnown: the calls files have a CDR.
	callsKnown bool
}

// New opens the suppression lists of a campaign. The error is a *UsageError or a *dialer.FieldError. Close must be called in the end.
func New(cfg Config) (*Campaign, error) {
	for _, path := range cfg.Suppress {
		if fileset.Same(path, cfg.Own) || fileset.Same(path, cfg.Results) {
			return nil, fieldError("Suppress", "%s holds the results of this campaign, whose contacts are not called twice anyway: leave it out", path)
		}
	}
	if err := cfg.CheckOutput(cfg.Lists.SuppressRejects, cfg.Suppress...); err != nil {
		return nil, &dialer.FieldError{Field: "SuppressRejects", Err: err}
	}
	suppression, err := suppress.Open(cfg.Suppress, cfg.Lists)
	if _, ok := errors.AsType[*suppress.Error](err); ok {
		return nil, Usagef("suppression list %w", err)
	}
	if err != nil {
		return nil, Usagef("%w", err)
	}
	c := &Campaign{
		Files: cfg.Files, cfg: &cfg, contacts: contacts{cfg: &cfg}, suppression: suppression, history: screen.NewHistory(),
		guards: append(dialer.Guards{guards.Suppression{Lists: suppression}, guards.Times{}}, cfg.Calling.Guards...),
	}
	cfg.Reading.CheckOrigin = c.checkOrigin
	return c, c.useCaps()
}

// Close closes the contacts file.
func (c *Campaign) Close() { c.contacts.close() }

// SuppressionEntries is how many entries of the suppression lists count now.
func (c *Campaign) SuppressionEntries() int { return c.suppression.Entries(time.Now()) }

// SuppressionLists says how many entries of each suppression list count now, and how many do not any more.
func (c *Campaign) SuppressionLists() []suppress.Size { return c.suppression.Sizes(time.Now()) }

// Check reads the header of the contacts file, so that an error in it, or a change of it, is found before anything is locked or
// changed. Standard input is not read.
func (c *Campaign) Check(ctx context.Context) error {
	if c.Piped() {
		return nil
	}
	for _, err := range c.contacts.all(ctx) {
		if err != nil && !isRow(err) {
			return err
		}
		break
	}
	return c.contacts.changed
}

// learn takes a result of the ledger.
func (c *Campaign) learn(r *dialer.Result) { c.learnAt(r, 0) }

// learnAt is learn for a result at a place of c.records; 0: it has none.
func (c *Campaign) learnAt(r *dialer.Result, at uint64) {
	if first := c.history.AddAt(r, at); first && c.observer != nil {
		c.observer.Attempt(r)
	}
	c.known, c.unknown = true, c.unknown || r.Disposition == dialer.Unknown
	if r.CallID != "" {
		fake := c.cfg.SandboxID(r.CallID)
		c.sandboxIDs = c.sandboxIDs || fake
		c.realIDs = c.realIDs || !fake
	}
}

// learnCalls takes the CDRs of the calls files of all shards, once all results are read. The error is a *dialer.FieldError if contacts are
// to be called again after calls with an end reason that is not known.
func (c *Campaign) learnCalls() error {
	redial := c.cfg.Rules.Redial
	c.history.Permit(redial, time.Now())
	err := calls.EachCDRAt(&c.Files, "", func(path string, r *dialer.CDR, at ledger.Place) {
		c.callsKnown = true
		end := c.history.AddCDRAt(r, c.records.EndPlace(path, r, at))
		if end.Before != end.Now && c.observer != nil {
			c.observer.Ended(r, end)
		}
	})
	if err != nil || redial == nil {
		return err //nolint:wrapcheck // it names the file
	}
	if unseen := redial.Set.Unseen(); len(unseen) > 0 {
		return fieldError("Redial", "%q is neither an outcome after which contacts are called again, nor an end reason that the API documents or that the calls file has", unseen[0])
	}
	return nil
}

// screening is what each pass over the contacts decides by.
func (c *Campaign) screening() screen.Config {
	return screen.Config{
		Rules: c.cfg.Rules, Numbers: c.cfg.Numbers, History: c.history, Guards: c.guards, Callers: c.cfg.Callers, Earlier: c.seen,
	}
}

// checkSettings returns a *ChangeError if a run must not begin with these settings, once all results are read.
func (c *Campaign) checkSettings() error {
	recalled := c.cfg.Recalled
	if recalled == nil {
		return nil
	}
	runs, _ := c.history.Runs()
	if err := recalled.Check(runs > 0); err != nil {
		return err //nolint:wrapcheck // it says what has changed
	}
	return recalled.CheckShards(c.cfg.Shard) //nolint:wrapcheck // as above
}

// WithoutSettings reports whether the campaign has results and no settings, as one of an earlier version. Its next run begins them.
func (c *Campaign) WithoutSettings() bool {
	return c.known && c.cfg.Recalled != nil && !c.cfg.Recalled.Any()
}

// mostNamed is how many of the columns MetadataColumns names.
const mostNamed = 20

// MetadataColumns are the columns of the contacts file that are sent as metadata, in the last pass over it.
func (c *Campaign) MetadataColumns() csvio.MetadataColumns { return c.contacts.metadata }

// Overlap says how many contacts of a campaign without calls others have called lately, once it was planned; nil if none.
func (c *Campaign) Overlap() *Overlap { return c.overlap }

// CheckOutput is that of the files, for the suppression lists too.
func (c *Campaign) CheckOutput(path string) error {
	return c.Files.CheckOutput(path, c.cfg.Suppress...) //nolint:wrapcheck // it names the file
}

// Calling says when the contacts of a campaign may be called, and by whose clocks. The zero value: at any time.
type Calling struct {
	// Guards are asked after the suppression lists and the contact's own times, in this order.
	Guards dialer.Guards
	// Places tells where contacts are, and Hours when they may be called there; both nil where no hours are kept.
	Places forecast.Places
	Hours  forecast.Hours
	// Ruled reports whether rules of a region are kept at some time, or a default; nil where no rules are kept.
	Ruled func(region string) bool
	// TimeZones is the version of the time-zone data; empty where no hours are kept.
	TimeZones string
	// Warnings are about the data and the rules.
	Warnings []forecast.Warning
}

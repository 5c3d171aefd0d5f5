package campaign

import (
	"context"
	"slices"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/fileset"
)

// Look is a campaign that is open for reading: nothing is locked or changed.
type Look struct {
	campaign *Campaign
	// files counts the results files, and inFlight the contacts with an intent and no result.
	files, inFlight int
	// holders are the runs that are at work.
	holders []ownfile.Holder
	// hidden is a *HiddenRowsError, or nil; known after Plan or Status.
	hidden error
}

// Look reads the ledgers of all shards, and how their calls have ended.
func (c *Campaign) Look() (*Look, error) {
	look := &Look{campaign: c}
	if err := look.read("", func(ledger.ResultsFile, ownfile.Holder) error { return nil }); err != nil {
		return look, err
	}
	if err := c.learnCalls(); err != nil {
		return look, err
	}
	return look, c.learnCaps()
}

// read reads all ledgers but one, those of the other shards of the division last: where one attempt is in several, it counts for the caps of
// this one. It passes each run that is at work to running, whose error ends the reading.
func (l *Look) read(but string, running func(ledger.ResultsFile, ownfile.Holder) error) error {
	files, err := ledger.ResultsFiles(l.campaign.Results)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	others := slices.DeleteFunc(slices.Clone(files), func(f ledger.ResultsFile) bool { return !l.elsewhere(f) })
	files = slices.DeleteFunc(files, l.elsewhere)
	defer l.campaign.history.Elsewhere(false)
	for _, file := range append(files, others...) {
		if fileset.SameName(file.Path, but) {
			continue
		}
		l.campaign.history.Elsewhere(l.elsewhere(file))
		state, err := ledger.ReadPlaces(file.Path, func(r *dialer.Result, at ledger.Place) {
			l.campaign.learnAt(r, l.campaign.records.Place(file.Path, r, at))
		})
		if err == nil && state.Running {
			l.holders = append(l.holders, state.Holder)
			err = running(file, state.Holder)
		}
		if err != nil {
			return err
		}
		l.files++
		l.inFlight += state.InFlight
	}
	return nil
}

// elsewhere reports whether a results file is that of another shard of the division.
func (l *Look) elsewhere(file ledger.ResultsFile) bool {
	shard := l.campaign.cfg.Shard
	return shard.Divided() && file.Shard.Count == shard.Count && file.Shard.Index != shard.Index
}

// Plan says what a run would do. It writes the rows that cannot be called as to says. The plan is right as far as the
// contacts were read, also when there is an error. A list without rows is one.
func (l *Look) Plan(ctx context.Context, cfg engine.Config, to Rejects) (engine.Plan, error) {
	bad, err := newRejects(to)
	if err != nil {
		return engine.Plan{}, err
	}
	contacts := &l.campaign.contacts
	plan, err := l.campaign.planCalls(ctx, cfg, contacts.all, func(d *dialer.Decision) { bad.take(contacts.current, d) })
	l.hidden = l.campaign.checkHidden(&plan)
	if err == nil {
		err = contacts.checkRows()
	}
	return plan, bad.close(err)
}

// Files is how many results files the campaign has.
func (l *Look) Files() int { return l.files }

// lookConfig is that of a plan that only counts.
func lookConfig() engine.Config { return engine.Config{Run: "status", BatchSize: 1} }

// Status says where the campaign stands.
func (l *Look) Status(ctx context.Context) (State, error) { return l.StatusOfEach(ctx, nil) }

// StatusOfEach is Status that passes the decision about each contact to each, which may be nil, in the order of the file.
func (l *Look) StatusOfEach(ctx context.Context, each func(*dialer.Decision)) (State, error) {
	plan, err := l.campaign.plan(ctx, lookConfig(), l.campaign.contacts.ahead, each)
	if err != nil {
		return State{}, err
	}
	l.hidden = l.campaign.checkHidden(&plan)
	return l.state(&plan), nil
}

// StatusOf is Status for contacts that were counted elsewhere, as those of standard input by the run that reads it.
func (l *Look) StatusOf(contacts dialer.Tally) State {
	state := l.state(nil)
	state.Contacts = contacts
	return state
}

// Changes returns the errors with which a run would not begin without another word: a *ChangeError for each change, and a
// *HiddenRowsError; known after Plan or Status.
func (l *Look) Changes() []error {
	var changes []error
	for _, err := range []error{l.campaign.checkSettings(), l.campaign.contacts.changed, l.hidden} {
		if err != nil {
			changes = append(changes, err)
		}
	}
	return changes
}

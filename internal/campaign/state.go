package campaign

import (
	"cmp"
	"errors"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/fileset"
)

// State is what there is to say about a campaign: a summary, a status and a report are views of it.
type State struct {
	fileset.Files
	// Shard is the part of the campaign that the run deals with; zero for the whole.
	Shard dialer.Shard
	// Contacts counts the contacts of the file by their last word, whichever run it comes from.
	Contacts dialer.Tally
	// CallsKnown: there are CDRs, so that the outcomes in Contacts mean something.
	CallsKnown bool
	// ReadAll: the counts are of the whole file; else only of what was read of standard input.
	ReadAll bool
	// CheckedFirst: all rows were checked before the first contact was called; not so with standard input.
	CheckedFirst bool
	// Settled is how many contacts earlier runs have settled, and Again how many pending ones were tried before.
	Settled, Again int
	// Interrupted is how many contacts an earlier run had in flight when it was cut off.
	Interrupted int
	// Causes are the reasons for which contacts were skipped, rejected or left unknown, and Repaired says what was repaired in
	// their numbers.
	Causes, Repaired []engine.Cause
	// Redials counts the contacts that are called again after their calls, where that is permitted; nil: there are none.
	Redials *engine.Redials
	// Moved says which ids have another number now than was called for them: their contacts are left alone.
	Moved screen.Moved
	// Unmatched says how many contacts of the results no row of the file has; zero where the file has some rows of a list, as an export.
	Unmatched screen.Unmatched
	// ContactsFile is what has happened to the contacts file since it was read; nil for standard input.
	ContactsFile *table.FileChanges

	// Paused: the campaign is paused, so that no run of it calls.
	Paused bool

	// Run is the name of the run, and ThisRun its work; empty in a Look.
	Run     string
	ThisRun Work

	// ResultsFiles is how many results files there are, Holders are the runs at work, and InFlight is how many contacts have an
	// intent and no result; only in a Look.
	ResultsFiles, InFlight int
	Holders                []ownfile.Holder
	// Lines is how many lines the runs at work use, all together; zero where none follows its calls.
	Lines dialer.LineUse

	// Cost is what the calls of all shards have cost, after Campaign.Cost; nil: that is not asked, or there are no calls.
	Cost *Cost
}

// Work is what one run has done.
type Work struct {
	// Results counts the results of its requests.
	Results dialer.Tally
	// Sent contacts were in a request that was answered or lost, and Requests is how many requests there were.
	Sent, Requests int
	Began          time.Time
	// Took is the time from the first request to the last result; 0 when none was sent.
	Took time.Duration
}

// CPS is the mean pace in calls per second; 0 when nothing was sent.
func (w *Work) CPS() float64 {
	if w.Took <= 0 {
		return 0
	}
	return float64(w.Sent) / w.Took.Seconds()
}

// Clean reports whether nothing about the contacts needs a look.
func (s *State) Clean() bool { return s.Contacts.Clean() && s.Moved.Count == 0 }

// state is the part of a State that comes from a plan; nil is no plan.
func (c *Campaign) state(plan *engine.Plan) State {
	s := State{
		Files: c.Files, Shard: c.cfg.Shard, CheckedFirst: !c.Piped(), ContactsFile: c.contacts.changes(), Moved: c.moved,
		Unmatched:  c.unmatched,
		CallsKnown: c.callsKnown, Paused: c.Paused(),
	}
	if plan != nil {
		s.Contacts, s.Settled, s.Again, s.ReadAll = plan.Tally, plan.Settled, plan.Again, true
		s.Causes, s.Repaired, s.Redials = plan.Causes, plan.Repaired, plan.Redials
	}
	return s
}

func (l *Look) state(plan *engine.Plan) State {
	s := l.campaign.state(plan)
	s.ResultsFiles, s.InFlight, s.Holders, s.Lines = l.files, l.inFlight, l.holders, lineUse(l.campaign.Results)
	return s
}

// lineUse is how many lines the runs at work use, all together.
func lineUse(results string) dialer.LineUse {
	var all dialer.LineUse
	paths, err := ledger.CallsFiles(results)
	if err != nil {
		return all // Look says so
	}
	for _, path := range paths {
		if t, used := ledger.ReadTracker(path); used {
			all.Limit += t.Lines.Limit
			all.Effective += t.Lines.Effective
			all.InUse += t.Lines.InUse
		}
	}
	return all
}

// Now is the state of a run while it calls, as live shows it: without what has happened to the contacts file, and with the causes of its
// plan.
func (r *Run) Now(live engine.Live) State {
	c := r.campaign
	s := State{Files: c.Files, Shard: c.cfg.Shard, CheckedFirst: !c.Piped(), CallsKnown: c.callsKnown, Paused: c.Paused()}
	if plan := r.plan; plan != nil {
		s.Contacts, s.Settled, s.Again, s.ReadAll, s.Causes, s.Repaired = plan.Tally, plan.Settled, plan.Again, true, plan.Causes, plan.Repaired
	} else {
		s.Contacts = live.Read
	}
	s.Contacts.Settle(live.Results)
	r.addOutcomes(&s)
	s.Run, s.Interrupted = r.cfg.Send.Run, r.ledger.Interrupted()
	s.ThisRun = Work{Results: live.Results, Sent: live.Sent, Requests: live.Requests, Began: r.opened, Took: time.Since(r.opened)}
	return s
}

// state is the state at the end of a run, which err has ended unless it is nil.
func (r *Run) state(err error) State {
	s := r.campaign.state(r.plan)
	live, dialed := r.report.Live, !r.report.Began.IsZero()
	if dialed {
		s.Causes, s.Repaired = r.report.Causes, r.report.Repaired
	}
	switch {
	case r.plan == nil || err == nil && dialed:
		s.Contacts, s.Settled, s.ReadAll = r.report.Tally, r.report.Settled, err == nil || errors.Is(err, engine.ErrNoLine)
	default: // the run has not read all contacts: the plan has counted them
		s.Contacts.Settle(live.Results)
		s.Causes, s.Repaired = engine.MergeCauses(r.plan.Causes, s.Causes), engine.MergeCauses(r.plan.Repaired, s.Repaired)
	}
	r.addOutcomes(&s)
	s.Run, s.Interrupted = r.cfg.Send.Run, r.ledger.Interrupted()
	s.ThisRun = Work{
		Results: live.Results, Sent: live.Sent, Requests: live.Requests, Began: cmp.Or(r.report.Began, r.opened),
		Took: r.report.Ended.Sub(r.report.Began),
	}
	return s
}

// addOutcomes adds the calls of which the run has recorded the end.
func (r *Run) addOutcomes(s *State) {
	own := r.ends.outcomes()
	s.Contacts.Outcomes.Add(own)
	s.CallsKnown = s.CallsKnown || own.Total() > 0
}

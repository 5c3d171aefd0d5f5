package campaign

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// The results of other campaigns in the folder are read, the newest first, to find out whether a new campaign is an earlier one
// under another name.
const (
	overlapFiles = 50
	overlapTime  = 7 * 24 * time.Hour
)

// Overlap says how many contacts of a campaign without calls other campaigns have called lately.
type Overlap struct {
	// Contacts are to be called, and Called of their numbers were called, or may have been, by other campaigns within the last
	// 7 days.
	Contacts, Called int
	// Results is the results file of the campaign that has called most of them, as a whole.
	Results string
}

// Same reports whether this looks like the other campaign under another name: it has called at least half of the contacts.
func (o *Overlap) Same() bool { return o.Called > 0 && 2*o.Called >= o.Contacts }

func (o *Overlap) String() string {
	return fmt.Sprintf("contacts that were called within the last 7 days, or perhaps: %d of the %s to call, most of them by the campaign with the results %s",
		o.Called, dialer.Plural(o.Contacts, "contact"), o.Results)
}

// OverlapError says that a campaign without calls looks like an earlier one under another name, so that a run could call the
// same people again.
type OverlapError struct{ Overlap }

func (e *OverlapError) Error() string {
	return e.String() + ": to go on with that campaign, name these results; to call the contacts again, begin a new campaign"
}

// calledElsewhere counts an Overlap while a plan is made.
type calledElsewhere struct {
	// numbers have the index of the campaign that has called each, and campaigns are their results files as a whole.
	numbers   map[uint64]int
	campaigns []string
	counts    []int
	Overlap
}

// planCalls is plan for a run that would call the contacts: it compares them with those that other campaigns have called lately.
// A run of a part compares all contacts, because the runs of the other parts find calls and compare none. Standard input can be
// read only once.
func (c *Campaign) planCalls(ctx context.Context, cfg engine.Config, read engine.Source, each func(*dialer.Decision)) (engine.Plan, error) {
	elsewhere := c.newCalledElsewhere()
	if part := cfg.Limit > 0 || cfg.Shard.Divided(); part && elsewhere != nil && !c.Piped() {
		whole := cfg
		whole.Limit, whole.Shard = 0, dialer.Shard{}
		_, _ = c.plan(ctx, whole, c.contacts.ahead, elsewhere.add) // an error comes again below
		c.overlap = elsewhere.overlap()
		return c.plan(ctx, cfg, read, each)
	}
	plan, err := c.plan(ctx, cfg, read, func(d *dialer.Decision) {
		elsewhere.add(d)
		if each != nil {
			each(d)
		}
	})
	c.overlap = elsewhere.overlap()
	return plan, err
}

// newCalledElsewhere reads the results of other campaigns in the folders of this one; nil if this one has sent a request, unless its ids are
// taken for others now, which makes other contacts of its rows, or places no real calls. Results that are all skips say nothing of who was
// called.
func (c *Campaign) newCalledElsewhere() *calledElsewhere {
	if runs, _ := c.history.Runs(); runs > 0 && !c.cfg.Recalled.IDsChange() || c.cfg.Sandbox {
		return nil
	}
	e := &calledElsewhere{numbers: map[uint64]int{}}
	since := time.Now().Add(-overlapTime)
	for _, path := range c.otherResults() {
		whole := ledger.WholeResults(path)
		if settings, err := ledger.ReadSettings(path); whole == c.Results || err == nil && settings != nil && settings.Sandbox {
			continue
		}
		if !slices.Contains(e.campaigns, whole) {
			e.campaigns = append(e.campaigns, whole)
		}
		its := slices.Index(e.campaigns, whole)
		// A file that is no results file, or is damaged, says what its lines say up to there.
		_, _ = ledger.Read(path, func(r *dialer.Result) {
			number, ok := dialer.ParseE164(r.Number)
			called := r.Disposition == dialer.Accepted || r.Disposition == dialer.Unknown
			if ok && called && r.At.After(since) && !c.cfg.SandboxID(r.CallID) {
				e.numbers[number] = its
			}
		})
	}
	e.counts = make([]int, len(e.campaigns))
	return e
}

// otherResults returns the paths of the files that may be results of other campaigns, the newest first.
func (c *Campaign) otherResults() []string {
	own := map[string]bool{c.Own: true, c.Results: true}
	dirs := []string{filepath.Dir(c.Results)}
	if !c.Piped() {
		dirs = append(dirs, filepath.Dir(c.Contacts))
	}
	type found struct {
		path string
		at   time.Time
	}
	var all []found
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // the run finds out what it needs
		}
		for _, entry := range entries {
			if !strings.HasSuffix(entry.Name(), ".csv") {
				continue
			}
			path, err := ledger.ResolveResults(filepath.Join(dir, entry.Name()))
			if err != nil || own[path] {
				continue
			}
			own[path] = true
			if info, err := os.Stat(path); err == nil && ledger.IsResults(path) {
				all = append(all, found{path, info.ModTime()})
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int { return b.at.Compare(a.at) })
	var paths []string
	for _, f := range all[:min(len(all), overlapFiles)] {
		paths = append(paths, f.path)
	}
	return paths
}

// add takes a decision of the plan.
func (e *calledElsewhere) add(d *dialer.Decision) {
	if e == nil || !d.Call {
		return
	}
	e.Contacts++
	number, _ := dialer.ParseE164(d.Contact.Number)
	if its, called := e.numbers[number]; called {
		e.Called++
		e.counts[its]++
	}
}

// overlap returns what was counted; nil if there is none.
func (e *calledElsewhere) overlap() *Overlap {
	if e == nil || e.Called == 0 {
		return nil
	}
	o := e.Overlap
	o.Results = e.campaigns[slices.Index(e.counts, slices.Max(e.counts))]
	return &o
}

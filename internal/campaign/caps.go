package campaign

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/fileset"
)

// The names of settings in the runs file that say how long the calls of a run last at most.
const (
	durationSetting       = "max-call-duration-minutes"
	durationColumnSetting = "max-duration-column"
	costSetting           = "max-cost"
)

// longestCall is how many minutes a call of an earlier run counts that had no maximum duration, or one that is not known.
const longestCall = int64(screen.LongestCall / time.Minute)

// useCaps makes the campaign keep to its caps. The error is a *dialer.FieldError.
func (c *Campaign) useCaps() error {
	cfg := &c.cfg.Caps
	if !cfg.Any() {
		return nil
	}
	apart := c.cfg.Shard.Divided() && c.cfg.Rules.Duplicates == screen.AllowDuplicates
	if cfg.OfNumbers() && apart && cfg.Shared == nil {
		return fieldError("FrequencyDir", "shards that may call one number for several rows do not know of each other's calls, so they could pass a cap together: give them a folder in which they share them")
	}
	c.caps = screen.NewCaps(*cfg)
	c.guards = append(c.guards, c.caps)
	c.history.KeepTimes(time.Now(), cfg.Window())
	c.history.CountMinutes(cfg.Speed)
	return nil
}

// learnCaps reads the calls that count for the caps beside those of the campaign's own results, once these and the CDRs are read.
func (c *Campaign) learnCaps() error {
	if c.caps == nil {
		return nil
	}
	c.others = screen.NewHistory()
	c.others.KeepTimes(time.Now(), c.cfg.Caps.Window())
	c.others.Permit(nil, time.Now())
	for _, path := range c.cfg.History {
		if err := c.learnOthers(path); err != nil {
			return err
		}
	}
	if err := c.learnRuns(); err != nil {
		return err
	}
	c.countCalls()
	return dialer.Guards{c.caps}.Refresh() //nolint:wrapcheck // it says what cannot be read
}

// countCalls gives the caps the calls that are known.
func (c *Campaign) countCalls() {
	if c.caps != nil {
		c.caps.Count(c.history, c.others, c.callMinutes)
	}
}

// learnOthers takes the calls in a results file or a calls file of another campaign.
func (c *Campaign) learnOthers(path string) error {
	own, err := c.isOwn(path)
	if err == nil && !own {
		if ledger.IsResults(path) {
			_, err = ledger.Read(path, c.learnOther)
		} else {
			err = ledger.ReadCalls(path, func(r *dialer.CDR) {
				c.learnOther(callOf(r))
				c.others.AddCDR(r)
			})
		}
	}
	damage, isDamage := errors.AsType[*ownfile.RecordError](err)
	switch {
	case isDamage && damage.Line == 1:
		return fieldError("History", "%s is neither a results file nor a calls file of bulkdial", path)
	case err != nil:
		return fieldError("History", "a history that cannot be read could hide a call: %w", err)
	}
	return nil
}

// isOwn reports whether a file, which must be there, is one of this campaign, whose calls count in any case.
func (c *Campaign) isOwn(path string) (bool, error) {
	if _, err := os.Stat(path); err != nil {
		return false, err //nolint:wrapcheck // it names the file
	}
	results, err := ledger.ResultsFiles(c.Results)
	if err != nil {
		return false, err //nolint:wrapcheck // it names the file
	}
	calls, err := ledger.CallsFiles(c.Results)
	if err != nil {
		return false, err //nolint:wrapcheck // it names the file
	}
	for _, file := range results {
		calls = append(calls, file.Path)
	}
	return slices.ContainsFunc(calls, func(own string) bool { return fileset.Same(path, own) }), nil
}

// learnOther takes a result of another campaign. Those that no cap counts any more are left out.
func (c *Campaign) learnOther(r *dialer.Result) {
	if r.Disposition.Skip() || r.At.Before(time.Now().Add(-2*c.cfg.Caps.Window()-24*time.Hour)) {
		return
	}
	call := *r
	call.ID = "" // it says nothing of the number
	c.others.Add(&call)
}

// callOf is the result of the call of a CDR, which counts from its start.
func callOf(c *dialer.CDR) *dialer.Result {
	return &dialer.Result{
		Row: c.Row, ID: c.ID, Number: c.Number, Disposition: dialer.Accepted, CallID: c.CallID, Attempt: c.Attempt, Batch: c.Batch, At: c.Believed(c.Started),
	}
}

// learnRuns takes from the runs file the test calls, which the results do not have, and how long calls of earlier runs last at most.
func (c *Campaign) learnRuns() error {
	tests, runs := map[string]*dialer.Result{}, 0
	c.callMinutes = int64(c.cfg.Reading.Route.MaxCallDurationMinutes)
	err := ledger.ReadRuns(ledger.RunsPath(c.Results), func(l ledger.RunLine) {
		switch {
		case l.Begin != nil && l.Begin.TestCall != "":
			tests[l.Begin.Run] = &dialer.Result{
				Row: max(1, l.Begin.Row), Number: l.Begin.TestCall, Disposition: dialer.Unknown, Attempt: 1, Batch: dialer.NewBatchName(l.Begin.Run, 1, 1), At: l.Begin.At,
			}
		case l.Begin != nil:
			runs++
			c.callMinutes = max(c.callMinutes, minutesIn(l.Begin.Flags))
		case tests[l.End.Run] != nil && l.End.Rejected > 0:
			delete(tests, l.End.Run)
		}
	})
	for _, test := range tests {
		c.learnOther(test)
	}
	if known, _ := c.history.Runs(); known > runs {
		c.callMinutes = longestCall
	}
	return err //nolint:wrapcheck // it names the file
}

// minutesIn is how many minutes a call of a run with these settings lasts at most. With a cost, no row may ask for more than the setting.
func minutesIn(settings map[string][]string) int64 {
	value := func(name string) string {
		if len(settings[name]) == 0 {
			return ""
		}
		return settings[name][0]
	}
	n, err := strconv.Atoi(value(durationSetting))
	cost, costErr := strconv.ParseFloat(value(costSetting), 64)
	bounded := value(durationColumnSetting) == "" || costErr == nil && cost > 0
	if err != nil || n <= 0 || !bounded {
		return longestCall
	}
	return int64(n)
}

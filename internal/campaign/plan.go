package campaign

import (
	"context"
	"errors"
	"slices"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/forecast"
)

// plan decides about all contacts, as read gives them. It passes each decision to each, which may be nil. Where each row with a number is
// called and the campaign has earlier runs, a first pass counts the rows of each number, which later passes need.
func (c *Campaign) plan(ctx context.Context, cfg engine.Config, read engine.Source, each func(*dialer.Decision)) (engine.Plan, error) {
	cfg.NoDuplicates, cfg.NoHidden = c.forbidsDuplicates(), c.forbidsHidden()
	c.seen = nil // what an earlier plan has seen may not hold: hidden rows may be called now
	if runs, _ := c.history.Runs(); runs > 0 && c.cfg.Rules.Duplicates == screen.AllowDuplicates && !c.Piped() {
		counting := screen.New(c.screening())
		if plan, err := engine.MakePlan(cfg, c.contacts.ahead(ctx), counting, nil); err != nil {
			return plan, checkDuplicates(err, &plan)
		}
		c.seen = counting.Seen()
	}
	c.survey = c.newSurvey()
	planning := screen.New(c.screening())
	plan, err := engine.MakePlan(cfg, read(ctx), planning, func(d *dialer.Decision) {
		c.survey.Add(d)
		if each != nil {
			each(d)
		}
	})
	c.moved = *planning.Moved()
	if err == nil && !c.contacts.parted {
		c.unmatched = planning.Unmatched()
	}
	if err == nil && !c.Piped() {
		c.seen = planning.Seen()
	}
	return plan, checkDuplicates(err, &plan)
}

// newSurvey returns a survey of a plan that is begun now.
func (c *Campaign) newSurvey() *forecast.Survey {
	calling := &c.cfg.Calling
	return forecast.NewSurvey(forecast.Config{
		Region: c.cfg.Region, Places: calling.Places, Hours: calling.Hours, Ruled: calling.Ruled, TimeZones: calling.TimeZones, Caps: c.cfg.Caps,
	}, time.Now())
}

// Forecast estimates time and cost of the last plan for a run that starts at now, and looks for what is probably not meant.
func (c *Campaign) Forecast(plan *engine.Plan, cfg engine.Config, a forecast.Assumptions, now time.Time) forecast.Forecast {
	var use *screen.CapsUse
	if c.caps != nil {
		use = new(c.caps.Use(now))
	}
	f := c.survey.Forecast(plan, cfg, a, use, now)
	f.Warnings = append(f.Warnings, c.ContactsWarnings(plan)...)
	f.SuppressionEntries, f.Moved = c.SuppressionEntries(), c.moved
	f.EarlierRuns, f.LastResult = c.history.Runs()
	return f
}

// forbidsDuplicates reports whether a second row with a number stops a run.
func (c *Campaign) forbidsDuplicates() bool { return c.cfg.Rules.Duplicates == screen.FailDuplicates }

// PlanError says why a run may call no contact of a plan: the contacts must not hold rows of a kind.
type PlanError struct {
	// Field is the configuration field that forbids them: Strict or Duplicates.
	Field string
	// Err wraps engine.ErrInvalid or engine.ErrDuplicates.
	Err error
	// Causes are those of the rows at fault.
	Causes []engine.Cause
}

func (e *PlanError) Error() string { return e.Err.Error() + ", so no contact is called" }
func (e *PlanError) Unwrap() error { return e.Err }

// CheckStrict returns a *PlanError when a strict run may call no contact of a plan.
func CheckStrict(plan *engine.Plan, cfg engine.Config) error {
	if !cfg.Strict || plan.Tally.Invalid == 0 {
		return nil
	}
	return &PlanError{"Strict", engine.ErrInvalid, causesOf(plan, dialer.Invalid)}
}

// checkDuplicates adds to engine.ErrDuplicates which rows they are.
func checkDuplicates(err error, plan *engine.Plan) error {
	if !errors.Is(err, engine.ErrDuplicates) {
		return err
	}
	return &PlanError{"Duplicates", err, causesOf(plan, dialer.Duplicate)}
}

func causesOf(plan *engine.Plan, d dialer.Disposition) []engine.Cause {
	return slices.DeleteFunc(slices.Clone(plan.Causes), func(c engine.Cause) bool { return c.Disposition != d })
}

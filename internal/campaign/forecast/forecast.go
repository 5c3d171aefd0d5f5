package forecast

import (
	"time"

	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// Assumptions are what a forecast is based on, besides the plan.
type Assumptions struct {
	// Lines is how many calls can be in progress, from 1; 0 when that is not known.
	Lines int
	// MeanCall is how long a call lasts on average.
	MeanCall time.Duration
	// Price is that of a minute, in any currency; 0 asks for no cost.
	Price float64
}

// UsualAnswer is the time of an answer by which the requests in flight are estimated.
const UsualAnswer = time.Second

// Forecast is a plan with its consequences.
type Forecast struct {
	*engine.Plan
	Estimate Estimate
	// Cost is the highest possible cost; nil when no price is given or some call has no maximum duration.
	Cost     *float64
	Warnings []Warning
	// Moved says which ids have another number now than was called for them: their contacts are left alone, and a run is refused
	// if they are Unstable.
	Moved screen.Moved
	// EarlierRuns is how many runs have sent something, and LastResult the time of the last result.
	EarlierRuns int
	LastResult  time.Time
	// Places says where the contacts are; nil where no hours are kept.
	Places *PlaceCounts
	// Caps is how much of the caps of the campaign is used; nil: there are none.
	Caps *screen.CapsUse
	// SuppressionEntries is how many entries of the suppression lists count now.
	SuppressionEntries int
}

// Estimate is when the calls are placed in a run that starts now. The seconds are without the wait for contacts that may be called later. With
// calling hours or caps, the first and the last call are those of as many runs as it takes.
type Estimate struct {
	// PaceSeconds is the time from the first call to the last by the pace, and LinesSeconds by the lines; 0 where they do not bind.
	PaceSeconds  float64 `json:"pace_seconds"`
	LinesSeconds float64 `json:"lines_seconds"`
	// Seconds is the longer of the two.
	Seconds float64 `json:"seconds"`
	// FirstCall and LastCall are when the first and the last call are placed.
	FirstCall time.Time `json:"first_call"`
	LastCall  time.Time `json:"last_call"`
	// Later is how many contacts are left beyond the 400 days that are looked ahead.
	Later int `json:"beyond_400_days,omitempty"`
	// Unpaid is how many contacts a cap of the cost leaves, if each call lasts as long as it may.
	Unpaid int `json:"beyond_max_cost,omitempty"`
}

// Forecast estimates time and cost of the plan for a run that starts at now, when so much of the caps of the campaign is used (nil: there are
// none), and looks for what is probably not meant. What a plan does not know is left for the campaign to fill in.
func (s *Survey) Forecast(plan *engine.Plan, cfg engine.Config, a Assumptions, use *screen.CapsUse, now time.Time) Forecast {
	e := engine.EstimateTime(plan, cfg, a.Lines, a.MeanCall)
	f := Forecast{
		Plan: plan, Warnings: warnings(plan, cfg, a.Lines, s.cfg.Region), Places: s.places.result(), Caps: use,
		Estimate: Estimate{
			PaceSeconds: e.Pace.Seconds(), LinesSeconds: e.Lines.Seconds(), Seconds: e.Last.Seconds(),
			FirstCall: now.Truncate(time.Second), LastCall: engine.EstimateEnd(plan, cfg, a.Lines, a.MeanCall, now).Truncate(time.Second),
		},
	}
	if plan.ToCall == 0 && plan.Held > 0 {
		f.Estimate.FirstCall = plan.FirstDue.Truncate(time.Second)
	}
	if plan.LastDue.After(f.Estimate.LastCall) {
		f.Estimate.LastCall = plan.LastDue.Truncate(time.Second)
	}
	if s.work != nil {
		f.Estimate.finish(s.work.finish(now, s.rates(plan, cfg, a, use)))
	}
	if a.Price > 0 && plan.Unbounded == 0 {
		cost := float64(plan.Minutes) * a.Price
		f.Cost = &cost
	}
	return f
}

// finish takes the finish of a campaign, if it calls anybody.
func (e *Estimate) finish(f finish) {
	e.Later, e.Unpaid = f.Later, f.Unpaid
	if !f.First.IsZero() {
		e.FirstCall, e.LastCall = f.First.Truncate(time.Second), f.Last.Truncate(time.Second)
	}
}

// rates are those of a campaign, of whose caps so much is used.
func (s *Survey) rates(plan *engine.Plan, cfg engine.Config, a Assumptions, use *screen.CapsUse) rates {
	r := rates{batch: cfg.BatchSize, lines: a.Lines, mean: a.MeanCall, affordable: -1}
	if cfg.CPS > 0 {
		r.pace = cfg.Shard.Pace(cfg.CPS)
	}
	if use == nil {
		return r
	}
	r.perDay, r.today, r.dayEnd = use.CallsPerDay, use.Today, s.cfg.Caps.DayEnd
	if calls := plan.ToCall + plan.Held; use.MostMinutes > 0 && calls > 0 && plan.Minutes > 0 {
		each := float64(plan.Minutes) / float64(calls) // at most
		r.affordable = float64(int64(max(0, float64(use.MostMinutes-use.Minutes)) / each))
	}
	return r
}

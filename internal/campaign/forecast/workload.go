package forecast

import (
	"math"
	"time"

	"bulkdial/dialer"
)

// workload counts the contacts of a plan by when they may be called, for a campaign that has calling hours or caps. It is what the finish of a
// campaign is found by (finish).
type workload struct {
	cfg   *Config
	began time.Time
	loads map[load]int
}

// load is what contacts have in common that may be called at the same times.
type load struct {
	place   *dialer.Whereabouts // nil where no hours are kept
	ringing int
	// due is when they may be called besides their hours, in Unix seconds; 0: at once.
	due int64
}

// exactly is how exactly a due time after a while is counted, rounded up, so that there are few loads whatever times the contacts have.
func exactly(after time.Duration) time.Duration {
	const day = 24 * time.Hour
	switch {
	case after <= 2*day:
		return 15 * time.Minute
	case after <= 60*day:
		return time.Hour
	default:
		return day
	}
}

// newWorkload returns nil where there are neither hours nor caps. A nil one counts nothing.
func newWorkload(cfg *Config, began time.Time) *workload {
	if cfg.Hours == nil && !cfg.Caps.Any() {
		return nil
	}
	return &workload{cfg: cfg, began: began, loads: map[load]int{}}
}

// add counts the contact of a decision, if it is to be called at a time that is known.
func (w *workload) add(d *dialer.Decision) {
	if w == nil || !d.Call || d.NoTime {
		return
	}
	var l load
	if w.cfg.Hours != nil {
		l.place, l.ringing = w.cfg.Places.Of(d.Contact), d.Contact.Route.RingingTimeoutSeconds
	}
	due := w.cfg.Caps.EarliestOf(d.Contact, d.Occurrence, w.began)
	if !d.Closed && d.HoldUntil.After(due) { // else the hours of its place say when
		due = d.HoldUntil
	}
	if after := min(due.Sub(w.began), 2*lookAhead); after > 0 {
		unit := int64(exactly(after) / time.Second)
		l.due = (w.began.Add(after).Unix() + unit - 1) / unit * unit
	}
	w.loads[l]++
}

// finish is when the calls of a campaign are placed at the earliest, over as many runs as that takes.
type finish struct {
	First, Last time.Time
	// Later is how many contacts are left beyond the 400 days that are looked ahead, and Unpaid how many a cap of the cost leaves, if each
	// call lasts as long as it may.
	Later, Unpaid int
}

// rates are what bounds the calls of a campaign; 0: nothing of the kind does.
type rates struct {
	// pace is in calls per second, of which the first batch waits for nothing.
	pace  float64
	batch int
	// lines are in use for mean by each call.
	lines int
	mean  time.Duration
	// perDay is the cap of a calendar day, of which today is used, and affordable how many calls the cost allows; below 0: any number.
	perDay, today int
	affordable    float64
	dayEnd        func(time.Time) time.Time
}

// bucket lets calls through at a rate, and its first ones at once; the zero value lets all through.
type bucket struct{ rate, most, credit float64 }

func newBucket(rate float64, most int) bucket { return bucket{rate, float64(most), float64(most)} }

// within is how many calls it lets through in a time, and takes how long it needs for some.
func (b *bucket) within(d time.Duration) float64 {
	if b.rate == 0 {
		return math.Inf(1)
	}
	return b.credit + b.rate*d.Seconds()
}

func (b *bucket) takes(calls float64) time.Duration {
	if b.rate == 0 {
		return 0
	}
	return time.Duration(max(0, calls-b.credit) / b.rate * float64(time.Second))
}

func (b *bucket) pass(calls float64, d time.Duration) {
	b.credit = min(b.most, b.credit+b.rate*d.Seconds()-calls)
}

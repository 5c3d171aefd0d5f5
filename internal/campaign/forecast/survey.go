package forecast

import (
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// Config says by what the contacts of a campaign are counted.
type Config struct {
	// Region is the country of numbers without a country code; empty: there is none.
	Region string
	// Places tells where contacts are, and Hours when they may be called there; both nil where no hours are kept.
	Places Places
	Hours  Hours
	// Ruled reports whether rules of a region are kept at some time, or a default; nil where no rules are kept.
	Ruled func(region string) bool
	// TimeZones is the version of the time-zone data; empty where no hours are kept.
	TimeZones string
	// Caps are those of the campaign, or of the shard.
	Caps screen.CapsConfig
}

// Places tells where contacts are.
type Places interface {
	Of(c *dialer.Contact) *dialer.Whereabouts
}

// Hours tells from when until when a request with a contact at a place may be sent, from a moment on, by the ringing timeout of its route, in
// seconds. There may be no such time.
type Hours interface {
	Next(place *dialer.Whereabouts, ringing int, from time.Time) (first, last time.Time, ok bool)
}

// Survey counts the contacts of a plan, while it is made, by what its consequences depend on.
type Survey struct {
	cfg    Config
	places *placeCounter // nil where no hours are kept
	work   *workload     // nil where there are neither hours nor caps
}

// NewSurvey returns the survey of a plan that is begun at a moment.
func NewSurvey(cfg Config, began time.Time) *Survey {
	s := &Survey{cfg: cfg}
	s.places, s.work = newPlaceCounter(&s.cfg), newWorkload(&s.cfg, began)
	return s
}

// Add takes a decision of the plan.
func (s *Survey) Add(d *dialer.Decision) {
	s.work.add(d)
	s.places.add(d)
}

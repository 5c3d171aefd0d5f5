package hours

import (
	"errors"
	"sync"
	"time"

	"bulkdial/dialer"
)

// Places tells where contacts are; internal/place implements it. Contacts that are at one place get the same pointer, whose value
// never changes. Several goroutines may ask at once.
type Places interface {
	Of(c *dialer.Contact) *dialer.Whereabouts
}

// Config is what a Guard keeps.
type Config struct {
	// Hours are those of all contacts; nil: there are none.
	Hours *Schedule
	// Holidays are the days on which Hours' holidays hold; nil: there are none.
	Holidays *Holidays
	// Rules are those of the contacts' regions; nil: there are none.
	Rules *Rules
	// Places tells where contacts are.
	Places Places
	// BatchSize is the largest number of contacts of a request, from 1.
	BatchSize int
}

const (
	// apiRinging is the ringing timeout in seconds of calls that leave it to the API.
	apiRinging = 60
	// spare is kept between the last ring and the close.
	spare = 5 * time.Second
	// askAgain is how long it is believed that hours never open, for a program that runs for long.
	askAgain = 24 * time.Hour
)

// Guard lets a contact be called when the hours and the rules of all places let its phone ring. It holds the contact until
// they do.
type Guard struct {
	cfg Config

	mu      sync.Mutex // guards what follows
	answers map[question]answer
	bounded map[*dialer.Whereabouts]bounds
}

var _ dialer.Guard = (*Guard)(nil)

// New returns a Guard.
func New(cfg Config) (*Guard, error) {
	if cfg.Hours != nil && cfg.Hours.NamesHolidays() && cfg.Holidays == nil {
		return nil, &dialer.FieldError{Field: "Holidays", Err: errors.New("the calling hours name holidays, and no file of holidays is given")}
	}
	return &Guard{cfg: cfg, answers: map[question]answer{}, bounded: map[*dialer.Whereabouts]bounds{}}, nil
}

// question is what an answer depends on: one is kept for all contacts of a place.
type question struct {
	place   *dialer.Whereabouts
	ringing int
}

// answer holds from asked until last: a call may be sent from first on. Without a time, why says why.
type answer struct {
	asked, first, last time.Time
	noTime             bool
	why                dialer.Reason
}

// Refresh implements dialer.Guard.
func (g *Guard) Refresh() error { return nil }

// Check implements dialer.Guard.
func (g *Guard) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	place := g.cfg.Places.Of(c)
	if place.Fault.Code != "" {
		return dialer.Clearance{Skip: dialer.Invalid, Reason: place.Fault}
	}
	ringing := c.Route.RingingTimeoutSeconds
	if ringing == 0 {
		ringing = apiRinging
	}
	now = now.Round(0) // the wall clock alone counts, also where it was set while the program ran
	a := g.ask(question{place, ringing}, now)
	switch {
	case a.noTime:
		return dialer.Clearance{NoTime: true, Reason: a.why}
	case now.Before(a.first):
		return dialer.Clearance{HoldUntil: a.first, Reason: closed(), Closed: true}
	default:
		return dialer.Clearance{}
	}
}

func closed() dialer.Reason {
	return dialer.Reason{Code: "hours_closed", Cause: "it is outside the calling hours"}
}

// ask returns the answer for a place, which is kept for as long as it holds. A clock that was set back asks anew.
func (g *Guard) ask(q question, now time.Time) answer {
	g.mu.Lock()
	defer g.mu.Unlock()
	a, known := g.answers[q]
	if !known || now.Before(a.asked) || now.After(a.last) {
		a = g.answer(q, now)
		g.answers[q] = a
	}
	return a
}

// answer finds the next moment at which a call to a place may be sent.
func (g *Guard) answer(q question, now time.Time) answer {
	a := answer{asked: now, last: now.Add(askAgain)}
	tables, why := g.tables(q.place)
	if why.Code != "" {
		a.noTime, a.why = true, why
		return a
	}
	first, last, never := meet(tables, now, g.lead(q.ringing))
	if never {
		a.noTime, a.why = true, g.neverOpen(q.place, now)
		return a
	}
	a.first, a.last = first, last
	return a
}

// Next returns from when until when a request with a contact at a place may be sent, from a moment on, by the ringing timeout of its route in
// seconds; 0: that of the API. It reports false where there is no such time.
func (g *Guard) Next(place *dialer.Whereabouts, ringing int, from time.Time) (first, last time.Time, ok bool) {
	if ringing == 0 {
		ringing = apiRinging
	}
	a := g.answer(question{place, ringing}, from.Round(0))
	return a.first, a.last, !a.noTime
}

// lead is how long before the close a request must be sent: its last call may leave its queue after as many seconds as it has
// contacts, and ring until the timeout.
func (g *Guard) lead(ringing int) time.Duration {
	return time.Duration(ringing+g.cfg.BatchSize)*time.Second + spare
}

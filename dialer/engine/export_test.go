package engine

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"bulkdial/dialer"
)

// Requests returns the requests that MakePlan counts, of which it keeps the first.
func Requests(cfg Config, contacts iter.Seq2[*dialer.Contact, error], screen dialer.Screener) []dialer.Request {
	var requests []dialer.Request
	steps := newSteps(&cfg, screen)
	for next := range steps.all(contacts) {
		if next.batch != nil {
			requests = append(requests, next.batch.request(cfg.Run, uint64(len(requests)+1)))
		}
	}
	return requests
}

// The bounds that the tests check.
const (
	OpenBatches  = openBatches
	OpenContacts = openContacts
	StepsAhead   = stepsAhead
)

// RejectsStop returns after how many results, one after the other, their share of rejected ones stops a run; 0: it does not.
func RejectsStop(most float64, results []dialer.Disposition) int {
	b := newBreaker(&Config{MaxRejectRatio: most, MaxFailures: 1}, true)
	for i, d := range results {
		out := b.decide(&dialer.Answer{Kind: dialer.Answered}, []dialer.Result{{Disposition: d}}, b.depart(), &trial{})
		if errors.Is(out.stop, ErrRejects) {
			return i + 1
		}
	}
	return 0
}

// Answers are answers to requests for the tests of a breaker: of a kind, to the request that left before the n-th answer, from 0.
type Answers []struct {
	Kind  dialer.AnswerKind
	Since int
}

// FailuresStop returns after how many answers a run stops with ErrOutage, or 0, and how many requests in a row had no good answer in
// the end.
func FailuresStop(most int, answers Answers) (stops, lost int) {
	b := newBreaker(&Config{MaxRejectRatio: 1, MaxFailures: most}, true)
	incidents := []int{b.depart()}
	for i, a := range answers {
		out := b.decide(&dialer.Answer{Kind: a.Kind}, nil, incidents[a.Since], &trial{})
		incidents = append(incidents, b.depart())
		if lost = out.lost; errors.Is(out.stop, dialer.ErrOutage) {
			return i + 1, lost
		}
	}
	return 0, lost
}

// Slots are those of a run.
type Slots struct{ s *slots }

// NewSlots returns free slots.
func NewSlots(limit int) *Slots { return &Slots{newSlots(limit)} }

// Take waits for a slot, and Free gives one back. Short reports whether somebody waits.
func (s *Slots) Take(ctx context.Context) error { return s.s.take(ctx) }
func (s *Slots) Free()                          { s.s.free() }
func (s *Slots) Short() bool                    { return s.s.short() }

// Served is a request with a good answer: how long it took, for how many contacts, and what was so then.
type Served struct {
	Took     time.Duration
	Contacts int
	// KeptUp: the run was not held. Waits: a batch waits for a slot. Paced: the pace would not let it go.
	KeptUp, Waits, Paced bool
}

// AdaptedConcurrency returns how many requests may be under way after each of some requests, of which it logs as a run does.
func AdaptedConcurrency(cfg Config, logger zerolog.Logger, requests ...Served) []int {
	var sizes []int
	pace := rate.NewLimiter(rate.Limit(cfg.CPS), cfg.BatchSize)
	c := newConcurrency(&cfg, pace, logger)
	for _, r := range requests {
		c.queue = nil
		if r.Waits {
			c.taken, c.queue = c.limit, make([]chan struct{}, 1000)
			for i := range c.queue {
				c.queue[i] = make(chan struct{})
			}
		}
		if r.Paced {
			pace.AllowN(time.Now().Add(time.Hour), cfg.BatchSize)
		}
		c.answered(r.Took, r.Contacts, r.KeptUp)
		sizes = append(sizes, c.size())
	}
	return sizes
}

// Refusal is an answer to a batch: how many of it were called, and how many lacked a line.
type Refusal struct{ Placed, Refused int }

// ServedMeanwhile tells after each answer to one batch whether others had lines: between two of them are answers to others.
func ServedMeanwhile(own, others []Refusal) []bool {
	var use lineUse
	b, other := &batch{seen: use.now()}, &batch{seen: use.now()}
	var served []bool
	for i := range own {
		use.served(other, others[i].Placed, others[i].Refused)
		served = append(served, use.served(b, own[i].Placed, own[i].Refused))
	}
	return served
}

// RefusalsStop returns after how many contacts of as many batches, each refused alone and all alike, a run stops with ErrDenied, and
// after how many the configuration is suspected.
func RefusalsStop() (stops, suspected int) {
	b := newBreaker(&Config{MaxRejectRatio: 1, MaxFailures: 1}, false)
	for i := 1; i < 1000; i++ {
		out := b.decide(&dialer.Answer{Kind: dialer.Refused}, []dialer.Result{{Disposition: dialer.Rejected, ErrorCode: "alike"}}, b.depart(), new(trial))
		if suspected == 0 && b.suspicious() {
			suspected = i
		}
		if errors.Is(out.stop, dialer.ErrDenied) {
			return i, suspected
		}
	}
	return 0, suspected
}

// HeldList is a heldList of contacts that are known by their rows.
type HeldList struct{ l heldList }

func NewHeldList() *HeldList { return &HeldList{} }

func (l *HeldList) Add(row int) { l.l.add(heldContact{row: uint32(row)}) }
func (l *HeldList) Len() int    { return l.l.len() }

func (l *HeldList) Rows() (rows []int) {
	for c := range l.l.all() {
		rows = append(rows, int(c.row))
	}
	return rows
}

func (l *HeldList) Remove(due func(row int) bool) (rows []int) {
	for _, c := range l.l.remove(func(c heldContact) bool { return due(int(c.row)) }) {
		rows = append(rows, int(c.row))
	}
	return rows
}

// Aside is what bounds the contacts that wait outside of the slots.
type Aside struct{ a aside }

func (a *Aside) Take(contacts int) bool { return a.a.take(contacts) }
func (a *Aside) Free(contacts int)      { a.a.free(contacts) }

package sandbox

import (
	"cmp"
	"math"
	"time"

	"bulkdial/internal/sandbox/request"
)

// Script says how the calls go. The zero value is a good one. Values are comparable.
type Script struct {
	// Outcomes are the shares of the outcomes; zero: DefaultOutcomes.
	Outcomes Outcomes
	// MeanCall is how long a call lasts on average once it was answered, from 0; 0: DefaultMeanCall.
	MeanCall time.Duration
	// Speed is how many times faster than the clock calls live: a call of a minute is over in a second at a speed of 60.
	// The times that are shown are those of the clock. From 0; 0: 1.
	Speed float64
	// Lines is the maximum of calls in progress, queued and ringing ones too, from 0; 0: no maximum.
	Lines int
	// Welcome is the welcome message of every agent. A call whose metadata lacks a variable that is named in it, as in
	// {{first_name}}, fails.
	Welcome string
}

// DefaultMeanCall is how long a call lasts on average when a Script does not say so.
const DefaultMeanCall = 20 * time.Second

// How long the parts of a call take.
const (
	shortestRing = 3 * time.Second // of a call that is answered
	longestRing  = 12 * time.Second
	busyRing     = 2 * time.Second
	failedRing   = time.Second
	// defaultTimeout is how long a call rings when its request does not say so.
	defaultTimeout = 60 * time.Second
	// callSpacing is how far apart the calls of one caller number are dialed; faster ones are queued.
	callSpacing = time.Second
	// longQueue is how long a call waits that the fault `queued` meets.
	longQueue = 49 * time.Minute
	// A call that the fault `late` meets is in the list after so long.
	leastLate = time.Minute
	mostLate  = 15 * time.Minute
)

// The end reasons of calls.
const (
	reasonAgent       = "agent_hangup"
	reasonClient      = "client_hangup"
	reasonCanceled    = "api_cancelled"
	reasonMaxDuration = "max_duration"
	reasonNoAnswer    = "dial_no_answer"
	reasonBusy        = "dial_busy"
	reasonFailed      = "dial_failed"
	reasonError       = "error"
)

// withDefaults fills in what a Script does not say.
func (s Script) withDefaults() Script {
	if s.Outcomes == (Outcomes{}) {
		s.Outcomes = DefaultOutcomes
	}
	if s.MeanCall == 0 {
		s.MeanCall = DefaultMeanCall
	}
	if s.Speed == 0 {
		s.Speed = 1
	}
	return s
}

// scaled is how long something takes on the clock.
func (s Script) scaled(d time.Duration) time.Duration { return bounded(float64(d) / s.Speed) }

// bounded is a duration in nanoseconds of a century at most, so that a few of them can be added.
func bounded(nanoseconds float64) time.Duration {
	const century = 100 * 365 * 24 * time.Hour
	return time.Duration(math.Min(nanoseconds, float64(century)))
}

// part is what a call does after it was dialed, at a speed of 1.
type part struct {
	ring, talk time.Duration
	answered   bool
	reason     string
	error      string
}

// part draws what the call of an item does. Nth counts the calls to its number, from 0.
func (s Script) part(f Faults, asked *request.Calls, it request.Item, nth uint32) part {
	if name := missingVariable(s.Welcome, it.Echo); name != "" {
		return part{reason: reasonError, error: "The welcome message of the agent needs the variable " + name + ", which is missing."}
	}
	ringing := cmp.Or(asked.RingingTimeout, defaultTimeout)
	draw := func(name string) float64 { return f.draw(name, uint64(it.Number), nth) }
	switch s.Outcomes.at(draw("outcome")) {
	case outcomeNoAnswer:
		return part{ring: ringing, reason: reasonNoAnswer}
	case outcomeBusy:
		return part{ring: min(busyRing, ringing), reason: reasonBusy}
	case outcomeFailed:
		return part{ring: failedRing, reason: reasonFailed, error: "The carrier could not connect the call."}
	case outcomeAnswered:
	}
	ring := shortestRing + time.Duration(draw("ring")*float64(longestRing-shortestRing))
	talk := bounded(-math.Log1p(-draw("talk")) * float64(s.MeanCall))
	p := part{ring: min(ring, ringing), talk: talk, answered: true, reason: reasonClient}
	switch {
	case asked.MaxDuration > 0 && talk > asked.MaxDuration:
		p.talk, p.reason = asked.MaxDuration, reasonMaxDuration
	case draw("hangup") < 0.5:
		p.reason = reasonAgent
	}
	return p
}

// live decides the life of a call that is dialed at a moment, unless it is queued first.
func (s Script) live(c *call, p part, f Faults, dialed time.Time, nth uint32) {
	if f.happens(rate{faultQueued, f.Queued}, uint64(c.To), nth) {
		dialed = dialed.Add(s.scaled(longQueue))
	}
	c.Dialed = dialed
	answered := dialed.Add(s.scaled(p.ring))
	c.Ended = answered.Add(s.scaled(p.talk))
	if p.answered {
		c.Answered = answered
	}
	c.EndReason, c.Error = p.reason, p.error
	c.Listed = c.Placed
	if f.happens(rate{faultLate, f.Late}, uint64(c.To), nth) {
		late := leastLate + time.Duration(f.draw("late for", uint64(c.To), nth)*float64(mostLate-leastLate))
		c.Listed = c.Placed.Add(s.scaled(late))
	}
}

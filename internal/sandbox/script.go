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

// scaled returns how long a part of a call takes on the clock that takes d at a speed of 1.
func (s Script) scaled(d time.Duration) time.Duration { return bounded(float64(d) / s.Speed) }

// bounded is a duration in nanoseconds of a century at most, so that a few of them can be added.
func bounded(nanoseconds float64) time.Duration {
	const century = 100 * 365 * 24 * time.Hour
	return time.Duration(math.Min(nanoseconds, float64(century)))
}

// course is what a call does once it is dialed, at a speed of 1: it rings and, if it is answered, talks.
type course struct {
	ring, talk time.Duration
	answered   bool
	endReason  string
	error      string
}

// drawCourse draws what the call of an item does. Nth counts the calls to its number, from 0.
func (s Script) drawCourse(f Faults, asked *request.Calls, it request.Item, nth uint32) course {
	if name := missingVariable(s.Welcome, it.Echo); name != "" {
		return course{endReason: reasonError, error: "The welcome message of the agent needs the variable " + name + ", which is missing."}
	}
	timeout := cmp.Or(asked.RingingTimeout, defaultTimeout)
	draw := func(name string) float64 { return f.draw(name, uint64(it.Number), nth) }
	switch s.Outcomes.at(draw("outcome")) {
	case outcomeNoAnswer:
		return course{ring: timeout, endReason: reasonNoAnswer}
	case outcomeBusy:
		return course{ring: min(busyRing, timeout), endReason: reasonBusy}
	case outcomeFailed:
		return course{ring: failedRing, endReason: reasonFailed, error: "The carrier could not connect the call."}
	case outcomeAnswered:
	}
	ring := shortestRing + time.Duration(draw("ring")*float64(longestRing-shortestRing))
	talk := bounded(-math.Log1p(-draw("talk")) * float64(s.MeanCall))
	c := course{ring: min(ring, timeout), talk: talk, answered: true, endReason: reasonClient}
	switch {
	case asked.MaxDuration > 0 && talk > asked.MaxDuration:
		c.talk, c.endReason = asked.MaxDuration, reasonMaxDuration
	case draw("hangup") < 0.5:
		c.endReason = reasonAgent
	}
	return c
}

// live decides the life of a call whose turn to be dialed is at a moment. Nth counts the calls to its number, from 0.
func (s Script) live(c *call, does course, f Faults, turn time.Time, nth uint32) {
	c.Dialed = turn
	if f.happens(rate{faultQueued, f.Queued}, uint64(c.To), nth) {
		c.Dialed = turn.Add(s.scaled(longQueue))
	}
	rung := c.Dialed.Add(s.scaled(does.ring))
	c.Ended = rung.Add(s.scaled(does.talk))
	if does.answered {
		c.Answered = rung
	}
	c.EndReason, c.Error = does.endReason, does.error
	c.Listed = c.Placed
	if f.happens(rate{faultLate, f.Late}, uint64(c.To), nth) {
		late := leastLate + time.Duration(f.draw("late for", uint64(c.To), nth)*float64(mostLate-leastLate))
		c.Listed = c.Placed.Add(s.scaled(late))
	}
}

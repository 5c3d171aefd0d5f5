package dialer

import (
	"errors"
	"iter"
	"time"
)

// Requests returns the requests that MakePlan counts, of which it keeps the first.
func Requests(cfg Config, contacts iter.Seq2[*Contact, error], screen Screener) []Request {
	var requests []Request
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
func RejectsStop(most float64, results []Disposition) int {
	b := newBreaker(&Config{MaxRejectRatio: most, MaxFailures: 1}, true)
	for i, d := range results {
		out := b.decide(&Answer{Kind: Answered}, []Result{{Disposition: d}}, b.depart(), &trial{})
		if errors.Is(out.stop, ErrRejects) {
			return i + 1
		}
	}
	return 0
}

// Answers are answers to requests for the tests of a breaker: of a kind, to the request that left before the n-th answer, from 0.
type Answers []struct {
	Kind  AnswerKind
	Since int
}

// FailuresStop returns after how many answers a run stops with ErrOutage, or 0, and how many requests in a row had no good answer in
// the end.
func FailuresStop(most int, answers Answers) (stops, lost int) {
	b := newBreaker(&Config{MaxRejectRatio: 1, MaxFailures: most}, true)
	incidents := []int{b.depart()}
	for i, a := range answers {
		out := b.decide(&Answer{Kind: a.Kind}, nil, incidents[a.Since], &trial{})
		incidents = append(incidents, b.depart())
		if lost = out.lost; errors.Is(out.stop, ErrOutage) {
			return i + 1, lost
		}
	}
	return 0, lost
}

// LongestWaits returns bounds of the waits of a growth for the first levels, as seen in many draws.
func LongestWaits(levels int) (lines, connection, loss []time.Duration) {
	longest := func(g growth) []time.Duration {
		waits := make([]time.Duration, levels)
		for i := range waits {
			for range 2000 {
				waits[i] = max(waits[i], g.draw(i+1))
			}
		}
		return waits
	}
	return longest(lineGrowth()), longest(connectionGrowth()), longest(lossGrowth())
}

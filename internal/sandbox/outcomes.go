package sandbox

import (
	"fmt"
	"math"
)

// Outcomes are the shares of all calls that end in some way. They add up to 1.
type Outcomes struct {
	Answered, NoAnswer, Busy, Failed float64
}

// DefaultOutcomes are the outcomes of a Script that does not say them.
var DefaultOutcomes = Outcomes{Answered: 0.6, NoAnswer: 0.25, Busy: 0.1, Failed: 0.05} //nolint:gochecknoglobals // a constant of a struct type

// outcome is how a call ends.
type outcome int

const (
	outcomeAnswered outcome = iota
	outcomeNoAnswer
	outcomeBusy
	outcomeFailed
)

// ParseOutcomes reads outcomes such as `answered=0.6,no_answer=0.25,busy=0.1,failed=0.05`. Outcomes that are not named have
// no share. The empty text is DefaultOutcomes. The error names the key, what is allowed, and all keys.
func ParseOutcomes(text string) (Outcomes, error) {
	var o Outcomes
	if err := parseSettings("outcome", text, outcomeSettings(&o)); err != nil {
		return Outcomes{}, err
	}
	if o == (Outcomes{}) {
		return DefaultOutcomes, nil
	}
	const tolerance = 1e-6
	if sum := o.Answered + o.NoAnswer + o.Busy + o.Failed; math.Abs(sum-1) > tolerance {
		return Outcomes{}, fmt.Errorf("the shares of the outcomes add up to %.6g: they must add up to 1", sum)
	}
	return o, nil
}

// String returns the text from which ParseOutcomes makes o.
func (o Outcomes) String() string { return settingsText(outcomeSettings(&o)) }

func outcomeSettings(o *Outcomes) []setting {
	return []setting{
		probability("answered", &o.Answered),
		probability("no_answer", &o.NoAnswer),
		probability("busy", &o.Busy),
		probability("failed", &o.Failed),
	}
}

// at returns the outcome at a point from [0, 1).
func (o Outcomes) at(point float64) outcome {
	switch {
	case point < o.Failed:
		return outcomeFailed
	case point < o.Failed+o.Busy:
		return outcomeBusy
	case point < o.Failed+o.Busy+o.NoAnswer:
		return outcomeNoAnswer
	default:
		return outcomeAnswered
	}
}

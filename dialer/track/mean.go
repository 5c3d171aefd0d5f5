package track

import "time"

// meanCall is the mean of the last few dozen calls that have ended, and of what was expected: those that end first are the short ones.
type meanCall struct {
	seconds float64
	n       int
}

// The expected mean counts as meanFrom calls. From meanOver calls on, each further call has a weight of 1/meanOver.
const (
	meanFrom = 8
	meanOver = 32
)

func newMean(expected time.Duration, speed float64) meanCall {
	return meanCall{seconds: expected.Seconds() / speed, n: meanFrom}
}

func (m *meanCall) add(d time.Duration) {
	m.n = min(m.n+1, meanOver)
	m.seconds += (d.Seconds() - m.seconds) / float64(m.n)
}

func (m *meanCall) duration() time.Duration { return time.Duration(m.seconds * float64(time.Second)) }

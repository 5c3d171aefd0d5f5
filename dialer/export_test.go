package dialer

import "iter"

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

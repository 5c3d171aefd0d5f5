package dialer

import "iter"

// Requests returns the requests that MakePlan counts, of which it keeps the first.
func Requests(cfg Config, contacts iter.Seq2[*Contact, error], screen *Screen) []Request {
	var requests []Request
	pass := newSteps(&cfg, screen)
	for step := range pass.all(contacts) {
		if step.batch != nil {
			requests = append(requests, step.batch.request(cfg.Run, uint64(len(requests)+1)))
		}
	}
	return requests
}

// What the tests see of how an attempt is named and a number to call from is chosen, and of what is held at one time.
var (
	Refer     = refer
	CallerFor = callerFor
)

func Reference(id, number string, occurrence, attempt int) string {
	return string(appendReference(nil, id, number, occurrence, attempt))
}

const (
	OpenBatches  = openBatches
	OpenContacts = openContacts
	StepsAhead   = stepsAhead
)

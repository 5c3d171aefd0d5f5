package overview

import (
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
)

// attempts counts the attempts of a campaign by their numbers.
func attempts(look *campaign.Look) []Attempt {
	var all []Attempt
	look.EachAttempt(func(number int, said dialer.Disposition, ended dialer.Outcome) {
		number = min(max(number, 1), MaxAttempts)
		for len(all) < number {
			all = append(all, Attempt{Attempt: len(all) + 1})
		}
		all[number-1].add(said, ended)
	})
	return all
}

// add counts an attempt.
func (a *Attempt) add(said dialer.Disposition, ended dialer.Outcome) {
	a.Sent++
	switch said {
	case dialer.Accepted:
		a.Accepted++
		if ended != "" {
			a.Outcomes.Ended(ended)
		}
	case dialer.Rejected:
		a.Rejected++
	case dialer.Unknown:
		a.Unknown++
	case dialer.Invalid, dialer.Duplicate, dialer.Suppressed, dialer.Expired: // they are no attempts
	}
}

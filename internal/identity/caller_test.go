package identity_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"time"

	"bulkdial/dialer"
)

// caller is an API that answers at random, and tells the oracle who is dialed.
type caller struct {
	*campaign
	rng     *rand.Rand
	results string
	// trouble: not every call is placed.
	trouble bool
	// crashAt is the request at which the process dies, -1 for none; requests counts them.
	crashAt, requests int
	// image holds the files as the crash left them, by path; nil before.
	image map[string][]byte
}

func (a *caller) Call(_ context.Context, req dialer.Request) dialer.Answer {
	if a.image != nil {
		return dialer.Answer{Kind: dialer.Denied, Code: "gone", Message: "the process is dead"}
	}
	dies := a.requests == a.crashAt
	a.requests++
	answer := a.draw(req)
	if dies {
		// The intents are read first, so that what is taken back in between is found answered.
		a.image = map[string][]byte{}
		a.keep(a.results + ".inflight")
		a.keep(a.results)
	}
	occurrence := req.Batch.Occurrence()
	for i := range req.Attempts {
		attempt := &req.Attempts[i]
		a.oracle.dialed(&a.setting, attempt, occurrence)
		d := dispositionOf(&answer, i)
		if d == "" {
			if dies { // no number was dialed, but that is not known any more
				a.oracle.answered(attempt, occurrence, dialer.Unknown)
			}
			continue
		}
		if !dies {
			a.oracle.answered(attempt, occurrence, d)
			continue
		}
		a.oracle.answered(attempt, occurrence, dialer.Unknown)
		if d != dialer.Unknown {
			a.lost[place(req.Batch, attempt.Contact.Row)] = dialer.Result{
				Row: attempt.Contact.Row, ID: attempt.Contact.ID, Number: attempt.Contact.Number, Disposition: d, CallID: "ac_lost",
				Attempt: attempt.Number, Batch: req.Batch, At: time.Now(),
			}
		}
	}
	return answer
}

// dispositionOf is what an answer says of the i-th contact: empty where no number was dialed and nothing is recorded.
func dispositionOf(answer *dialer.Answer, i int) dialer.Disposition {
	switch {
	case answer.Kind == dialer.Lost:
		return dialer.Unknown
	case answer.Kind == dialer.Answered && !answer.Entries[i].Busy:
		return answer.Entries[i].Disposition
	default:
		return ""
	}
}

// draw chooses an answer.
func (a *caller) draw(req dialer.Request) dialer.Answer {
	kind := dialer.Answered
	if a.trouble {
		kinds := []dialer.AnswerKind{dialer.Lost, dialer.Unsent, dialer.Busy, dialer.Refused, dialer.Denied}
		if n := a.rng.IntN(25); n < len(kinds) {
			kind = kinds[n]
		}
	}
	if kind != dialer.Answered {
		return dialer.Answer{Kind: kind, Code: "trouble"}
	}
	entries := make([]dialer.Entry, len(req.Attempts))
	for i := range entries {
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: fmt.Sprintf("ac_%s_%d", req.Batch, i)}
		switch n := a.rng.IntN(10); {
		case !a.trouble:
		case n < 4:
			entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: "refused"}
		case n == 4:
			entries[i] = dialer.Entry{Disposition: dialer.Unknown, Code: "unclear"}
		case n == 5:
			entries[i] = dialer.Entry{Disposition: dialer.Rejected, Busy: true, Code: "no_line"}
		}
	}
	return dialer.Answer{Kind: dialer.Answered, Entries: entries, HTTPStatus: 200}
}

// keep takes a file into the image.
func (a *caller) keep(path string) {
	text, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		a.must(err)
		a.image[path] = text
	}
}

// crash puts the files back as the death of the process left them, if it died.
func (a *caller) crash() {
	if a.image == nil {
		return
	}
	for _, path := range []string{a.results, a.results + ".inflight"} {
		if text, ok := a.image[path]; ok {
			a.must(os.WriteFile(path, text, 0o600))
		} else if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			a.must(err)
		}
	}
}

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
	rng *rand.Rand
	// contacts are those of the run, and own is its results file.
	contacts *sheet
	own      string
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
		a.keep(a.own + ".inflight")
		a.keep(a.own)
		a.keep(a.own + ".campaign")
	}
	for i := range req.Attempts {
		attempt := &req.Attempts[i]
		c := &attempt.Contact
		if !a.contacts.has(c.Row, c.Number) {
			a.fault("run %d calls row %d at %s, which is not its number", a.run, c.Row, c.Number)
		}
		s := send{
			pair: pair{id: c.ID, number: c.Number}, attempt: attempt.Number, place: place(req.Batch, c.Row), end: dispositionOf(&answer, i),
		}
		if s.id == "" {
			s.occurrence = req.Batch.Occurrence()
		}
		a.trace("%v is dialed, attempt %d, and is %q", s.pair, s.attempt, s.end)
		a.oracle.dialed(&a.setting, &s)
		switch {
		case dies && s.end != "" && s.end != dialer.Unknown:
			a.lost[s.place] = dialer.Result{
				Row: c.Row, ID: c.ID, Number: c.Number, Disposition: s.end, CallID: "ac_lost",
				Attempt: s.attempt, Batch: req.Batch, At: time.Now(),
			}
			s.end = dialer.Unknown
		case dies: // also if no number was dialed: that is not known any more
			s.end = dialer.Unknown
		case s.end == "":
			if answer.Kind == dialer.Refused && len(req.Attempts) == 1 {
				a.oracle.refused(s)
			}
			continue
		}
		a.oracle.answered(&a.setting, s)
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
	for _, path := range []string{a.own, a.own + ".inflight", a.own + ".campaign"} {
		if text, ok := a.image[path]; ok {
			a.must(os.WriteFile(path, text, 0o600))
		} else if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			a.must(err)
		}
	}
}

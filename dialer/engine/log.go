package engine

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
)

// The events of a run, each written in one place. Numbers are masked, and rows are those of a
// spreadsheet; a result is found by its batch and number. Warnings that
// repeat are left out: see repeats.

// logAnswered logs an answer.
func (r *run) logAnswered(req *dialer.Request, answer *dialer.Answer, took time.Duration) {
	r.Logger.Debug().Str("batch", string(req.Batch)).Int("contacts", len(req.Attempts)).Int("http_status", answer.HTTPStatus).
		Str("code", dialer.MaskNumbers(answer.Code)).Dur("took_ms", took).Msg("request answered")
}

// logFailed logs a contact that was rejected or is in doubt.
func (r *run) logFailed(res *dialer.Result) {
	said := res.ErrorCode
	if res.Error != "" && res.Error != said {
		said = strings.TrimPrefix(said+": "+res.Error, ": ")
	}
	r.Stats.trouble(dialer.MaskNumbers(said))
	r.log(zerolog.WarnLevel, "contact "+string(res.Disposition), res.ErrorCode, func(e *zerolog.Event) {
		e.Int("row", res.SheetRow).Str("number", dialer.MaskNumber(res.Number)).Str("batch", string(res.Batch)).Int("attempt", res.Attempt).
			Str("error_code", res.ErrorCode).Str("error", dialer.MaskNumbers(dialer.AnswerInWords(res.Error)))
	})
}

// logTrouble logs an answer that leaves contacts unknown or to be sent again, or that has calls of other contacts.
func (r *run) logTrouble(req *dialer.Request, answer *dialer.Answer) {
	about := func(e *zerolog.Event) {
		e.Str("batch", string(req.Batch)).Int("contacts", len(req.Attempts)).Str("answer", answer.Summary())
		if answer.Detail != "" {
			e.Str("detail", answer.Detail)
		}
	}
	effect := effectOf(answer.Kind)
	switch {
	case effect.trouble != "":
		r.Stats.trouble(answer.Summary())
		r.log(zerolog.ErrorLevel, effect.trouble, answer.Code, about)
	case effect.rest == halves && len(req.Attempts) > 1:
		r.log(zerolog.WarnLevel, "request refused; sending its halves", answer.Code, about)
	}
	if len(answer.Stray) == 0 {
		return
	}
	r.log(zerolog.WarnLevel, "the answer has calls that belong to no contact of the request", "", func(e *zerolog.Event) {
		ids := answer.Stray[:min(len(answer.Stray), loggedIDs)]
		e.Str("batch", string(req.Batch)).Int("calls", len(answer.Stray)).Str("agent_call_ids", dialer.OneLine(strings.Join(ids, " ")))
	})
}

// loggedIDs is how many ids one event of the log names.
const loggedIDs = 20

// logRepeated logs a result whose id another contact has.
func (r *run) logRepeated(res *dialer.Result) {
	r.log(zerolog.WarnLevel, "the API gave one agent_call_id to two contacts", "", func(e *zerolog.Event) {
		e.Int("row", res.SheetRow).Str("number", dialer.MaskNumber(res.Number)).Str("batch", string(res.Batch)).Str("agent_call_id", res.CallID)
	})
}

// logGivenUp logs a contact that is left pending for want of a line.
func (r *run) logGivenUp(a *dialer.Attempt) {
	r.log(zerolog.WarnLevel, "contact left pending; there was never a line for it, though there were for others", "", func(e *zerolog.Event) {
		e.Int("row", a.Contact.SheetRow).Str("number", dialer.MaskNumber(a.Contact.Number)).Int("refusals", mostRefusals)
	})
}

// logHeld logs that contacts may only be called later, once the others have left the file.
func (r *run) logHeld() {
	if n, first := r.holds.waiting(); n > 0 {
		r.Logger.Info().Int("contacts", n).Time("first_due", first.UTC()).Msg("contacts may only be called later; the run goes on with the others")
	}
}

// log logs an event of a kind that may repeat: its message and a code of the API make the kind. About adds the fields.
func (r *run) log(level zerolog.Level, message, code string, about func(*zerolog.Event)) {
	leftOut, ok := r.repeats.next(message, code, time.Now())
	if !ok {
		return
	}
	e := r.Logger.WithLevel(level)
	about(e)
	if leftOut > 0 {
		e.Int("left_out", leftOut)
	}
	e.Msg(message)
}

// logLeftOut logs at the end of a run what repeats still keep back.
func (r *run) logLeftOut() {
	for _, k := range r.repeats.rest() {
		r.Logger.Warn().Str("event", k.message).Str("error_code", dialer.MaskNumbers(k.code)).Int("left_out", k.leftOut).
			Msg("events of one kind were left out of the log")
	}
}

// How often the log has events that differ only in the contact or batch that they are about, and how many kinds of events
// are told apart: their codes are the API's.
const (
	repeatEvery = time.Minute
	mostKinds   = 1000
)

// repeats keeps events out of the log that repeat, and counts them.
type repeats struct {
	mu    sync.Mutex
	kinds map[eventKind]*eventCount
}

type eventKind struct{ message, code string }

type eventCount struct {
	eventKind

	logged  time.Time
	leftOut int
}

func newRepeats() *repeats { return &repeats{kinds: map[eventKind]*eventCount{}} }

// next reports whether an event is to be logged, and how many of its kind were left out before it.
func (r *repeats) next(message, code string, now time.Time) (leftOut int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kind := eventKind{message, code}
	if r.kinds[kind] == nil && len(r.kinds) >= mostKinds {
		kind.code = ""
	}
	k := r.kinds[kind]
	if k == nil {
		r.kinds[kind] = &eventCount{eventKind: kind, logged: now}
		return 0, true
	}
	if now.Sub(k.logged) < repeatEvery {
		k.leftOut++
		return 0, false
	}
	leftOut = k.leftOut
	k.logged, k.leftOut = now, 0
	return leftOut, true
}

// rest returns the kinds of which events were left out since the last one that was logged.
func (r *repeats) rest() []eventCount {
	r.mu.Lock()
	defer r.mu.Unlock()
	var rest []eventCount
	for _, k := range r.kinds {
		if k.leftOut > 0 {
			rest = append(rest, *k)
		}
	}
	slices.SortFunc(rest, func(a, b eventCount) int {
		return cmp.Or(cmp.Compare(a.message, b.message), cmp.Compare(a.code, b.code))
	})
	return rest
}

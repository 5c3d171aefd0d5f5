package admission

import (
	"cmp"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
)

// Waits tells the log when something keeps the whole run from calling: when that begins, once a minute while it lasts, and when it
// is over, each time with the reason. A nil *Waits tells nothing.
type Waits struct {
	// forLines and forAnswers are the holds of the gate, and ownLines waits for the calls of the campaign to end, which is the usual
	// state of a run with few lines: progress events tell of it in between.
	forLines, forAnswers, ownLines wait
	// forTime is that for contacts that may be called later, when nothing else is to be done.
	forTime wait

	// log keeps the longest of them, and the pauses.
	log *waitLog

	mu sync.Mutex
	// lacking is how many requests wait for calls to end.
	lacking int
}

const (
	// remindEvery is how often a wait that lasts is told.
	remindEvery = time.Minute
	// calm is how long nothing must wait before a wait is over: the gate opens and closes again while lines are scarce.
	calm = 10 * time.Second
)

func newWaits(logger zerolog.Logger) *Waits {
	w := &Waits{
		log: newWaitLog(time.Now()),
		forLines: wait{logger: logger, level: zerolog.WarnLevel, reminds: true, texts: waitTexts{
			"no free line; the run waits", "still no free line; the run waits", "there are free lines again; the run goes on",
		}},
		forAnswers: wait{logger: logger, level: zerolog.WarnLevel, reminds: true, texts: waitTexts{
			"no good answer; the run waits", "still no good answer; the run waits", "there are good answers again; the run goes on",
		}},
		ownLines: wait{logger: logger, level: zerolog.InfoLevel, texts: waitTexts{
			begins: "all lines are in use; the run waits for a free one", ends: "there are free lines again; the run goes on",
		}},
		forTime: wait{logger: logger, level: zerolog.InfoLevel, texts: waitTexts{
			begins: "no contact may be called now; the run waits", ends: "contacts may be called again; the run goes on",
		}},
	}
	w.forLines.keep(w.log, lineWait)
	w.forAnswers.keep(w.log, answerWait)
	w.ownLines.keep(w.log, ownLineWait)
	w.forTime.keep(w.log, timeWait)
	return w
}

// paused takes that a pause keeps a request back, or does not any more.
func (w *Waits) paused(is bool) {
	switch {
	case w == nil:
	case is:
		w.log.begins(pauseWait, time.Now())
	default:
		w.log.ends(pauseWait, time.Now())
	}
}

// Results takes that attempts have got results.
func (w *Waits) Results() {
	if w != nil {
		w.log.results(time.Now())
	}
}

// hold tells that the gate is closed, for a reason and until a moment, and waits for one thing and nothing else.
func (w *Waits) hold(why dialer.Hold, reason string, until time.Time) {
	if w == nil {
		return
	}
	switch why {
	case dialer.HeldForLines:
		w.forAnswers.end()
		w.forLines.begin(reason, until)
	case dialer.HeldByFailures:
		w.forLines.end()
		w.forAnswers.begin(reason, until)
	case dialer.NotHeld:
		w.forLines.end()
		w.forAnswers.end()
	}
}

// lacksLine takes that a request waits for calls to end, for a reason. Again: it did so before.
func (w *Waits) lacksLine(again bool, reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !again {
		w.lacking++
	}
	w.ownLines.begin(reason, time.Time{})
}

// gotLine takes that a request has got lines, for which it may have waited.
func (w *Waits) gotLine(waited bool) {
	if !waited {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lacking--; w.lacking == 0 {
		w.ownLines.end()
	}
}

// LacksTime takes that no contact may be called before a moment, and nothing else is to be done, for a reason.
func (w *Waits) LacksTime(reason string, until time.Time) { w.forTime.begin(reason, until) }

// GotTime takes that contacts may be called again, or that something else is to be done.
func (w *Waits) GotTime() { w.forTime.end() }

// Reason says what keeps the run from calling now; empty: nothing does.
func (w *Waits) Reason() string {
	if w == nil {
		return ""
	}
	return cmp.Or(w.forAnswers.lasting(), w.forLines.lasting(), w.ownLines.lasting(), w.forTime.lasting())
}

// Idle reports whether the run does nothing but wait for contacts that may be called later.
func (w *Waits) Idle() bool { return w != nil && w.forTime.lasting() != "" }

// Longest returns the longest waits of a run that has ended at a moment, in their order.
func (w *Waits) Longest(end time.Time) []dialer.Wait { return w.log.waits(end) }

// Close ends the reports of waits.
func (w *Waits) Close() {
	for _, each := range []*wait{&w.forLines, &w.forAnswers, &w.ownLines, &w.forTime} {
		each.close()
	}
}

// wait is one kind of them.
type wait struct {
	logger zerolog.Logger
	level  zerolog.Level
	// reminds: it is told once a minute too.
	reminds bool
	texts   waitTexts
	// log keeps it as a wait of a kind.
	log  *waitLog
	kind int

	mu sync.Mutex
	// began and told are when it began, and when it was told last; zero: it has not begun, or is over and told.
	began, told time.Time
	// ended is zero while it lasts.
	ended  time.Time
	reason string
	// timer reminds while it lasts, and tells that it is over when it was calm.
	timer *time.Timer
}

type waitTexts struct{ begins, lasts, ends string }

func (w *wait) keep(log *waitLog, kind int) { w.log, w.kind = log, kind }

// begin tells that it begins, or that it goes on for another reason. A zero moment: how long it lasts is not known.
func (w *wait) begin(reason string, until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reason = reason
	w.log.begins(w.kind, time.Now())
	switch {
	case w.began.IsZero():
		w.began = time.Now()
		w.tell(w.level, w.texts.begins, func(e *zerolog.Event) {
			if !until.IsZero() {
				e.Stringer("wait", time.Until(until).Round(time.Millisecond))
			}
		})
	case w.ended.IsZero():
		return
	}
	w.ended = time.Time{}
	w.schedule(time.Until(w.told.Add(remindEvery)), w.remind)
}

// end takes the end of what has begun. It is told when nothing begins again.
func (w *wait) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lasts() {
		w.ended = time.Now()
		w.log.ends(w.kind, w.ended)
		w.schedule(calm, w.calmed)
	}
}

// lasting returns the reason while it lasts.
func (w *wait) lasting() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.lasts() {
		return ""
	}
	return w.reason
}

func (w *wait) remind() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.lasts() || !w.reminds || time.Since(w.told) < remindEvery {
		return
	}
	w.tell(w.level, w.texts.lasts, func(e *zerolog.Event) { e.Stringer("waited", w.waited(time.Now())) })
	w.schedule(remindEvery, w.remind)
}

func (w *wait) calmed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended.IsZero() && time.Since(w.ended) >= calm {
		w.tellEnd()
	}
}

func (w *wait) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
	}
	if !w.ended.IsZero() {
		w.tellEnd()
	}
	w.began = time.Time{}
}

// The methods below are called while the wait is locked.

func (w *wait) lasts() bool { return !w.began.IsZero() && w.ended.IsZero() }

func (w *wait) waited(until time.Time) time.Duration {
	return until.Sub(w.began).Round(time.Millisecond)
}

func (w *wait) schedule(after time.Duration, what func()) {
	if w.timer != nil {
		w.timer.Stop()
	}
	w.timer = time.AfterFunc(after, what)
}

func (w *wait) tell(level zerolog.Level, message string, about func(*zerolog.Event)) {
	w.told = time.Now()
	e := w.logger.WithLevel(level).Str("reason", w.reason)
	about(e)
	e.Msg(message)
}

func (w *wait) tellEnd() {
	w.tell(zerolog.InfoLevel, w.texts.ends, func(e *zerolog.Event) { e.Stringer("waited", w.waited(w.ended)) })
	w.began, w.ended = time.Time{}, time.Time{}
}

package progress

import (
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/region"
)

// RunBar shows a run on a bar, or in another form.
type RunBar struct {
	*Bar

	live   func() engine.Live
	toCall int // 0 when it is not known
	began  time.Time
	recent *recentPace
	// zone is that of times.
	zone *time.Location
	// resume is the command that ends a pause.
	resume string
	// outcomes returns how many calls have ended; nil where they are not followed.
	outcomes atomic.Pointer[func() calls.Progress]
	// stopping: the run admits no more requests and waits for answers.
	stopping atomic.Bool
}

// NewRunBar shows a run on out, in a form: live returns where it stands, toCall is how many contacts it calls (0: not known), batch how many
// it sends at once, and resume the command that ends a pause.
func NewRunBar(out *region.Region, form Form, live func() engine.Live, toCall, batch int, resume string) *RunBar {
	p := &RunBar{live: live, toCall: toCall, began: time.Now(), resume: resume, zone: time.Local}
	p.recent = newRecentPace(p.began, batch)
	p.Bar = newBar(out, form, barLook{rows: p.rows, event: p.event})
	return p
}

// Follow shows how many calls have ended, too.
func (p *RunBar) Follow(outcomes func() calls.Progress) { p.outcomes.Store(&outcomes) }

// Stop shows from now on that the run admits no more requests.
func (p *RunBar) Stop() { p.stopping.Store(true) }

// followed returns how many calls have ended, and whether they are followed.
func (p *RunBar) followed() (ended calls.Progress, follows bool) {
	if outcomes := p.outcomes.Load(); outcomes != nil {
		return (*outcomes)(), true
	}
	return calls.Progress{}, false
}

// speed is the mean pace, in calls per second, and the time left, in whole seconds; 0: not known.
func (p *RunBar) speed(live *engine.Live) (cps float64, left time.Duration) {
	elapsed := time.Since(p.began)
	if elapsed <= time.Second || live.Sent == 0 {
		return 0, 0
	}
	cps = float64(live.Sent) / elapsed.Seconds()
	return cps, p.left(live, cps).Round(time.Second)
}

// left is the time that the calls take that may be placed now, at a pace; 0: not known.
func (p *RunBar) left(live *engine.Live, cps float64) time.Duration {
	if cps == 0 {
		return 0
	}
	return time.Duration(float64(max(0, p.toCall-live.Sent-live.OnHold)) / cps * float64(time.Second))
}

// event is the progress as fields of an event of the log. What is zero and seldom of interest is left out.
func (p *RunBar) event(e *zerolog.Event) {
	live := p.live()
	e.Int("called", live.Sent)
	if p.toCall > 0 {
		e.Int("to_call", p.toCall)
	} else {
		e.Int("read", live.Read.Rows)
	}
	e.Int("accepted", live.Results.Accepted).Int("rejected", live.Results.Rejected).Int("unknown", live.Results.Unknown)
	e.Int("in_flight", live.ContactsInFlight)
	cps, left := p.speed(&live)
	e.Float64("cps", math.Round(cps*100)/100)
	if left > 0 {
		e.Float64("seconds_left", left.Seconds())
	}
	if ended, follows := p.followed(); follows {
		e.Interface("lines", live.Lines).Interface("outcomes", show.OutcomesOf(ended))
	}
	if live.OnHold > 0 {
		e.Int("on_hold", live.OnHold).Time("next_opening", live.NextOpening.UTC())
	}
	if live.Paused {
		e.Bool("paused", true)
	}
	if p.stopping.Load() {
		e.Bool("stopping", true)
	}
	if live.Waiting != "" {
		e.Str("waiting_for", live.Waiting)
	}
	if live.LastError != "" {
		e.Str("last_error", live.LastError)
	}
}

// heldFor says what a run waits for.
func heldFor(why dialer.Hold) string {
	switch why {
	case dialer.HeldForLines:
		return "a free line"
	case dialer.HeldByFailures, dialer.NotHeld:
	}
	return "a good answer"
}

// StoppingText is the text for a person at the terminal.
func StoppingText(d engine.Drain) string {
	if d.Requests == 0 {
		return "stopping: no request is in flight"
	}
	return fmt.Sprintf("stopping: waiting for %s, up to %s; press Ctrl-C again to leave now: they become unknown",
		outstanding(d.Requests, d.Contacts), inWords(d.Timeout))
}

// outstanding says how many requests are not answered yet, and how many people they are for.
func outstanding(requests, contacts int) string {
	return dialer.Plural(requests, "request") + " (" + show.PeopleText(contacts) + ")"
}

// inWords writes a duration as people give it to a flag: in seconds up to two minutes, without zeros at its end.
func inWords(d time.Duration) string {
	if d <= 2*time.Minute {
		return fmt.Sprint(d.Seconds(), "s")
	}
	return withoutZeros(d)
}

// withoutZeros writes a duration of whole seconds without zeros at its end.
func withoutZeros(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if rest, ok := strings.CutSuffix(text, zero); ok {
			text = rest + zero[:1]
		}
	}
	return text
}

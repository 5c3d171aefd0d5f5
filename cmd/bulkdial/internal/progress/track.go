package progress

import (
	"sync/atomic"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/region"
)

// TrackBar shows the following of calls on a bar.
type TrackBar struct {
	*Bar

	tracking atomic.Pointer[calls.Tracking]
}

// NewTrackBar shows a bar on out, in a form.
func NewTrackBar(out *region.Region, form Form) *TrackBar {
	t := &TrackBar{}
	t.Bar = newBar(out, form, barLook{rows: t.rows, event: t.event})
	return t
}

// Follow shows how far these calls have come.
func (t *TrackBar) Follow(calls *calls.Tracking) { t.tracking.Store(calls) }

// Followed returns the calls that are shown; nil before follow.
func (t *TrackBar) Followed() *calls.Tracking { return t.tracking.Load() }

func (t *TrackBar) progress() calls.Progress {
	if tracking := t.tracking.Load(); tracking != nil {
		return tracking.Progress()
	}
	return calls.Progress{}
}

func (t *TrackBar) rows() []region.Row {
	if t.tracking.Load() == nil {
		return []region.Row{{Parts: []region.Part{{Text: "reading which calls there are"}}}}
	}
	p := t.progress()
	total := p.Outcomes.Total() + p.InProgress
	rows := []region.Row{doneOf(p.Outcomes.Total(), total, "calls ended")}
	if text := show.OutcomesText(p.Outcomes, p.InProgress); text != "" {
		rows = append(rows, region.Row{Rank: 1, Parts: []region.Part{{Text: text}}})
	}
	return rows
}

func (t *TrackBar) event(e *zerolog.Event) {
	p := t.progress()
	e.Int("calls", p.Outcomes.Total()+p.InProgress).Interface("outcomes", show.OutcomesOf(p))
}

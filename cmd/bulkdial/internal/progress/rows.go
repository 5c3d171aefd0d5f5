package progress

import (
	"fmt"
	"strconv"
	"time"

	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/region"
)

// rows are what an operator wants to know of a run, in the order in which it is looked at. The ranks say what goes first where there is
// less room.
func (p *RunBar) rows() []region.Row {
	live, now := p.live(), time.Now()
	cps, over := p.recent.at(now, live.Sent, live.CPS)
	ended, follows := p.followed()
	return []region.Row{
		p.doneRow(&live, cps),
		{Rank: 4, Parts: paceParts(&live, cps, over, follows)},
		{Rank: 2, Parts: resultParts(&live, ended)},
		{Rank: 1, Parts: p.stillParts(&live, now, ended)},
		{Rank: 3, Parts: p.troubleParts(&live)},
	}
}

// doneRow says how much is done, and how long the rest takes.
func (p *RunBar) doneRow(live *engine.Live, cps float64) region.Row {
	if p.toCall == 0 {
		return region.Row{Parts: []region.Part{{Text: fmt.Sprintf("%d called", live.Sent)}, {Text: fmt.Sprintf("%d read", live.Read.Rows), Rank: 1}}}
	}
	percent := 100 * live.Sent / p.toCall
	row := region.Row{Bar: &region.Bar{Done: live.Sent, Total: p.toCall}, Parts: []region.Part{
		{Text: fmt.Sprintf("%d/%d called (%d%%)", live.Sent, p.toCall, percent), Short: fmt.Sprintf("%d/%d (%d%%)", live.Sent, p.toCall, percent)},
	}}
	if left := p.left(live, cps); left > 0 && !live.Paused && !p.stopping.Load() {
		row.Parts = append(row.Parts, region.Part{Text: leftText(left) + " left", Rank: 1})
	}
	return row
}

// leftText is a duration as coarse as an estimate: it changes rarely.
func leftText(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", max(1, int(d.Seconds())))
	case d < 10*time.Minute:
		return withoutZeros(d.Round(10 * time.Second))
	case d < 10*time.Hour:
		return withoutZeros(d.Round(time.Minute))
	default:
		return fmt.Sprintf("%dh", int(d.Round(time.Hour).Hours()))
	}
}

// paceParts say how fast the run calls, and how much is under way.
func paceParts(live *engine.Live, cps float64, over time.Duration, follows bool) []region.Part {
	pace := cpsText(cps)
	if live.CPS > 0 {
		pace += " of " + cpsText(live.CPS)
	}
	pace += " cps"
	since := " so far"
	if over >= recentTime {
		since = " in the last minute"
	}
	parts := []region.Part{{Text: pace + since, Short: pace}}
	if follows {
		short := dialer.Plural(live.Lines.InUse, "line")
		if live.Lines.Limit > 0 {
			short = fmt.Sprintf("%d/%d lines", live.Lines.InUse, live.Lines.Effective)
		}
		if live.Lines.Effective < live.Lines.Limit {
			short += fmt.Sprintf(" (%d asked)", live.Lines.Limit)
		}
		parts = append(parts, region.Part{Text: show.LinesText(live.Lines), Short: short, Rank: 1})
	}
	return append(parts, region.Part{
		Text:  fmt.Sprintf("%d of %s under way (%s)", live.InFlight, dialer.Plural(live.Slots, "request"), show.PeopleText(live.ContactsInFlight)),
		Short: fmt.Sprintf("%d/%d requests", live.InFlight, live.Slots), Rank: 2,
	})
}

// cpsText is a pace with as many digits as matter.
func cpsText(cps float64) string {
	switch {
	case cps == float64(int(cps)):
		return strconv.Itoa(int(cps))
	case cps < 1:
		return strconv.FormatFloat(cps, 'f', 2, 64)
	default:
		return strconv.FormatFloat(cps, 'f', 1, 64)
	}
}

// resultParts say what became of the contacts, and how their calls have ended.
func resultParts(live *engine.Live, ended calls.Progress) []region.Part {
	parts := []region.Part{{Text: fmt.Sprint(live.Results.Accepted, " accepted")}}
	for _, d := range []dialer.Disposition{dialer.Rejected, dialer.Unknown} {
		if n := live.Results.Of(d); n > 0 {
			parts = append(parts, region.Part{Text: fmt.Sprint(n, " ", d), Rank: 1})
		}
	}
	if outcomes := ended.Outcomes; outcomes.Total() > 0 {
		parts = append(parts, region.Part{
			Text:  show.OutcomesText(outcomes, 0),
			Short: fmt.Sprintf("%d of %d answered", outcomes.Of(dialer.OutcomeAnswered), outcomes.Total()), Rank: 2,
		})
	}
	return parts
}

// stillParts say why the run does not call at its pace: it stops, it is paused, it waits, or contacts may be called only later.
func (p *RunBar) stillParts(live *engine.Live, now time.Time, ended calls.Progress) []region.Part {
	var parts []region.Part
	switch wait := live.HeldUntil.Sub(now); {
	case p.stopping.Load():
		parts = append(parts, region.Part{Text: "stopping: " + outstanding(live.InFlight, live.ContactsInFlight)})
	case live.Paused:
		parts = append(parts, region.Part{Text: "paused; go on with: " + p.resume, Short: "paused"})
	case wait > 0:
		parts = append(parts, region.Part{Text: "waiting " + wait.Round(time.Second).String() + " for " + heldFor(live.HeldFor)})
	case p.toCall > 0 && live.Sent >= p.toCall && ended.InProgress > 0:
		text := dialer.Plural(ended.InProgress, "call")
		parts = append(parts, region.Part{Text: "all are called; following " + text + " to the end", Short: "following " + text})
	}
	if live.OnHold > 0 {
		until := momentText(live.NextOpening.In(p.zone), now.In(p.zone))
		parts = append(parts, region.Part{
			Text:  fmt.Sprintf("%s on hold, the next until %s", dialer.Plural(live.OnHold, "contact"), until),
			Short: fmt.Sprintf("%d held, next %s", live.OnHold, until), Rank: 1,
		})
	}
	return parts
}

// momentText is a moment as people say it who know the present one: with the day where it is another one.
func momentText(at, now time.Time) string {
	switch days := at.Sub(now).Hours() / 24; {
	case at.YearDay() == now.YearDay() && days < 1:
		return at.Format(terminal.ClockOfDay)
	case days < 6:
		return at.Format("Mon 15:04Z07:00")
	default:
		return at.Format("2006-01-02 15:04Z07:00")
	}
}

// troubleParts say what went wrong last.
func (p *RunBar) troubleParts(live *engine.Live) []region.Part {
	if live.LastError == "" {
		return nil
	}
	at, words := live.LastErrorAt.In(p.zone).Format(terminal.ClockOfDay), dialer.AnswerInWords(live.LastError)
	return []region.Part{{Text: "last trouble at " + at + ": " + words, Short: at + " " + words}}
}

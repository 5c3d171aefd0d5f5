package report

import (
	"fmt"

	"bulkdial/internal/overview"
)

// fewCalls is how many calls an hour must have for its rate to be drawn as one.
const fewCalls = 20

// hoursSection shows how often calls were answered by the hour of the day at which they began.
func hoursSection(o *overview.Overview) section {
	s := section{
		ID: "hours", Title: "Answered by hour of the day",
		Intro: "Share of the ended calls that were answered, by the hour at which they began on the clock of the called person. The thin lines are 95" + noBreak + "% intervals.",
		Legend: []legend{
			{"rate", "answer rate"}, {"few", fmt.Sprintf("fewer than %d calls: too few to tell", fewCalls)},
		},
		Plot:  &plot{ID: "hours", Title: "Columns: share of ended calls that were answered, by hour of the day", Height: plotHeight, Total: plotHeight + 44},
		Table: table{Caption: "Ended calls by hour of the day", Head: []string{"hour", "calls", "answered", "answer rate", "95" + noBreak + "% interval"}},
	}
	highest, calls, best := 0.0, 0, -1
	for i, h := range o.Hours {
		calls += h.Calls
		if h.Calls == 0 {
			continue
		}
		rate := float64(h.Answered) / float64(h.Calls)
		_, high := wilson(h.Answered, h.Calls)
		if h.Calls >= fewCalls {
			highest = max(highest, high)
			if best < 0 || rate > float64(o.Hours[best].Answered)/float64(o.Hours[best].Calls) {
				best = i
			}
		}
		highest = max(highest, rate)
	}
	y, step := newScale(min(1, max(highest, 0.04)), false)
	s.Plot.Grid = y.grid(step, percentOf)
	for i, h := range o.Hours {
		left := float64(i) * 100 / 24
		s.Plot.Ticks = append(s.Plot.Ticks, hourTick(i, h, left+100.0/48))
		if h.Calls > 0 {
			hourColumn(s.Plot, y, i, h, left)
			low, high := wilson(h.Answered, h.Calls)
			s.Table.Rows = append(s.Table.Rows, []string{
				hourName(i), count(h.Calls), count(h.Answered), share(h.Answered, h.Calls), percent(low) + " to " + percent(high),
			})
		}
	}
	switch {
	case calls == 0:
		s.Plot.Empty, s.Plot.Desc, s.Legend = "no call has ended yet", "No call with a known hour has ended yet.", nil
	case best < 0:
		s.Plot.Desc = fmt.Sprintf("%s; no hour has %d of them.", several(calls, "ended call"), fewCalls)
	default:
		h := o.Hours[best]
		s.Plot.Desc = fmt.Sprintf("%s. The highest rate is %s of %s, at %s.", several(calls, "ended call"), share(h.Answered, h.Calls), several(h.Calls, "call"), hourName(best))
		s.Notes = append(s.Notes, "That one hour is higher than another can be chance where their thin lines overlap.")
	}
	if o.Unplaced > 0 {
		s.Notes = append(s.Notes, several(o.Unplaced, "ended call")+" "+are(o.Unplaced)+" not in the picture, because the hour is not known: there is no time zone, its candidates disagree, or the API gave no beginning.")
		if 10*o.Unplaced > calls {
			s.Notes = append(s.Notes, "They are many: the rates in the picture are those of the others, and can be too high or too low.")
		}
	}
	return s
}

// percentOf writes a fraction on an axis.
func percentOf(v float64) string { return plain(100*v) + noBreak + "%" }

func hourName(i int) string { return fmt.Sprintf("%02d:00 to %02d:59", i, i) }

// hourTick names an hour, and how many calls it has.
func hourTick(i int, h overview.Hour, x float64) tick {
	t := tick{X: place(x), Anchor: "middle", Text: fmt.Sprintf("%02d", i), Fine: i%3 != 0}
	if h.Calls > 0 {
		t.Sub = short(h.Calls)
	}
	return t
}

// hourColumn draws the rate of an hour with its interval.
func hourColumn(p *plot, y scale, i int, h overview.Hour, left float64) {
	const gap = 0.5
	rate := float64(h.Answered) / float64(h.Calls)
	low, high := wilson(h.Answered, h.Calls)
	class := "rate"
	if h.Calls < fewCalls {
		class = "few"
	}
	tip := fmt.Sprintf("%s: %s of %s answered", hourName(i), count(h.Answered), several(h.Calls, "call"))
	if h.Answered > 0 {
		p.Columns = append(p.Columns, y.column(left+gap, left+100.0/24-gap, rate, class, tip))
	}
	if h.Calls >= fewCalls {
		x := place(left + 100.0/48)
		p.Lines = append(p.Lines, line{X1: x, X2: x, Y1: decimal(y.y(low)), Y2: decimal(y.y(high)), Class: "interval", Tip: tip})
	}
}

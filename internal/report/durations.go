package report

import (
	"fmt"
	"time"

	"bulkdial/internal/overview"
)

// durationsSection shows how long answered calls lasted.
func durationsSection(o *overview.Overview) section {
	d := &o.Durations
	s := section{
		ID: "durations", Title: "How long answered calls lasted",
		Plot:  &plot{ID: "durations", Title: "Columns: answered calls by how long they lasted", Height: plotHeight, Total: plotHeight + 30},
		Table: table{Caption: "Answered calls by how long they lasted", Head: []string{"from", "calls", "share"}},
	}
	if d.Known == 0 || d.Span <= 0 || len(d.Calls) == 0 {
		s.Plot.Empty, s.Plot.Desc = "no answered call has a known length yet", "No answered call has a known length yet."
		s.Plot.Grid = scale{1}.grid(1, plain)
		return s
	}
	most := 0
	for _, n := range d.Calls {
		most = max(most, n)
	}
	y, step := newScale(float64(most), true)
	s.Plot.Grid = y.grid(step, plain)
	each := 100 / float64(len(d.Calls))
	for i, n := range d.Calls {
		if n == 0 {
			continue
		}
		from := time.Duration(i) * d.Span
		text := clock(from) + " to " + clock(from+d.Span)
		if i == len(d.Calls)-1 {
			text = clock(from) + " and longer"
		}
		gap := min(0.15, each/6)
		s.Plot.Columns = append(s.Plot.Columns, y.column(float64(i)*each+gap, float64(i+1)*each-gap, float64(n), "answered", text+": "+several(n, "call")))
		s.Table.Rows = append(s.Table.Rows, []string{text, count(n), share(n, d.Known)})
	}
	s.Plot.Ticks = lengthTicks(d)
	whole := time.Duration(len(d.Calls)) * d.Span
	s.Plot.Lines = []line{mark(d.Median, whole, "median "+clock(d.Median), 12), mark(d.P90, whole, "90"+noBreak+"% up to "+clock(d.P90), 28)}
	s.Intro = fmt.Sprintf("Half of the calls lasted at most %s, and nine of ten at most %s. %s have a known length, all together %s.",
		clock(d.Median), clock(d.P90), several(d.Known, "answered call"), talk(d.Total))
	if d.Known == 1 {
		s.Intro = "One answered call has a known length: " + clock(d.Median) + "."
	}
	s.Plot.Desc = fmt.Sprintf("%s: the median is %s, and nine of ten lasted at most %s.", several(d.Known, "answered call"), clock(d.Median), clock(d.P90))
	return s
}

// mark is a line at a length of calls, with its name on the side that has room.
func mark(d, whole time.Duration, label string, labelY int) line {
	x := min(100, 100*float64(d)/float64(whole))
	l := line{X1: place(x), X2: place(x), Y1: "0", Y2: decimal(plotHeight), Class: "mark", Label: label, LabelY: labelY, Anchor: "start", Shift: 5, Tip: label}
	if x > 50 {
		l.Anchor, l.Shift = "end", -5
	}
	return l
}

// lengthTicks writes the lengths of an axis.
func lengthTicks(d *overview.Durations) (ticks []tick) {
	whole := time.Duration(len(d.Calls)) * d.Span
	step := tickStep(whole)
	for i := 0; time.Duration(i)*step <= whole; i++ {
		x := 100 * float64(time.Duration(i)*step) / float64(whole)
		ticks = append(ticks, tick{X: place(x), Anchor: anchor(x), Text: clock(time.Duration(i) * step), Fine: i%2 == 1, Mark: true})
	}
	return ticks
}

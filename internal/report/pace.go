package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// paceUnit is the time that the axis of calls over time counts by.
type paceUnit struct {
	length time.Duration
	name   string
}

// unitOf is the shortest unit in which the fastest span has some calls.
func unitOf(most int, span time.Duration) paceUnit {
	perSecond := float64(most) / span.Seconds()
	switch {
	case perSecond >= 2:
		return paceUnit{time.Second, "second"}
	case perSecond*60 >= 2:
		return paceUnit{time.Minute, "minute"}
	default:
		return paceUnit{time.Hour, "hour"}
	}
}

// per turns calls of a span into calls per unit.
func (u paceUnit) per(n float64, span time.Duration) float64 {
	return n * float64(u.length) / float64(span)
}

// paceSection shows the calls over time, beside the pace that was asked for, and why there were none.
func (c *Config) paceSection(o *overview.Overview) section {
	p := &o.Pace
	s := section{
		ID: "pace", Title: "Calls over time",
		Legend: []legend{{"sent", "called"}, {"answered", "answered"}, {"asked", "the pace that was asked for"}},
		Table:  table{Caption: "Calls over time", Head: []string{"from", "called", "answered"}},
	}
	s.Plot = &plot{ID: "pace", Title: "Columns: calls over time", Height: plotHeight, Total: plotHeight + 44}
	if p.Span <= 0 || len(p.Sent) == 0 {
		s.Plot.Empty, s.Plot.Desc = "no calls yet", "There are no calls yet."
		s.Plot.Grid = scale{1}.grid(1, plain)
		s.Legend = nil
		return s
	}
	to := p.From.Add(time.Duration(len(p.Sent)) * p.Span)
	most, all, answered := 0, 0, 0
	for i, n := range p.Sent {
		most, all, answered = max(most, n, at(p.Answered, i)), all+n, answered+at(p.Answered, i)
	}
	unit := unitOf(most, p.Span)
	highest := unit.per(float64(most), p.Span)
	asked := askedPaces(o, p.From, to)
	over := 0.0
	for _, a := range asked {
		if per := a.cps * unit.length.Seconds(); per > 2.5*highest {
			over = max(over, a.cps)
		} else {
			highest = max(highest, per)
		}
	}
	y, step := newScale(highest, false)
	s.Plot.Grid = y.grid(step, plain)
	c.paceColumns(s.Plot, &s.Table, p, y, unit)
	c.paceBands(s.Plot, o.Gaps, p.From, to)
	for _, a := range asked {
		if per := a.cps * unit.length.Seconds(); over == 0 || per <= y.most {
			at := decimal(y.y(per))
			s.Plot.Lines = append(s.Plot.Lines, line{
				X1: place(within(a.from, p.From, to)), X2: place(within(a.to, p.From, to)), Y1: at, Y2: at, Class: "asked",
				Tip: "asked for: " + cpsText(a.cps),
			})
		}
	}
	if len(s.Plot.Lines) == 0 {
		s.Legend = s.Legend[:2]
	}
	s.Plot.Ticks = c.timeTicks(p.From, to)
	s.Intro = "Calls per " + unit.name + ", in steps of " + lasting(p.Span) + ". Times are in " + c.zoneName(p.From) + "."
	if over > 0 {
		s.Notes = append(s.Notes, "The pace that was asked for, "+cpsText(over)+", lies above the picture.")
	}
	s.Plot.Desc = fmt.Sprintf("%s from %s to %s, of them %s answered; at most %s in %s.",
		several(all, "call"), c.within(p.From, to.Sub(p.From)), c.within(to, to.Sub(p.From)), count(answered), count(most), lasting(p.Span))
	s.Legend = append(s.Legend, gapLegend(o.Gaps)...)
	s.Notes = append(s.Notes, gapNotes(o.Gaps)...)
	s.More = c.gapsTable(o.Gaps, to.Sub(p.From))
	return s
}

// gapsTable lists the times without calls.
func (c *Config) gapsTable(gaps []overview.Gap, whole time.Duration) table {
	t := table{Caption: "Times without calls", Head: []string{"from", "to", "lasted", "because"}, Words: map[int]bool{1: true, 3: true}}
	for _, g := range gaps {
		t.Rows = append(t.Rows, []string{c.within(g.From, whole), c.within(g.To, whole), lasting(g.To.Sub(g.From)), string(g.Why)})
	}
	return t
}

func at(list []int, i int) int {
	if i < len(list) {
		return list[i]
	}
	return 0
}

func cpsText(cps float64) string {
	return strconv.FormatFloat(cps, 'g', 4, 64) + noBreak + "calls per second"
}

// paceColumns draws the spans, and writes them as a table.
func (c *Config) paceColumns(plot *plot, t *table, p *overview.Pace, y scale, unit paceUnit) {
	each := 100 / float64(len(p.Sent))
	gap, whole := min(0.15, each/6), time.Duration(len(p.Sent))*p.Span
	for i, sent := range p.Sent {
		answered := at(p.Answered, i)
		if sent == 0 && answered == 0 {
			continue
		}
		from := p.From.Add(time.Duration(i) * p.Span)
		text := c.within(from, whole)
		tip := text + ": " + count(sent) + " called, " + count(answered) + " answered"
		left, right := float64(i)*each+gap, float64(i+1)*each-gap
		if sent > 0 {
			plot.Columns = append(plot.Columns, y.column(left, right, unit.per(float64(sent), p.Span), "sent", tip))
		}
		if answered > 0 {
			plot.Columns = append(plot.Columns, y.column(left, right, unit.per(float64(answered), p.Span), "answered", tip))
		}
		t.Rows = append(t.Rows, []string{text, count(sent), count(answered)})
	}
}

// paceBands shades the gaps, and names the wide ones.
func (c *Config) paceBands(plot *plot, gaps []overview.Gap, from, to time.Time) {
	for _, g := range gaps {
		left, right := within(g.From, from, to), within(g.To, from, to)
		if right <= left {
			continue
		}
		b := band{
			X: place(left), Width: place(right - left), Middle: place((left + right) / 2), Class: gapClass(g.Why),
			Tip: string(g.Why) + ": " + c.within(g.From, to.Sub(from)) + " to " + c.within(g.To, to.Sub(from)),
		}
		// A letter takes about 7 pixels of the 300 of a phone, or of the 800 of a wide window.
		if room, need := right-left, float64(len(g.Why))*7*100; room > need/800 {
			b.Label, b.Fine = string(g.Why), room <= need/300
		}
		plot.Bands = append(plot.Bands, b)
	}
}

// within is where a time lies between two others, in percent.
func within(t, from, to time.Time) float64 {
	return min(100, max(0, 100*float64(t.Sub(from))/float64(to.Sub(from))))
}

// gapClass is the class of a kind of gap in the style.
func gapClass(why overview.GapReason) string {
	switch why {
	case overview.GapPaused:
		return "paused"
	case overview.GapFailures:
		return "failures"
	case overview.GapLines:
		return "lines"
	case overview.GapTime:
		return "closed"
	case overview.GapNoRun:
	}
	return "norun"
}

// gapLegend explains the shades.
func gapLegend(gaps []overview.Gap) (list []legend) {
	for _, g := range gaps {
		if l := (legend{gapClass(g.Why), string(g.Why)}); !slices.Contains(list, l) {
			list = append(list, l)
		}
	}
	return list
}

// gapNotes says how long nothing was sent, by the reason.
func gapNotes(gaps []overview.Gap) []string {
	type sum struct {
		n    int
		long time.Duration
	}
	sums := map[overview.GapReason]sum{}
	var order []overview.GapReason
	for _, g := range gaps {
		if sums[g.Why].n == 0 {
			order = append(order, g.Why)
		}
		sums[g.Why] = sum{sums[g.Why].n + 1, sums[g.Why].long + g.To.Sub(g.From)}
	}
	slices.SortStableFunc(order, func(a, b overview.GapReason) int { return cmp.Compare(sums[b].long, sums[a].long) })
	var parts []string
	for _, why := range order {
		parts = append(parts, string(why)+" "+several(sums[why].n, "time")+", "+lasting(sums[why].long))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{"Times without calls: " + strings.Join(parts, "; ") + "."}
}

// askedPace is a pace that was asked for from one time to another.
type askedPace struct {
	from, to time.Time
	cps      float64
}

// mostAsked is how many changes of the pace that was asked for are drawn; more would hide the calls.
const mostAsked = 8

// askedPaces says which pace the runs between two times were to keep, all together; nothing where that is not known, or changed often.
func askedPaces(o *overview.Overview, from, to time.Time) []askedPace {
	type change struct {
		at   time.Time
		cps  float64
		runs int
	}
	var changes []change
	for i := range o.Runs {
		r := &o.Runs[i]
		cps := askedOf(r)
		if cps == 0 || r.Begin.TestCall != "" {
			continue
		}
		end := o.Made
		if r.End != nil {
			end = r.End.At
		} else if !r.AtWork {
			continue
		}
		changes = append(changes, change{r.Begin.At, cps, 1}, change{end, -cps, -1})
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.runs, a.runs)) })
	var list []askedPace
	sum, runs := 0.0, 0
	for i, ch := range changes {
		sum, runs = sum+ch.cps, runs+ch.runs
		if runs == 0 {
			sum = 0
			continue
		}
		if next := changes[i+1].at; next.After(ch.at) && next.After(from) && ch.at.Before(to) {
			list = append(list, askedPace{ch.at, next, sum})
		}
	}
	if len(list) > mostAsked {
		return nil
	}
	return list
}

// askedOf is the pace that a run was to keep, in calls per second; 0 where there is none.
func askedOf(r *overview.Run) float64 {
	text := r.Begin.Flags["cps"]
	if len(text) == 0 {
		if lines := r.Begin.Flags["lines"]; len(lines) > 0 && lines[0] != "0" {
			return 0 // as fast as the lines allow
		}
		text = []string{"1"} // the default
	}
	cps, err := strconv.ParseFloat(text[0], 64)
	if err != nil || cps < 0 || cps > 1e6 {
		return 0
	}
	if shard, err := dialer.ParseShard(r.Begin.Shard); err == nil && r.Begin.Shard != "" {
		return shard.Pace(cps)
	}
	return cps
}

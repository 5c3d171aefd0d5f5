package hours

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// WriteWeek writes the hours of seven days from a date on, with a line for each region that has rules, for the default, and for
// each rule that goes by a clock of its own.
func (r *Rules) WriteWeek(out io.Writer, first Date) error {
	return writeWeek(out, first, r.lines(first))
}

// WriteWeek writes the hours of seven days from a date on, with a line for each of the regions, by its own clocks; where there are no rules, one
// line for all.
func (g *Guard) WriteWeek(out io.Writer, first Date, regions []string) error {
	return writeWeek(out, first, g.lines(first, regions))
}

// lines returns the lines of regions.
func (g *Guard) lines(first Date, regions []string) []weekLine {
	own := func(Date) []window { return wholeDay() }
	if g.cfg.Hours != nil {
		own = func(d Date) []window { return g.cfg.Hours.on(d, g.cfg.Holidays) }
	}
	if g.cfg.Rules == nil {
		return []weekLine{{"all", []func(Date) []window{own}, nil}}
	}
	var lines []weekLine
	for _, region := range regions {
		of := g.cfg.Rules.linesOf(region, first)
		if len(of) == 0 { // it has no rule that bounds it
			of = []weekLine{{name: region}}
		}
		for _, line := range of {
			line.parts = append(line.parts, own)
			lines = append(lines, line)
		}
	}
	return lines
}

func writeWeek(out io.Writer, first Date, lines []weekLine) error {
	var table strings.Builder
	table.WriteString("region")
	for d := first; d < first+7; d++ {
		table.WriteString("\t" + d.midnight().Format("Mon 01-02"))
	}
	holidays := false
	for _, line := range lines {
		table.WriteString("\n" + line.name)
		for d := first; d < first+7; d++ {
			mark := ""
			if line.holiday(d) {
				mark, holidays = "*", true
			}
			table.WriteString("\t" + writeWindows(line.on(d)) + mark)
		}
	}
	if holidays {
		table.WriteString("\n* a holiday, or beyond the file of holidays")
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if _, err := io.WriteString(w, table.String()+"\n"); err != nil {
		return fmt.Errorf("writing the week: %w", err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the week: %w", err)
	}
	return nil
}

// weekLine is a line of a week: what holds by one clock.
type weekLine struct {
	name  string
	parts []func(Date) []window
	// rules are those behind the parts.
	rules []*Rule
}

// lines returns the lines of the default and of the regions, as Rules.tables has them.
func (r *Rules) lines(first Date) []weekLine {
	var lines []weekLine
	if d := r.Default; d != nil {
		lines = append(lines, weekLine{"default", []func(Date) []window{d.on}, []*Rule{d}})
	}
	for _, region := range slices.Sorted(maps.Keys(r.regions)) {
		lines = append(lines, r.linesOf(region, first)...)
	}
	return lines
}

// linesOf returns the lines of a region. One whose rules all have clocks of their own has a line without one only when the default holds in
// the week.
func (r *Rules) linesOf(region string, first Date) []weekLine {
	rules := r.of(region)
	byDefault := func(d Date) []window { return r.byDefault(rules, d) }
	main := weekLine{name: region, parts: []func(Date) []window{byDefault}}
	var zoned []weekLine
	for _, rule := range rules {
		if rule.zone == nil {
			main.parts, main.rules = append(main.parts, rule.on), append(main.rules, rule)
			continue
		}
		zoned = append(zoned, weekLine{region + " by " + rule.Zone, []func(Date) []window{rule.on}, []*Rule{rule}})
	}
	if len(main.rules) > 0 || !main.unbounded(first) {
		return append([]weekLine{main}, zoned...)
	}
	return zoned
}

// unbounded reports whether a line is open all week.
func (l *weekLine) unbounded(first Date) bool {
	for d := first; d < first+7; d++ {
		if windows := l.on(d); !slices.Equal(windows, wholeDay()) {
			return false
		}
	}
	return true
}

// on returns the windows of a date.
func (l *weekLine) on(d Date) []window {
	windows := wholeDay()
	for _, part := range l.parts {
		windows = overlap(windows, clipped(part, d))
	}
	return windows
}

// holiday reports whether a rule in force has other hours on a date than on its day of the week.
func (l *weekLine) holiday(d Date) bool {
	return slices.ContainsFunc(l.rules, func(rule *Rule) bool {
		h := rule.holidays
		return rule.inForce(d) && h != nil && (!h.Covers(d) || h.Has(d))
	})
}

// clipped returns windows between the midnights of a date, with what the day before left open.
func clipped(on func(Date) []window, d Date) []window {
	var windows []window
	for _, w := range on(d - 1) {
		if w.close > minutesPerDay {
			windows = append(windows, window{0, w.close - minutesPerDay})
		}
	}
	for _, w := range on(d) {
		w.close = min(w.close, minutesPerDay)
		if n := len(windows); n > 0 && w.open <= windows[n-1].close {
			windows[n-1].close = max(windows[n-1].close, w.close)
			continue
		}
		windows = append(windows, w)
	}
	return windows
}

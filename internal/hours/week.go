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
	var table strings.Builder
	table.WriteString("region")
	for d := first; d < first+7; d++ {
		table.WriteString("\t" + d.midnight().Format("Mon 01-02"))
	}
	holidays := false
	for _, line := range r.lines(first) {
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

// lines returns the lines of the default and of the regions, as Rules.tables has them. A region whose rules all have clocks of their own
// has a line without one only when the default holds in the week.
func (r *Rules) lines(first Date) []weekLine {
	var lines []weekLine
	if d := r.Default; d != nil {
		lines = append(lines, weekLine{"default", []func(Date) []window{d.on}, []*Rule{d}})
	}
	for _, region := range slices.Sorted(maps.Keys(r.regions)) {
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
			lines = append(lines, main)
		}
		lines = append(lines, zoned...)
	}
	return lines
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

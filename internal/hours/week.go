package hours

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// WriteWeek writes the hours of seven days from a date on, with a line for each region that has rules, for the default, and for
// each rule that goes by a clock of its own.
func (r *Rules) WriteWeek(out io.Writer, first Date) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "region")
	for d := first; d < first+7; d++ {
		fmt.Fprintf(w, "\t%s", d.midnight().Format("Mon 01-02"))
	}
	fmt.Fprintln(w)
	holidays := false
	for _, line := range r.lines() {
		fmt.Fprint(w, line.name)
		for d := first; d < first+7; d++ {
			windows, holiday := line.on(d)
			mark := ""
			if holiday {
				mark, holidays = "*", true
			}
			fmt.Fprintf(w, "\t%s%s", writeWindows(windows), mark)
		}
		fmt.Fprintln(w)
	}
	if holidays {
		fmt.Fprintln(w, "* a holiday, or beyond the file of holidays")
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the week: %w", err)
	}
	return nil
}

// weekLine is a line of a week: rules that go by one clock.
type weekLine struct {
	name  string
	rules []*Rule
	// fallback holds on dates on which no rule is in force; nil: nobody is called then.
	fallback *Rule
	// part: other lines are about the region, too, so that no rule in force means no bound.
	part bool
}

func (r *Rules) lines() []weekLine {
	var lines []weekLine
	if r.Default != nil {
		lines = append(lines, weekLine{name: "default", fallback: r.Default})
	}
	for _, region := range slices.Sorted(maps.Keys(r.regions)) {
		main := weekLine{name: region, fallback: r.Default}
		var zoned []weekLine
		for _, rule := range r.of(region) {
			if rule.zone == nil {
				main.rules = append(main.rules, rule)
				continue
			}
			zoned = append(zoned, weekLine{name: region + " by " + rule.Zone, rules: []*Rule{rule}, part: true})
		}
		if len(main.rules) > 0 {
			main.part = len(zoned) > 0
			lines = append(lines, main)
		}
		lines = append(lines, zoned...)
	}
	return lines
}

// on returns the windows of a date, and whether a holiday is behind them.
func (l *weekLine) on(d Date) (windows []window, holiday bool) {
	windows = wholeDay()
	rules := slices.DeleteFunc(slices.Clone(l.rules), func(r *Rule) bool { return !r.inForce(d) })
	switch {
	case len(rules) > 0 || l.part:
	case l.fallback == nil:
		return nil, false
	default:
		rules = []*Rule{l.fallback}
	}
	for _, rule := range rules {
		windows = overlap(windows, clipped(rule, d))
		holiday = holiday || rule.holidays != nil && (!rule.holidays.Covers(d) || rule.holidays.Has(d))
	}
	return windows, holiday
}

// clipped returns the windows of a rule between the midnights of a date, with what the day before left open.
func clipped(rule *Rule, d Date) []window {
	var windows []window
	for _, w := range rule.on(d - 1) {
		if w.close > minutesPerDay {
			windows = append(windows, window{0, w.close - minutesPerDay})
		}
	}
	for _, w := range rule.on(d) {
		w.close = min(w.close, minutesPerDay)
		if n := len(windows); n > 0 && w.open <= windows[n-1].close {
			windows[n-1].close = max(windows[n-1].close, w.close)
			continue
		}
		windows = append(windows, w)
	}
	return windows
}

package show

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// The marks of a chart from the lowest to the highest. Nothing is a space.
const (
	blockMarks = "▁▂▃▄▅▆▇█"
	plainMarks = ".:-=+*#@"
)

// Where it is not known how wide a terminal is, a chart has at most plainWidth marks.
const plainWidth = 78

// pace draws how many calls were sent over time, on a terminal of a width; 0: that is not known.
func (w *Writer) pace(p *overview.Pace, width int, blocks bool) {
	if len(p.Sent) < 2 {
		return
	}
	room := plainWidth
	if width > 0 {
		room = max(10, width-4)
	}
	each := (len(p.Sent) + room - 1) / room
	counts := together(p.Sent, each)
	span, most := time.Duration(each)*p.Span, slices.Max(counts)
	w.Printf("  calls over time: a mark is %s, the highest is %s\n", spanText(span), dialer.Plural(most, "call"))
	w.Printf("    %s\n", marksOf(counts, blocks))
	w.Printf("  from %s to %s\n", p.From.Local().Format(clockFormat), p.From.Add(time.Duration(len(counts))*span).Local().Format(clockFormat))
}

// together adds up each few neighbors.
func together(counts []int, each int) []int {
	sums := make([]int, (len(counts)+each-1)/each)
	for i, n := range counts {
		sums[i/each] += n
	}
	return sums
}

// marksOf draws counts, each as high as its share of the highest one. What is not zero is seen.
func marksOf(counts []int, blocks bool) string {
	marks, most := []rune(plainMarks), max(1, slices.Max(counts))
	if blocks {
		marks = []rune(blockMarks)
	}
	drawn := make([]rune, len(counts))
	for i, n := range counts {
		drawn[i] = ' '
		if n > 0 {
			drawn[i] = marks[(n*len(marks)-1)/most]
		}
	}
	return strings.TrimRight(string(drawn), " ")
}

// spanText is a span of time for people, as in `5 minutes`.
func spanText(span time.Duration) string {
	for _, unit := range []struct {
		is   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if span%unit.is == 0 {
			return dialer.Plural(int(span/unit.is), unit.name)
		}
	}
	return dialer.Plural(int(span/time.Second), "second")
}

// longestGaps returns the longest few gaps, in their order.
func longestGaps(gaps []overview.Gap, most int) []overview.Gap {
	longest := slices.Clone(gaps)
	slices.SortStableFunc(longest, func(a, b overview.Gap) int { return cmp.Compare(b.To.Sub(b.From), a.To.Sub(a.From)) })
	longest = longest[:min(most, len(longest))]
	slices.SortFunc(longest, func(a, b overview.Gap) int { return a.From.Compare(b.From) })
	return longest
}

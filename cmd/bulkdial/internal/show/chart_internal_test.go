package show

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bulkdial/internal/overview"
)

// TestMarks: a mark is as high as its count, what is not zero is seen, and the highest is full.
func TestMarks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		counts       []int
		plain, block string
	}{
		{[]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 0}, " .:-=+*#@", " ▁▂▃▄▅▆▇█"},
		{[]int{1_000_000, 1, 0, 500_000}, "@. =", "█▁ ▄"},
		{[]int{1, 1}, "@@", "██"},
		{[]int{0}, "", ""},
	} {
		if plain, block := marksOf(tt.counts, false), marksOf(tt.counts, true); plain != tt.plain || block != tt.block {
			t.Errorf("%v is %q and %q, want %q and %q", tt.counts, plain, block, tt.plain, tt.block)
		}
	}
}

// TestPaceFits: a chart fits on each terminal, and no call is lost.
func TestPaceFits(t *testing.T) {
	t.Parallel()
	sent := slices.Repeat([]int{1}, overview.MaxBuckets)
	for width := range 200 {
		var text strings.Builder
		w := NewWriter(&text)
		w.pace(&overview.Pace{From: time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC), Span: 5 * time.Minute, Sent: sent}, width, true)
		lines := strings.Split(text.String(), "\n")
		if most := max(14, width); width > 0 && utf8.RuneCountInString(lines[1]) > most {
			t.Errorf("%d columns: %q", width, lines[1])
		}
	}
	for each := 1; each < 20; each++ {
		if n := together(sent, each); len(n) != (len(sent)+each-1)/each {
			t.Errorf("%d: %v", each, n)
		}
	}
	for span, want := range map[time.Duration]string{time.Second: "1 second", 90 * time.Second: "90 seconds", time.Hour: "1 hour", 48 * time.Hour: "2 days"} {
		if got := spanText(span); got != want {
			t.Errorf("%v is %s, want %s", span, got, want)
		}
	}
}

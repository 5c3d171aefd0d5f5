package region_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/region"
)

// someRows are a bar with counts, what stays, and what matters less.
func someRows() []region.Row {
	return []region.Row{
		{Bar: &region.Bar{Done: 30, Total: 100}, Parts: []region.Part{{Text: "30/100 called"}, {Text: "30%", Rank: 1}, {Text: "4m left", Rank: 2}}},
		{Rank: 2, Parts: []region.Part{{Text: "4.9 cps in the last minute", Short: "4.9 cps"}, {Text: "12 lines in use", Short: "12 lines", Rank: 1}}},
		{Rank: 3},
		{Rank: 1, Parts: []region.Part{{Text: "paused"}}},
	}
}

// TestFit: less room means shorter words, then fewer parts, then a cut; fewer rows mean those that matter most.
func TestFit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		columns, rows int
		want          []string
	}{
		{80, 9, []string{
			"[===========>----------------------------]  30/100 called · 30% · 4m left", "4.9 cps in the last minute · 12 lines in use", "paused",
		}},
		{50, 9, []string{"[====>------------]  30/100 called · 30% · 4m left", "4.9 cps in the last minute · 12 lines in use", "paused"}},
		{40, 9, []string{"30/100 called · 30% · 4m left", "4.9 cps in the last minute · 12 lines", "paused"}},
		{20, 9, []string{"30/100 called · 30%", "4.9 cps · 12 lines", "paused"}},
		{10, 9, []string{"30/100 ca…", "4.9 cps", "paused"}},
		{20, 2, []string{"30/100 called · 30%", "paused"}},
		{20, 1, []string{"30/100 called · 30%"}},
		{1, 1, []string{"…"}},
	} {
		if diff := cmp.Diff(tt.want, region.Fit(someRows(), tt.columns, tt.rows)); diff != "" {
			t.Errorf("Fit(%d, %d) (-want +got):\n%s", tt.columns, tt.rows, diff)
		}
	}
}

// TestFitEverySize: no row is wider than there is room, and no bar is without its ends.
func TestFitEverySize(t *testing.T) {
	t.Parallel()
	for columns := 1; columns < 100; columns++ {
		for done := -1; done < 110; done += 7 {
			rows := someRows()
			rows[0].Bar.Done = done
			for _, row := range region.Fit(rows, columns, 9) {
				if n := utf8.RuneCountInString(row); n > columns || strings.Count(row, "[") != strings.Count(row, "]") {
					t.Fatalf("in %d columns: %q", columns, row)
				}
			}
		}
	}
}

package report_test

import (
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
)

// counted is a campaign in which so many of so many first calls were answered.
func counted(name string, answered, ended int) *overview.Overview {
	o := &overview.Overview{Made: sampleTime()}
	o.Files.Contacts, o.ReadAll, o.CallsKnown, o.ResultsFiles = name, true, true, 1
	outcomes := dialer.OutcomeTally{Answered: answered, NoAnswer: ended - answered}
	o.Contacts = dialer.Tally{Rows: ended, Accepted: ended, Outcomes: outcomes}
	o.Attempts = []overview.Attempt{{Attempt: 1, Sent: ended, Accepted: ended, Outcomes: outcomes}}
	o.Hours[10] = overview.Hour{Calls: ended, Answered: answered}
	return o
}

// verdicts counts what the page says of pairs.
func verdicts(page *element) (differ, alike int) {
	page.each(func(e *element) {
		switch {
		case e.name() == "li" && e.is("differs"):
			differ++
		case e.name() == "li" && e.is("same"):
			alike++
		}
	})
	return differ, alike
}

// TestCompare: a difference is only called one where it is more than chance, for all tests of the page together.
func TestCompare(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list   []*overview.Overview
		differ int
		says   []string
	}{
		"alike": {
			[]*overview.Overview{counted("a.csv", 300, 1000), counted("b.csv", 320, 1000)},
			0,
			[]string{"Between the answer rates of a.csv (30.0 %) and b.csv (32.0 %) there is no difference that these numbers can show.", "If they really differ by 2.0 points, about 11,000 ended calls of each would show it in four of five cases.", "In no hour is there a difference"},
		},
		"equal":     {[]*overview.Overview{counted("a.csv", 300, 1000), counted("b.csv", 300, 1000)}, 0, []string{"The shares are equal"}},
		"different": {[]*overview.Overview{counted("a.csv", 300, 1000), counted("b.csv", 400, 1000)}, 1, []string{"b.csv was answered more often than a.csv: 40.0 % of its ended calls, against 30.0 %.", "The difference is +10.0 points, and its 95 % interval +5.8 to +14.1."}},
		"few":       {[]*overview.Overview{counted("a.csv", 3, 10), counted("b.csv", 6, 10)}, 0, []string{"no difference that these numbers can show"}},
		// 30 of 100 and 45 of 100 have p = 0.041: with two tests on the page (acceptance is one) that is not enough.
		"one of two tests": {[]*overview.Overview{counted("a.csv", 30, 100), counted("b.csv", 45, 100)}, 0, []string{"| b.csv and a.csv | +15.0 (+1.6 to +27.7) | 0.041 | 0.081 |"}},
		"none has ended":   {[]*overview.Overview{counted("a.csv", 0, 0), counted("b.csv", 45, 100)}, 0, []string{"cannot be compared yet", "A campaign without ended calls cannot be compared."}},
		"three": {
			[]*overview.Overview{counted("a.csv", 300, 1000), counted("b.csv", 310, 1000), counted("c.csv", 500, 1000)},
			2,
			[]string{"2 of 3 pairs differ in their answer rate."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := parse(t, compared(t, test.list...))
			if differ, alike := verdicts(page); differ != test.differ || alike == 0 {
				t.Errorf("%d pairs differ, want %d", differ, test.differ)
			}
			text := outline(page)
			for _, want := range test.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q:\n%s", want, text)
				}
			}
		})
	}
}

// TestCompareHours: hours are compared where two campaigns have 20 calls, and corrected among themselves.
func TestCompareHours(t *testing.T) {
	t.Parallel()
	a, b := counted("a.csv", 300, 1000), counted("b.csv", 300, 1000)
	a.Hours, b.Hours = [24]overview.Hour{}, [24]overview.Hour{}
	a.Hours[9], b.Hours[9] = overview.Hour{Calls: 19, Answered: 19}, overview.Hour{Calls: 500}
	a.Hours[10], b.Hours[10] = overview.Hour{Calls: 200, Answered: 100}, overview.Hour{Calls: 200, Answered: 40}
	for hour := 11; hour < 20; hour++ {
		a.Hours[hour], b.Hours[hour] = overview.Hour{Calls: 100, Answered: 30}, overview.Hour{Calls: 100, Answered: 44}
	}
	page := parse(t, compared(t, a, b))
	rows := page.figures(t, "Answer rates by hour of the day")
	if len(rows) != 11 || !strings.Contains(rows[1][3], "a.csv and b.csv (p < 0.001)") || rows[2][3] != "none" {
		t.Errorf("hours: %v", rows)
	}
	if text := outline(page); !strings.Contains(text, "Of 10 comparisons of an hour, 1 shows a difference.") {
		t.Errorf("it says\n%s", text)
	}
}

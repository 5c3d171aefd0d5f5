package report_test

import (
	"strings"
	"testing"
	"time"

	"bulkdial/internal/report"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	spaced := func(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
	for _, test := range []struct{ got, want string }{
		{report.Count(0), "0"},
		{report.Count(999), "999"},
		{report.Count(1000), "1,000"},
		{report.Count(-1234567), "-1,234,567"},
		{report.Share(1, 3), "33.3 %"},
		{report.Share(0, 3), "0 %"},
		{report.Share(3, 3), "100 %"},
		{report.Share(0, 0), "–"},
		{report.Share(1, 1_000_000), "< 0.1 %"},
		{report.Share(999_999, 1_000_000), "> 99.9 %"},
		{report.Short(999), "999"},
		{report.Short(1234), "1.2k"},
		{report.Short(9999), "10k"},
		{report.Short(999_499), "999k"},
		{report.Short(999_500), "1.0M"},
		{report.Clock(84 * time.Second), "1:24"},
		{report.Clock(59*time.Minute + 59600*time.Millisecond), "1:00:00"},
		{report.Lasting(14 * time.Hour), "14 h"},
		{report.Lasting(90 * time.Minute), "1 h 30 min"},
		{report.Lasting(49*time.Hour + time.Minute), "2 d 1 h"},
		{report.Lasting(0), "less than 1 s"},
		{report.Lasting(61 * time.Second), "1 min 1 s"},
		{report.Lasting(598_998 * time.Millisecond), "9 min 59 s"},
		{report.Lasting(59*time.Minute + 59600*time.Millisecond), "1 h"},
	} {
		if spaced(test.got) != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

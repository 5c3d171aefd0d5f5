package hours_test

import (
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
)

// TestWithin: a schedule is within another one that is open whenever it is, day by day.
func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		inner, outer string
		want         bool
	}{
		{"daily 09:00-18:00", "daily 09:00-18:00", true},
		{"daily 10:00-18:00", "daily 09:00-18:00", true},
		{"mon-fri 09:00-12:00,13:00-18:00", "daily 09:00-18:00", true},
		{"daily 09:00-18:01", "daily 09:00-18:00", false},
		{"daily 09:00-18:00", "mon-sat 09:00-18:00", false},
		{"daily 09:00-18:00", "daily 09:00-12:00,13:00-18:00", false},
		{"daily 09:00-18:00; holidays 10:00-12:00", "daily 09:00-18:00; holidays closed", false},
		{"daily 09:00-18:00; holidays closed", "daily 09:00-18:00; holidays 10:00-12:00", true},
		{"fri 22:00-02:00", "fri 20:00-03:00", true},
		{"fri 22:00-02:00", "fri 20:00-24:00; sat 00:00-02:00", false}, // the window belongs to its day
	} {
		inner, err := hours.ParseSchedule(tt.inner)
		if err != nil {
			t.Fatal(err)
		}
		outer, err := hours.ParseSchedule(tt.outer)
		if err != nil {
			t.Fatal(err)
		}
		if got := inner.Within(outer); got != tt.want {
			t.Errorf("%s within %s: %v", tt.inner, tt.outer, got)
		}
	}
}

// nowhere places contacts in no region.
type nowhere struct{}

func (nowhere) Of(*dialer.Contact) *dialer.Whereabouts { return &dialer.Whereabouts{} }

// TestWeekOfGuard: the week of a guard has the regions that are asked for, and both its hours and their rules.
func TestWeekOfGuard(t *testing.T) {
	schedule, err := hours.ParseSchedule("mon-fri 09:00-19:00")
	if err != nil {
		t.Fatal(err)
	}
	first := hours.DateOf(time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)) // a Friday
	week := func(cfg hours.Config, regions ...string) string {
		cfg.Places = nowhere{}
		guard, err := hours.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := guard.WriteWeek(&out, first, regions); err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(out.String()), " ")
	}
	const days = "region Fri 11-27 Sat 11-28 Sun 11-29 Mon 11-30 Tue 12-01 Wed 12-02 Thu 12-03 "
	if got, want := week(hours.Config{Hours: schedule}, "US-FL"), days+"all 09:00-19:00 closed closed"+strings.Repeat(" 09:00-19:00", 4); got != want {
		t.Errorf("hours alone: %s", got)
	}
	rules, err := readRules(t, "version: v\nchecked: 2026-11-01\nrules:\n"+
		"- {region: US-FL, hours: daily 10:00-20:00, source: s}\n- {region: US-MS, hours: daily 08:00-20:00, zone: Etc/GMT+6, source: s}\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := week(hours.Config{Hours: schedule, Rules: rules}, "US-FL", "US-TX"),
		days+"US-FL 10:00-19:00 closed closed"+strings.Repeat(" 10:00-19:00", 4)+" US-TX"+strings.Repeat(" closed", 7); got != want {
		t.Errorf("with rules: %s", got)
	}
	if got := week(hours.Config{Rules: rules}, "US-MS"); !strings.Contains(got, "US-MS by Etc/GMT+6 08:00-20:00") {
		t.Errorf("a rule with a clock of its own: %s", got)
	}
}

package hours_test

import (
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
)

// TestRest: the longest after_conversation counts of all rules that may be in force for a contact.
func TestRest(t *testing.T) {
	const day = `hours: "daily 00:00-24:00", source: x`
	rules, err := readRules(t, `version: a
checked: 2026-11-26
default: {`+day+`, after_conversation: 12h}
rules:
- {region: US, `+day+`}
- {region: US-FL, `+day+`, after_conversation: 7d}
- {region: US-TX, `+day+`, after_conversation: 3d, from: 2026-12-01}
- {region: GB, `+day+`, after_conversation: 30d, until: 2026-11-26}
`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rules.LongestRest(), 30*24*time.Hour; got != want {
		t.Errorf("LongestRest() = %v, want %v", got, want)
	}
	guard, err := hours.New(hours.Config{Rules: rules, Places: places(t), BatchSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		number, state, at string
		want              time.Duration
	}{
		{"+14155550101", "", "2026-11-26T12:00:00Z", 0},
		{"+14155550101", "FL", "2026-11-26T12:00:00Z", 7 * 24 * time.Hour},
		{"+13055550101", "CA", "2026-11-26T12:00:00Z", 7 * 24 * time.Hour},
		{"+13055550101", "TX", "2026-12-02T12:00:00Z", 7 * 24 * time.Hour},
		{"+12145550101", "", "2026-11-29T12:00:00Z", 0},
		{"+12145550101", "", "2026-11-30T12:00:00Z", 3 * 24 * time.Hour}, // it is 1 December somewhere
		{"+33142685300", "", "2026-11-26T12:00:00Z", 12 * time.Hour},
		{"+442079460123", "", "2026-11-27T12:00:00Z", 30 * 24 * time.Hour},
		{"+442079460123", "", "2026-11-29T12:00:00Z", 12 * time.Hour},
		{"+18005550101", "", "2026-11-26T12:00:00Z", 30 * 24 * time.Hour}, // its region is not known
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := guard.Rest(&dialer.Contact{Number: test.number, State: test.state}, at); got != test.want {
			t.Errorf("Rest(%s, %q, %s) = %v, want %v", test.number, test.state, test.at, got, test.want)
		}
	}
	if _, err := readRules(t, "version: a\nchecked: 2026-11-26\ndefault: {"+day+", after_conversation: 181d}\n"); err == nil || !strings.Contains(err.Error(), "180d") {
		t.Errorf("181d: %v", err)
	}
}

// BenchmarkRest measures how long the rest after a conversation is looked up.
func BenchmarkRest(b *testing.B) {
	p := places(b)
	rules, err := hours.ReadRules("../../docs/rules/us-debt-collection.yaml", pinned(b), p.Known)
	if err != nil {
		b.Fatal(err)
	}
	guard, err := hours.New(hours.Config{Rules: rules, Places: p, BatchSize: 5})
	if err != nil {
		b.Fatal(err)
	}
	c, now := &dialer.Contact{Number: "+14155550100", State: "Florida"}, time.Date(2026, 12, 1, 13, 30, 0, 0, time.UTC)
	for b.Loop() {
		guard.Rest(c, now)
	}
}

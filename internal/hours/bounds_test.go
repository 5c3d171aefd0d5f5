package hours_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
)

// TestBounds: the longest after_conversation counts of all rules that may be in force for a contact, and all their caps.
func TestBounds(t *testing.T) {
	const day = `hours: "daily 00:00-24:00", source: x`
	rules, err := readRules(t, `version: a
checked: 2026-11-26
default: {`+day+`, after_conversation: 12h, max_calls: 9/7d}
rules:
- {region: US, `+day+`, max_calls: "7/7d,3/24h"}
- {region: US-FL, `+day+`, after_conversation: 7d, max_calls: 3/24h}
- {region: US-TX, `+day+`, after_conversation: 3d, max_calls: 1/8h, from: 2026-12-01}
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
		caps              string
	}{
		{"+14155550101", "", "2026-11-26T12:00:00Z", 0, "7/168h 3/24h"},
		{"+14155550101", "FL", "2026-11-26T12:00:00Z", 7 * 24 * time.Hour, "7/168h 3/24h"},
		{"+13055550101", "CA", "2026-11-26T12:00:00Z", 7 * 24 * time.Hour, "7/168h 3/24h"},
		{"+13055550101", "TX", "2026-12-02T12:00:00Z", 7 * 24 * time.Hour, "7/168h 3/24h 1/8h"},
		{"+12145550101", "", "2026-11-29T12:00:00Z", 0, "7/168h 3/24h"},
		{"+12145550101", "", "2026-11-30T12:00:00Z", 3 * 24 * time.Hour, "7/168h 3/24h 1/8h"}, // it is 1 December somewhere
		{"+33142685300", "", "2026-11-26T12:00:00Z", 12 * time.Hour, "9/168h"},
		{"+442079460123", "", "2026-11-27T12:00:00Z", 30 * 24 * time.Hour, "9/168h"},
		{"+442079460123", "", "2026-11-29T12:00:00Z", 12 * time.Hour, "9/168h"},
		{"+18005550101", "", "2026-11-26T12:00:00Z", 30 * 24 * time.Hour, "7/168h 3/24h 1/8h 9/168h"}, // its region is not known
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		c := &dialer.Contact{Number: test.number, State: test.state}
		if got := guard.Rest(c, at); got != test.want {
			t.Errorf("Rest(%s, %q, %s) = %v, want %v", test.number, test.state, test.at, got, test.want)
		}
		var caps []string
		for _, one := range guard.Caps(c, at) {
			caps = append(caps, one.String())
		}
		if diff := cmp.Diff(strings.Fields(test.caps), caps, cmpopts.SortSlices(strings.Compare)); diff != "" {
			t.Errorf("Caps(%s, %q, %s) (-want +got):\n%s", test.number, test.state, test.at, diff)
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

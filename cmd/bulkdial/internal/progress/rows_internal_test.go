package progress

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/region"
)

// aBusyRun is a run in which everything happens that rows can say.
func aBusyRun() engine.Live {
	now := time.Now()
	return engine.Live{
		Sent: 412, Results: dialer.Tally{Accepted: 380, Rejected: 30, Unknown: 2}, CPS: 5, Slots: 8, InFlight: 3, ContactsInFlight: 15,
		Lines: dialer.LineUse{Limit: 20, Effective: 18, InUse: 17}, OnHold: 120, NextOpening: now.Add(5 * time.Minute),
		HeldUntil: now.Add(7 * time.Second), HeldFor: dialer.HeldForLines,
		LastError: "HTTP 429 too_many: all lines of the account are in use", LastErrorAt: now.Add(-3 * time.Second),
	}
}

var updateRows = flag.Bool("rows.update", false, "write testdata/rows.txt again")

// compareRows compares rows with those that are kept.
func compareRows(t *testing.T, rows string) {
	t.Helper()
	const path = "testdata/rows.txt"
	if *updateRows {
		if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(kept), "\n"), strings.Split(rows, "\n")); diff != "" {
		t.Errorf("%s (-kept +got); -rows.update writes it again:\n%s", path, diff)
	}
}

// TestProgressRows: what the rows say in windows of all sizes, recorded; and in which states they say what.
func TestProgressRows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		live := engine.Live{CPS: 5}
		out := onRegion(io.Discard)
		p := NewRunBar(out, FormNone, func() engine.Live { return live }, 1000, 5, "bulkdial resume leads.csv")
		defer p.Close()
		p.zone = time.UTC
		for range 85 { // a call in five seconds for a while, so that the last minute differs from the beginning
			time.Sleep(time.Second)
			live.Sent += 4
			p.rows()
		}
		live = aBusyRun()
		var ended dialer.OutcomeTally
		for outcome, n := range map[dialer.Outcome]int{dialer.OutcomeAnswered: 201, dialer.OutcomeNoAnswer: 90, dialer.OutcomeBusy: 12, dialer.OutcomeFailed: 3} {
			for range n {
				ended.Ended(outcome)
			}
		}
		p.Follow(func() calls.Progress { return calls.Progress{Outcomes: ended, InProgress: 17} })
		var recorded strings.Builder
		say := func(heading string, columns, rows int) {
			text := strings.Join(region.Fit(p.rows(), columns, rows), "\n") + "\n"
			recorded.WriteString("== " + heading + "\n" + text)
		}
		for _, size := range []struct{ columns, rows int }{{199, 49}, {119, 29}, {79, 23}, {59, 23}, {39, 23}, {23, 23}, {9, 23}, {79, 3}, {79, 2}, {79, 1}} {
			say(fmt.Sprintf("%d columns, %d rows", size.columns, size.rows), size.columns, size.rows)
		}
		live.Paused, live.LastError = true, ""
		say("paused", 79, 23)
		live.Paused, live.HeldUntil, live.OnHold = false, time.Time{}, 0
		live.Sent, live.InFlight, live.ContactsInFlight = 1000, 0, 0
		say("all are called", 79, 23)
		live.Sent, live.InFlight, live.ContactsInFlight = 500, 2, 10
		p.stopping.Store(true)
		say("stopping", 79, 23)
		p.toCall, live.Read.Rows = 0, 700
		say("standard input", 79, 23)
		compareRows(t, recorded.String())
	})
}

// TestRecentPace: the pace is that of the last minute, and stands still for a second at a time.
func TestRecentPace(t *testing.T) {
	t.Parallel()
	began := time.Now()
	p := newRecentPace(began, 5)
	for _, tt := range []struct {
		after time.Duration
		sent  int
		cps   float64
		over  time.Duration
	}{
		{0, 0, 0, 0},
		{500 * time.Millisecond, 5, 0, 0},
		{time.Second, 5, 5, time.Second},
		{1900 * time.Millisecond, 10, 5, time.Second},
		{10 * time.Second, 10, 1, 10 * time.Second},
		{40 * time.Second, 120, 3, 40 * time.Second},
		{90 * time.Second, 220, 2.625, 80 * time.Second},
		{100 * time.Second, 280, 160.0 / 60, time.Minute},
		{10 * time.Minute, 280, 0, 500 * time.Second},
	} {
		cps, over := p.at(began.Add(tt.after), tt.sent, 0)
		if cps != tt.cps || over != tt.over {
			t.Errorf("after %v and %d sent: %v cps over %v, want %v over %v", tt.after, tt.sent, cps, over, tt.cps, tt.over)
		}
	}
}

// TestPaceAsked: batches that come in jumps do not seem to exceed the pace that was asked for; what does exceed it shows.
func TestPaceAsked(t *testing.T) {
	t.Parallel()
	for sent, want := range map[int]float64{30: 3, 40: 4, 45: 4, 46: 4.1, 60: 5.5} {
		p := newRecentPace(time.Now().Add(-10*time.Second), 5)
		now := p.samples[0].at.Add(10 * time.Second)
		if got, _ := p.at(now, sent, 4); got != want {
			t.Errorf("%d sent in ten seconds at a pace of 4: %v cps, want %v", sent, got, want)
		}
	}
}

// TestLeftText: an estimate changes rarely.
func TestLeftText(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "1s", 59 * time.Second: "59s", 61 * time.Second: "1m", 95 * time.Second: "1m40s", 9*time.Minute + 58*time.Second: "10m",
		61*time.Minute + 20*time.Second: "1h1m", 2 * time.Hour: "2h", 31*time.Hour + 40*time.Minute: "32h",
	} {
		if got := leftText(d); got != want {
			t.Errorf("leftText(%v) = %q, want %q", d, got, want)
		}
	}
}

// TestBarEvents: --progress on draws rows, and no events.
func TestBarEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		out := onRegion(&log)
		p := NewRunBar(out, FormBar, aRun(time.Now()), 240, 5, "bulkdial resume leads.csv")
		p.Report(zerolog.New(out))
		time.Sleep(65 * time.Second)
		p.Close()
		time.Sleep(time.Hour)
		if text := log.String(); !strings.Contains(text, "65/240 called (27%)") || strings.Contains(text, "{") || !strings.HasSuffix(text, "\r\x1b[J") {
			t.Errorf("it shows %q", text)
		}
	})
}

package admission_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// said keeps what is logged, each with the time since it was made.
type said struct {
	began time.Time
	lines []string
}

func (s *said) Write(line []byte) (int, error) {
	var event struct {
		Level   string `json:"level"`
		Message string `json:"message"`
		Reason  string `json:"reason"`
		Wait    string `json:"wait"`
		Waited  string `json:"waited"`
	}
	if err := json.Unmarshal(bytes.TrimSpace(line), &event); err != nil {
		return 0, err
	}
	text := fmt.Sprint(time.Since(s.began), " ", event.Level, " ", event.Message, "; ", event.Reason, "; ", event.Wait, event.Waited)
	s.lines = append(s.lines, strings.TrimSuffix(text, "; "))
	return len(line), nil
}

// TestWaitsAreLogged: a wait is told when it begins, holds of the gate once a minute too, and when nothing has waited for ten seconds.
func TestWaitsAreLogged(t *testing.T) {
	var log *said
	bubble(t, func(c *admission.Config) {
		log = &said{began: time.Now()}
		c.Logger, c.Lines = zerolog.New(zerolog.SyncWriter(log)), admission.NewLines(admission.LinesConfig{Limit: 1})
	}, func(b *bench) {
		b.Gate.Hold(b.admit(1, ""), told(119*time.Second))
		if reason := b.Waits.Reason(); reason != "busy" || b.Waits.Idle() {
			b.Errorf("the reason is %q, and idle is %v", reason, b.Waits.Idle())
		}
		b.Lines.GiveBack(1)
		b.Gate.Open(b.admit(1, "")) // the only line is in use now
		b.at(3 * time.Minute)
		b.queue(1)
		if reason := b.Waits.Reason(); reason != "all the lines asked for (1) are in use" {
			b.Errorf("the reason is %q", reason)
		}
		b.at(5 * time.Minute)
		b.Lines.GiveBack(1)
		b.at(6 * time.Minute)
		b.Gate.Hold(b.let[2].pass, lost("lost", 5*time.Second))
		b.Lines.GiveBack(1)
		p := b.admit(1, "")
		b.Gate.Open(p)
		b.at(6*time.Minute + 14*time.Second) // less than ten seconds later
		b.Gate.Hold(p, lost("lost again", time.Second))
		b.Lines.GiveBack(1)
		b.Gate.Open(b.admit(1, ""))
		b.Waits.LacksTime("later", b.began.Add(time.Hour))
		if !b.Waits.Idle() {
			b.Error("a run that waits for the time is not idle")
		}
		b.at(time.Hour)
		b.Waits.GotTime()
		if b.Waits.Idle() {
			b.Error("the run is idle though contacts may be called")
		}
	})
	if diff := cmp.Diff([]string{
		"0s warn no free line; the run waits; busy; 1m59s",
		"1m0s warn still no free line; the run waits; busy; 1m0s",
		"2m9s info there are free lines again; the run goes on; busy; 1m59s",
		"3m0s info all lines are in use; the run waits for a free one; all the lines asked for (1) are in use",
		"5m10s info there are free lines again; the run goes on; all the lines asked for (1) are in use; 2m0s",
		"6m0s warn no good answer; the run waits; lost; 5s",
		"6m15s info no contact may be called now; the run waits; later; 53m45s",
		"6m25s info there are good answers again; the run goes on; lost again; 15s",
		"1h0m0s info contacts may be called again; the run goes on; later; 53m45s",
	}, log.lines); diff != "" {
		t.Errorf("the log (-want +got):\n%s", diff)
	}
}

// lost asks the gate to close for a time, because there is no good answer.
func lost(reason string, d time.Duration) admission.Ask {
	return admission.Ask{Why: dialer.HeldByFailures, Reason: reason, Told: d, Growth: admission.LossGrowth()}
}

// TestLongest: a time is a wait when no attempt got a result for ten seconds because something held the run up, or for a minute because of
// its own calls; it is of what held the run up the longest.
func TestLongest(t *testing.T) {
	busy := func(b *bench, d time.Duration) { b.Gate.Hold(b.admit(1, ""), told(d)) }
	for name, tt := range map[string]struct {
		run  func(*bench)
		want []string
	}{
		"nothing": {func(b *bench) { b.at(time.Hour) }, nil},
		"a short hold": {func(b *bench) {
			busy(b, 10*time.Second-1)
			b.Gate.Open(b.admit(1, ""))
		}, nil},
		"a hold": {func(b *bench) {
			b.at(time.Second)
			busy(b, 10*time.Second)
			b.Gate.Open(b.admit(1, ""))
			b.at(time.Minute)
		}, []string{"no_free_line 1s-11s"}},
		"a result during a hold": {func(b *bench) {
			busy(b, 30*time.Second)
			b.at(15 * time.Second)
			b.Waits.Results()
			b.Gate.Open(b.admit(1, ""))
		}, []string{"no_free_line 0s-15s", "no_free_line 15s-30s"}},
		"failures, and then a pause": {func(b *bench) {
			b.Gate.Hold(b.admit(1, ""), lost("lost", 20*time.Second))
			b.Gate.Open(b.admit(1, ""))
			b.pause.Set(true)
			b.queue(1)
			b.at(time.Minute)
			b.pause.Set(false)
			b.at(2 * time.Minute)
		}, []string{"paused 20s-1m0s"}},
		"own calls for less than a minute": {func(b *bench) { ownCalls(b, time.Minute-1) }, nil},
		"own calls for a minute":           {func(b *bench) { ownCalls(b, time.Minute) }, []string{"no_free_line 0s-1m0s"}},
		"the time": {func(b *bench) {
			b.Waits.LacksTime("later", b.began.Add(time.Hour))
			b.at(time.Hour)
			b.Waits.GotTime()
		}, []string{"not_now 0s-1h0m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, withLines(5), func(b *bench) {
				tt.run(b)
				var got []string
				for _, w := range b.Waits.Longest(time.Now()) {
					got = append(got, fmt.Sprint(w.Why, " ", w.From.Sub(b.began), "-", w.To.Sub(b.began)))
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					b.Errorf("waits (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// ownCalls has a request wait for the end of calls.
func ownCalls(b *bench, wait time.Duration) {
	b.admit(5, "")
	b.queue(1)
	b.at(wait)
	b.Lines.GiveBack(5)
	b.at(wait)
}

// TestFifty: the fifty longest waits are kept, in their order.
func TestFifty(t *testing.T) {
	bubble(t, nil, func(b *bench) {
		for i := range 60 {
			b.Gate.Hold(b.admit(1, ""), told(time.Duration(10+i*7%60)*time.Second))
			b.Gate.Open(b.admit(1, ""))
			b.Waits.Results()
		}
		waits := b.Waits.Longest(time.Now())
		if len(waits) != 50 {
			b.Fatalf("%d waits", len(waits))
		}
		for i, w := range waits {
			if took := w.To.Sub(w.From); took < 20*time.Second || i > 0 && w.From.Before(waits[i-1].To) {
				b.Errorf("%d: %v from %v", i, took, w.From.Sub(b.began))
			}
		}
	})
}

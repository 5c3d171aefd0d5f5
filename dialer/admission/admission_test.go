package admission_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// bench is an admission with what it is made of, and what it has let in.
type bench struct {
	*testing.T // of the bubble

	admission.Admission

	began time.Time
	pause *admission.Pause
	// held are the holds of the gate in their order.
	held []dialer.Hold

	mu  sync.Mutex
	let []let
}

// let is a request that was admitted: after which time, how many of its calls, and its pass.
type let struct {
	After time.Duration
	Calls int
	pass  admission.Pass
}

// The methods of an Observer.

func (b *bench) Sent(dialer.Sending)      {}
func (b *bench) Answered(dialer.Exchange) {}
func (b *bench) Held(why dialer.Hold)     { b.held = append(b.held, why) }
func (b *bench) Stopping()                {}

// bubble runs a test of an admission on a fake clock. Without prepare, nothing but the gate and the pause bounds it, and there are no
// more than five calls in a request.
func bubble(t *testing.T, prepare func(*admission.Config), test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, began: time.Now(), pause: admission.NewPause()}
		cfg := admission.Config{
			BatchSize: 5, MaxWait: time.Hour, Lines: admission.NewLines(admission.LinesConfig{}), Pause: b.pause, Observer: b, Logger: zerolog.Nop(),
		}
		if prepare != nil {
			prepare(&cfg)
		}
		b.Admission = admission.New(cfg)
		defer b.Waits.Close()
		test(b)
	})
}

// admit waits for the admission of a request with calls from a number, notes it, and returns its pass.
func (b *bench) admit(calls int, from string) admission.Pass {
	pass, got, err := b.Admit(b.Context(), calls, &dialer.Route{FromNumberID: from})
	if err != nil { // the test is over
		return pass
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.let = append(b.let, let{time.Since(b.began), got, pass})
	return pass
}

// queue has requests of one call wait for their admission.
func (b *bench) queue(requests int) {
	for range requests {
		go b.admit(1, "")
	}
	synctest.Wait()
}

// at lets time pass until some time after the beginning, and returns how many requests were let in so far.
func (b *bench) at(after time.Duration) int {
	time.Sleep(after - time.Since(b.began))
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.let)
}

// checkLet checks after which times requests were let in.
func (b *bench) checkLet(want ...time.Duration) {
	b.Helper()
	var got []time.Duration
	for _, l := range b.let {
		got = append(got, l.After.Round(time.Millisecond))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.Errorf("requests were let in after (-want +got):\n%s", diff)
	}
}

// TestStages: whatever keeps a request back, the end of its context ends the wait with its cause, and nothing that it has taken is lost.
func TestStages(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(*admission.Config)
		begin   func(*bench)
	}{
		"a pause": {nil, func(b *bench) { b.pause.Set(true) }},
		"the gate": {nil, func(b *bench) {
			b.Gate.Hold(b.admit(5, ""), admission.Ask{Why: dialer.HeldForLines, Told: 10 * time.Minute})
		}},
		"lines":                {func(c *admission.Config) { c.Lines = admission.NewLines(admission.LinesConfig{Limit: 5}) }, func(b *bench) { b.admit(5, "") }},
		"the pace of the run":  {func(c *admission.Config) { c.CPS = 0.001 }, func(b *bench) { b.admit(5, "") }},
		"the pace of a number": {func(c *admission.Config) { c.CallerPace = func(string) float64 { return 0.001 } }, func(b *bench) { b.admit(5, "") }},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, tt.prepare, func(b *bench) {
				tt.begin(b)
				used := b.Lines.Use().InUse
				stop := errors.New("stop")
				ctx, cancel := context.WithCancelCause(b.Context())
				time.AfterFunc(time.Minute, func() { cancel(stop) })
				_, got, err := b.Admit(ctx, 3, &dialer.Route{})
				if !errors.Is(err, stop) || got != 0 || time.Since(b.began) != time.Minute || b.Lines.Use().InUse != used {
					b.Errorf("Admit() = %d, %v after %v, and %d lines are in use, want the cause after a minute, and %d", got, err, time.Since(b.began), b.Lines.Use().InUse, used)
				}
			})
		})
	}
}

// TestPaceIsTakenLast: what waits for pace when the gate closes or a pause begins gives its lines back, and loses its pace.
func TestPaceIsTakenLast(t *testing.T) {
	for name, stop := range map[string]func(*bench){
		"the gate": func(b *bench) {
			b.Gate.Hold(b.let[0].pass, admission.Ask{Why: dialer.HeldByFailures, Told: 30 * time.Second})
		},
		"a pause": func(b *bench) {
			b.pause.Set(true)
			time.AfterFunc(30*time.Second, func() { b.pause.Set(false) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(c *admission.Config) {
				c.CPS, c.BatchSize, c.Lines = 0.1, 1, admission.NewLines(admission.LinesConfig{Limit: 2})
			}, func(b *bench) {
				b.admit(1, "")
				b.queue(1)
				b.at(5 * time.Second)
				stop(b)
				b.at(time.Minute)
				b.checkLet(0, 35*time.Second)
				if use := b.Lines.Use().InUse; use != 2 {
					b.Errorf("%d lines are in use, want those of the two requests", use)
				}
			})
		})
	}
}

// TestGiveBack: lines and pace of calls that are not sent come back.
func TestGiveBack(t *testing.T) {
	bubble(t, func(c *admission.Config) {
		c.CPS, c.CallerPace = 1, func(string) float64 { return 1 }
		c.Lines = admission.NewLines(admission.LinesConfig{Limit: 5})
	}, func(b *bench) {
		for range 3 {
			b.Gate.Open(b.admit(5, "a"))
			b.GiveBack(5, &dialer.Route{FromNumberID: "a"})
			b.GiveBack(0, &dialer.Route{FromNumberID: "a"})
		}
		b.admit(5, "a")
		b.checkLet(0, 0, 0, 0)
		b.Lines.GiveBack(5)
		b.admit(5, "a")
		if last := b.let[4]; last.After != 5*time.Second || last.Calls != 5 {
			b.Errorf("the last request had %d calls after %v, want 5 after 5s: its pace was not given back", last.Calls, last.After)
		}
	})
}

package admission_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// TestOutlived: a line is free, and Outlived told, when no call on its route can last longer.
func TestOutlived(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg   admission.LinesConfig
		route dialer.Route
		id    string
		want  time.Duration
	}{
		"nothing is known":              {id: "ac_1", want: 2*time.Hour + time.Minute},
		"a call that may be placed":     {want: time.Hour + 6*time.Minute},
		"the route says how long":       {route: dialer.Route{RingingTimeoutSeconds: 30, MaxCallDurationMinutes: 10}, id: "ac_1", want: 70*time.Minute + 30*time.Second},
		"the run says how long":         {cfg: admission.LinesConfig{Ringing: 20 * time.Second, Call: 5 * time.Minute}, want: 10*time.Minute + 20*time.Second},
		"a sandbox is ten times faster": {cfg: admission.LinesConfig{Speed: 10}, id: "ac_1", want: 12*time.Minute + 6*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told []string
				tt.cfg.Outlived = func(id string) { told = append(told, id) }
				lines := admission.NewLines(tt.cfg)
				lines.Resume(tt.id, tt.route, time.Now())
				time.Sleep(tt.want - time.Nanosecond)
				if n := lines.Use().InUse; n != 1 || len(told) != 0 {
					t.Errorf("%d lines in use just before %v, and Outlived was told %q", n, tt.want, told)
				}
				time.Sleep(time.Nanosecond)
				if n := lines.Use().InUse; n != 0 || !slices.Equal(told, []string{tt.id}) {
					t.Errorf("%d lines in use after %v, and Outlived was told %q", n, tt.want, told)
				}
				lines.Ended(tt.id)
				lines.Resume("ac_2", tt.route, time.Now().Add(-100*time.Hour))
				if n := lines.Use().InUse; n != 0 || len(told) != 1 {
					t.Errorf("a call of long ago takes %d lines, and Outlived was told %q", n, told)
				}
			})
		})
	}
}

// withLines bounds the calls in progress.
func withLines(limit int) func(*admission.Config) {
	return func(c *admission.Config) { c.Lines = admission.NewLines(admission.LinesConfig{Limit: limit}) }
}

// TestLinesAreTaken: a request gets as many lines as are free, and waits when there is none, until a call ends or is not placed.
func TestLinesAreTaken(t *testing.T) {
	bubble(t, withLines(7), func(b *bench) {
		b.admit(5, "")
		b.admit(5, "")
		if use := b.Lines.Use(); use != (dialer.LineUse{Limit: 7, Effective: 7, InUse: 7}) || b.let[1].Calls != 2 || b.Lines.InProgress() != 0 {
			b.Errorf("the second request has %d calls, want 2; in use: %+v, in progress: %d", b.let[1].Calls, use, b.Lines.InProgress())
		}
		now := time.Now()
		b.Lines.Answered(5, dialer.Route{}, []dialer.Result{
			{Disposition: dialer.Accepted, CallID: "ac_1", At: now},
			{Disposition: dialer.Accepted, CallID: "ac_2", At: now},
			{Disposition: dialer.Unknown, CallID: "ac_3", At: now},
			{Disposition: dialer.Rejected, At: now},
		}, 0)
		if use := b.Lines.Use(); use.InUse != 5 || use.Effective != 7 || b.Lines.InProgress() != 2 {
			b.Errorf("after an answer %+v, in progress: %d; want 2 calls of it, one in doubt, and 2 of the other request", use, b.Lines.InProgress())
		}
		b.admit(5, "")
		b.queue(2)
		b.at(time.Minute)
		b.Lines.Ended("ac_3") // it is in doubt, and its id is not believed
		b.Lines.Ended("ac_0")
		if n := b.at(time.Minute); n != 3 || b.let[2].Calls != 2 {
			b.Errorf("%d requests, the third with %d calls, want 3 with 2", n, b.let[2].Calls)
		}
		b.Lines.Ended("ac_1")
		if n := b.at(2 * time.Minute); n != 4 {
			b.Errorf("%d requests after the end of a call, want 4", n)
		}
		b.Lines.GiveBack(1)
		b.at(3 * time.Minute)
		b.checkLet(0, 0, 0, time.Minute, 2*time.Minute)
	})
}

// TestLinesAreLowered: when the API has no free line, the limit falls to what is in use, to one at least, and rises by one each minute.
func TestLinesAreLowered(t *testing.T) {
	for name, tt := range map[string]struct{ lines, called, limit int }{
		"some are in use": {lines: 5, called: 3, limit: 3},
		"none is in use":  {lines: 5, limit: 1},
		"all are in use":  {lines: 5, called: 5, limit: 5},
		"no limit":        {called: 3},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, withLines(tt.lines), func(b *bench) {
				results := make([]dialer.Result, tt.called)
				for i := range results {
					results[i] = dialer.Result{Disposition: dialer.Accepted, CallID: string(rune('a' + i)), At: time.Now()}
				}
				b.admit(5, "")
				b.Lines.Answered(5, dialer.Route{}, results, 1)
				for minute := range 4 {
					b.at(time.Duration(minute) * time.Minute)
					want := min(tt.limit+minute, tt.lines)
					if use := b.Lines.Use(); use != (dialer.LineUse{Limit: tt.lines, Effective: want, InUse: tt.called}) {
						b.Errorf("after %d minutes %+v, want a limit of %d", minute, use, want)
					}
				}
			})
		})
	}
}

// TestLinesWaitForTheLimit: a request that waits is let in when the limit has risen.
func TestLinesWaitForTheLimit(t *testing.T) {
	bubble(t, withLines(3), func(b *bench) {
		b.admit(3, "")
		b.Lines.Answered(3, dialer.Route{}, []dialer.Result{{Disposition: dialer.Accepted, CallID: "ac_1", At: time.Now()}}, 2)
		b.queue(3)
		b.at(time.Hour)
		b.checkLet(0, time.Minute, 2*time.Minute)
	})
}

// TestNilLines: nil lines bound and count nothing.
func TestNilLines(t *testing.T) {
	bubble(t, func(c *admission.Config) { c.Lines = nil }, func(b *bench) {
		b.Lines.Resume("ac_1", dialer.Route{}, time.Now())
		b.admit(5, "")
		b.Lines.Answered(5, dialer.Route{}, []dialer.Result{{Disposition: dialer.Accepted, CallID: "ac_1", At: time.Now()}}, 1)
		b.Lines.Ended("ac_1")
		b.admit(5, "")
		b.GiveBack(5, &dialer.Route{})
		b.admit(5, "")
		b.checkLet(0, 0, 0)
		if use := b.Lines.Use(); use != (dialer.LineUse{}) || b.Lines.InProgress() != 0 {
			b.Errorf("Use() = %+v", use)
		}
	})
}

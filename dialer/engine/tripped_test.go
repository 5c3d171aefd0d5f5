package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestTripped: a run says once that the answers of the API stop it, and at once; not so when it ends for another reason. Its state has the
// last trouble in words.
func TestTripped(t *testing.T) {
	for name, tt := range map[string]struct {
		answer func(req dialer.Request) dialer.Answer
		limit  int
		want   error
	}{
		"lost": {func(dialer.Request) dialer.Answer {
			return dialer.Answer{Kind: dialer.Lost, HTTPStatus: 500, Message: "+14155550101 is away"}
		}, 0, dialer.ErrOutage},
		"denied":   {func(dialer.Request) dialer.Answer { return dialer.Answer{Kind: dialer.Denied, HTTPStatus: 402} }, 0, dialer.ErrDenied},
		"rejected": {rejectAll, 0, engine.ErrRejects},
		"finished": {func(req dialer.Request) dialer.Answer { return acceptAll(1, req) }, 0, nil},
		"limit":    {func(req dialer.Request) dialer.Answer { return acceptAll(1, req) }, 20, nil},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.Limit, b.cfg.Concurrency, b.cfg.CPS = tt.limit, 4, 10
				b.api.answer = func(n int, req dialer.Request) dialer.Answer {
					if n == 0 { // it is under way when the run stops
						time.Sleep(10 * time.Second)
						return acceptAll(n, req)
					}
					return tt.answer(req)
				}
				deps := b.deps()
				var said []error
				var inFlight int
				deps.Tripped = func(why error) { said, inFlight = append(said, why), b.stats.Live().InFlight }
				_, err := engine.Run(context.Background(), b.cfg, all(manyContacts(400)), deps)
				switch {
				case tt.want == nil && len(said) > 0:
					b.t.Errorf("it said %v and ended with %v", said, err)
				case tt.want == nil:
				case len(said) != 1 || !errors.Is(said[0], tt.want) || !errors.Is(err, tt.want):
					b.t.Errorf("it said %v and ended with %v, want %v once", said, err, tt.want)
				case name == "denied" && inFlight == 0:
					b.t.Error("it said so after its last answer")
				case name == "lost" && (b.stats.Live().LastError != "HTTP 500: +1415•••0101 is away" || b.stats.Live().LastErrorAt.IsZero()):
					b.t.Errorf("the last trouble is %q at %v", b.stats.Live().LastError, b.stats.Live().LastErrorAt)
				}
			})
		})
	}
}

// rejectAll refuses each contact of a request for a reason of its own.
func rejectAll(req dialer.Request) dialer.Answer {
	answer := acceptAll(1, req)
	for i := range answer.Entries {
		answer.Entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: fmt.Sprint("reason_", i), Error: "odd"}
	}
	return answer
}

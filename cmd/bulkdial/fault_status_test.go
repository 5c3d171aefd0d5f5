package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultServerErrors: an API that breaks on everything costs at most --max-failures × --concurrency batches.
func TestFaultServerErrors(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 502, 503, 504, 408} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 60)
			api := newFaultServer(t, func(x *exchange) { x.reply(status, "", "<h1>gateway</h1>") })
			c.run(api.url(), "--batch-size", "3", "--concurrency", "2", "--max-failures", "2").
				want(t, exit.Outage, fmt.Sprint("HTTP ", status), "--max-failures")
			sent := api.requestCount()
			if sent < 2 || sent > 4 {
				t.Errorf("%d requests, want 2 to 4", sent)
			}
			c.wantTally(map[string]int{unknownWord: 3 * sent, pendingWord: 60 - 3*sent})
			c.recover(api)
		})
	}
}

// TestFaultDenied: what only a person can change stops the run at once, with the API's own words.
func TestFaultDenied(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 402, 403, 404, 405, 409, 410, 451} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 40)
			api := newFaultServer(t, func(x *exchange) { x.refuse(status, "", "the agent is on leave") })
			c.run(api.url(), "--batch-size", "2", "--concurrency", "3").
				want(t, exit.Usage, fmt.Sprint("HTTP ", status), "the agent is on leave")
			if got := api.requestCount(); got > 3 {
				t.Errorf("%d requests, want at most one for each slot (3)", got)
			}
			c.wantTally(map[string]int{pendingWord: 40})
			c.recover(api)
		})
	}
}

// TestFaultRetryAfter: the API has no room for a while; the run waits for as long as the API says, and then each contact is called once.
func TestFaultRetryAfter(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		after  func() string
		least  time.Duration
	}{
		"429 in seconds": {429, func() string { return "1" }, time.Second},
		"429 as a date":  {429, func() string { return time.Now().Add(time.Second).UTC().Format(http.TimeFormat) }, 0},
		"503 in seconds": {503, func() string { return "1" }, time.Second},
		"503 as a date":  {503, func() string { return time.Now().Add(time.Second).UTC().Format(http.TimeFormat) }, 0},
		"429, negative":  {429, func() string { return "-5" }, 0},
		"429, nonsense":  {429, func() string { return "soon" }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			var mu sync.Mutex
			var refused, next time.Time
			api := newFaultServer(t, func(x *exchange) {
				mu.Lock()
				defer mu.Unlock()
				if x.n == 1 {
					refused = time.Now()
					x.refuse(test.status, "Retry-After: "+test.after()+"\r\n", "no room")
					return
				}
				if next.IsZero() {
					next = time.Now()
				}
				x.accept()
			})
			c.run(api.url(), "--batch-size", "3", "--concurrency", "1").want(t, exit.OK, "no room")
			c.wantTally(map[string]int{acceptedWord: 12})
			if got := api.requestCount(); got != 5 {
				t.Errorf("%d requests, want 5", got)
			}
			if waited := next.Sub(refused); waited < test.least {
				t.Errorf("the run waited %v, was told %v", waited, test.least)
			}
			c.recover(api)
		})
	}
}

// TestFaultBusyEntries: entries that lack only a line are tried again, the others of their request are not.
func TestFaultBusyEntries(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 4)
	api := newFaultServer(t, func(x *exchange) {
		if x.n > 1 {
			x.accept()
			return
		}
		entries := x.entries()
		for i := range 2 {
			entries[i] = strings.Replace(entries[i], `"error":null`, `"error":{"error_code":"concurrency_limited"}`, 1)
		}
		x.spare(x.numbers[:2]...)
		x.reply(200, "", answerOf(entries...))
	})
	c.run(api.url(), "--batch-size", "4").want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 4})
	if got, want := strings.Join(api.arrivals, ", "), strings.Join(c.numbers, " ")+", "+strings.Join(c.numbers[:2], " "); got != want {
		t.Errorf("requests for %s, want %s", got, want)
	}
	c.recover(api)
}

// TestFaultLostNow: the answer to each third request is lost. Those are in doubt and not sent
// again, by this run or the next, and all others are called.
func TestFaultLostNow(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]func(*exchange){
		"500":    func(x *exchange) { x.reply(500, "", "oops") },
		"reset":  func(x *exchange) { x.reset() },
		"closed": func(x *exchange) { x.close() },
		"cut": func(x *exchange) {
			_ = x.raw("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n%s", x.good())
			x.close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 36)
			api := newFaultServer(t, func(x *exchange) {
				if x.n%3 == 2 {
					lost(x)
					return
				}
				x.accept()
			})
			c.run(api.url(), "--batch-size", "3", "--concurrency", "1", "--max-failures", "2").want(t, exit.Look)
			if got := api.requestCount(); got != 12 {
				t.Errorf("%d requests, want 12", got)
			}
			c.wantTally(map[string]int{acceptedWord: 24, unknownWord: 12})
			c.recover(api)
		})
	}
}

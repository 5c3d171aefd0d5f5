package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

// TestFaultPoison: one contact among ten thousand makes the API refuse every request that holds it. It alone is
// rejected, and finding it costs two requests for each time that a batch of 50 can be halved, and no more than 14.
func TestFaultPoison(t *testing.T) {
	t.Parallel()
	const size = 50
	for name, test := range map[string]struct{ rows, poison int }{
		"in the middle": {10_000, 4711},
		"the first":     {1000, 0},
		"the last":      {1000, 999},
	} {
		rows, row := test.rows, test.poison
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, rows)
			api := newFaultServer(t, func(x *exchange) {
				if slices.Contains(x.numbers, c.numbers[row]) {
					x.refuse(422, "", "outbound_calls: a number has no country")
					return
				}
				x.accept()
			})
			c.run(api.url(), "--batch-size", strconv.Itoa(size), "--concurrency", "8", "--log-level", "error").want(t, exit.Look)
			if extra := api.requestCount() - rows/size; extra < 1 || extra > 14 {
				t.Errorf("%d extra requests, want 1 to 14", extra)
			}
			records := c.records()
			accepted := map[string]bool{}
			for _, r := range records {
				if r["disposition"] == acceptedWord {
					accepted[r["to_number"]] = true
					continue
				}
				if r["row"] != strconv.Itoa(row+1) || r["disposition"] != rejectedWord || !strings.Contains(r["error"], "a number has no country") || r["error_code"] != "told_so" || r["http_status"] != "422" {
					t.Errorf("result %v, want row %d rejected with the API's message", r, row+1)
				}
			}
			if len(accepted) != rows-1 || len(records) != rows {
				t.Errorf("%d results, %d numbers accepted; want %d and %d", len(records), len(accepted), rows, rows-1)
			}
			called := api.called()
			for number, n := range called {
				if n > 1 {
					t.Errorf("%s was called %d times", number, n)
				}
			}
			if len(called) != rows-1 {
				t.Errorf("%d numbers were called, want %d", len(called), rows-1)
			}
		})
	}
}

// TestFaultPoisonMany: several bad contacts, in one batch and from the first request on, are all found.
func TestFaultPoisonMany(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 60)
	poison := map[string]bool{c.numbers[0]: true, c.numbers[1]: true, c.numbers[7]: true, c.numbers[31]: true, c.numbers[59]: true}
	api := newFaultServer(t, func(x *exchange) {
		for _, number := range x.numbers {
			if poison[number] {
				x.refuse(400, "", "bad metadata of "+number)
				return
			}
		}
		x.accept()
	})
	c.run(api.url(), "--batch-size", "16", "--concurrency", "2").want(t, exit.Look)
	c.wantTally(map[string]int{acceptedWord: 55, rejectedWord: 5})
	for _, r := range c.records() {
		if poison[r["to_number"]] != (r["disposition"] == rejectedWord) {
			t.Errorf("row %s is %s", r["row"], r["disposition"])
		}
	}
	c.recover(api)
}

// TestFaultTooLarge: a request that is too large is halved, and no contact is blamed.
func TestFaultTooLarge(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 200)
	api := newFaultServer(t, func(x *exchange) {
		if len(x.numbers) > 10 {
			x.refuse(http.StatusRequestEntityTooLarge, "", "ten at most")
			return
		}
		x.accept()
	})
	c.run(api.url(), "--batch-size", "50", "--concurrency", "3").want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 200})
	c.recover(api)
}

// TestFaultAllRefused: when every request is refused alike from the start, the contacts are not to blame.
func TestFaultAllRefused(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 422, 413} {
		for _, concurrency := range []int{1, 4} {
			t.Run(fmt.Sprintf("%d, %d slots", status, concurrency), func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 300)
				api := newFaultServer(t, func(x *exchange) { x.refuse(status, "", "from_number_id cannot place outbound calls") })
				out := c.run(api.url(), "--batch-size", "50", "--concurrency", strconv.Itoa(concurrency))
				out.want(t, exit.Usage, "from_number_id cannot place outbound calls")
				// Down to three single contacts are 10 requests, for each slot; contacts of 20 batches, or parts of them, are tried.
				sent := api.requestCount()
				if sent > 20+10*concurrency {
					t.Errorf("%d requests, want at most %d", sent, 20+10*concurrency)
				}
				said := regexp.MustCompile(`(\d+) requests`).FindStringSubmatch(out.stderr[strings.LastIndex(out.stderr, "bulkdial:"):])
				if said == nil {
					t.Errorf("the message does not say how many requests there were:\n%s", show.Shorten(out.stderr, 2000))
				} else if n, _ := strconv.Atoi(said[1]); n < 3 || n > sent {
					t.Errorf("the message says %d requests, there were %d", n, sent)
				}
				c.wantTally(map[string]int{pendingWord: 300})
				c.recover(api)
			})
		}
	}
}

// TestFaultRejectRatio: when too many entries are rejected, the run stops and names the three most frequent errors.
func TestFaultRejectRatio(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 1000)
	reasons := []string{"number_blocked", "number_blocked", "number_blocked", "no_credit", "no_credit", "no_credit", "no_route", "no_route", "rare_mishap"}
	api := newFaultServer(t, func(x *exchange) {
		entries := x.entries()
		for i, reason := range reasons {
			entries[i] = strings.Replace(entries[i], `"error":null`, fmt.Sprintf(`"error":{"code":%q,"message":"%[1]s of %s"}`, reason, x.numbers[i]), 1)
		}
		x.spare(x.numbers[:len(reasons)]...)
		x.reply(200, "", answerOf(entries...))
	})
	args := []string{"--batch-size", "10", "--concurrency", "1", "--max-reject-ratio", "0.5"}
	out := c.run(api.url(), args...)
	out.want(t, exit.Outage)
	last := out.stderr[max(0, strings.LastIndex(out.stderr, "bulkdial:")):]
	for _, reason := range []string{"number_blocked", "no_credit", "no_route"} {
		if !strings.Contains(last, reason) {
			t.Errorf("the message does not name %s:\n%s", reason, last)
		}
	}
	if strings.Contains(last, "rare_mishap") {
		t.Errorf("the message names more than the three most frequent errors:\n%s", last)
	}
	sent := api.requestCount()
	if sent > 10 {
		t.Errorf("%d requests, want at most 10 (100 contacts)", sent)
	}
	c.wantTally(map[string]int{acceptedWord: sent, rejectedWord: 9 * sent, pendingWord: 1000 - 10*sent})
	c.recover(api)
}

// TestFaultRejectRatioOff: a ratio of 1 never stops a run.
func TestFaultRejectRatioOff(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 100)
	api := newFaultServer(t, func(x *exchange) {
		entries := x.entries()
		for i := range entries {
			entries[i] = strings.Replace(entries[i], `"error":null`, `"error":"blocked"`, 1)
		}
		x.noneCalled()
		x.reply(200, "", answerOf(entries...))
	})
	c.run(api.url(), "--batch-size", "10", "--max-reject-ratio", "1").want(t, exit.Look)
	c.wantTally(map[string]int{rejectedWord: 100})
	c.recover(api)
}

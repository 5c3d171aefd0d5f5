package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// timedLog keeps what is logged, each with the time since it was made.
type timedLog struct {
	began time.Time
	said  []string
}

func (l *timedLog) Write(line []byte) (int, error) {
	var event struct {
		Message string `json:"message"`
		Reason  string `json:"reason"`
		Waited  string `json:"waited"`
	}
	if err := json.Unmarshal(bytes.TrimSpace(line), &event); err != nil {
		return 0, err
	}
	said := slices.DeleteFunc([]string{event.Message, event.Reason, event.Waited}, func(s string) bool { return s == "" })
	l.said = append(l.said, time.Since(l.began).Round(time.Second).String()+" "+strings.Join(said, "; "))
	return len(line), nil
}

// untimed is what was said without its times.
func (l *timedLog) untimed() []string {
	said := slices.Clone(l.said)
	for i, text := range said {
		_, text, _ = strings.Cut(text, " ")
		said[i] = regexp.MustCompile(`; [0-9.hms]+$`).ReplaceAllString(text, "")
	}
	return said
}

// TestWaitsAreTold: that the run is kept from calling is told when it begins, once a minute, and when it is over, each time with the
// reason, also when the API has room for a moment in between.
func TestWaitsAreTold(t *testing.T) {
	told := func(kind dialer.AnswerKind, wait, from, to time.Duration) func(*bench) {
		return func(b *bench) {
			began := time.Now()
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if since := time.Since(began); since >= from && since < to {
					return dialer.Answer{Kind: kind, HTTPStatus: 503, RetryAfter: wait, Code: "out", Message: fmt.Sprint("no room for +14155550100: ", n)}
				}
				return acceptAll(n, req)
			}
		}
	}
	for name, test := range map[string]struct {
		prepare func(*bench)
		want    []string
	}{
		"for a line": {told(dialer.Busy, 25*time.Second, 20*time.Second, 150*time.Second), []string{
			"20s no free line; the run waits; HTTP 503 out: no room for +1415•••0100: 4",
			"1m20s still no free line; the run waits; HTTP 503 out: no room for +1415•••0100: 6; 1m0s",
			"2m20s still no free line; the run waits; HTTP 503 out: no room for +1415•••0100: 8; 2m0s",
			"3m0s there are free lines again; the run goes on; HTTP 503 out: no room for +1415•••0100: 9; 2m30s",
		}},
		"now and then": {func(b *bench) {
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if n%2 == 1 && n < 40 {
					return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: time.Second, Code: "busy"}
				}
				return acceptAll(n, req)
			}
		}, []string{
			"5s no free line; the run waits; HTTP 429 busy",
			"1m5s still no free line; the run waits; HTTP 429 busy; 1m0s",
			"2m5s still no free line; the run waits; HTTP 429 busy; 2m0s",
			"3m5s still no free line; the run waits; HTTP 429 busy; 3m0s",
			"3m30s there are free lines again; the run goes on; HTTP 429 busy; 3m15s",
		}},
		"for an answer, and then for a line": {func(b *bench) {
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				switch {
				case n < 4:
					return dialer.Answer{Kind: dialer.Unsent, Code: "refused", RetryAfter: 10 * time.Second}
				case n < 8:
					return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, RetryAfter: 10 * time.Second, Code: "busy"}
				}
				return acceptAll(n, req)
			}
		}, []string{
			"request not sent; it dialed no contact",
			"no good answer; the run waits; refused",
			"no free line; the run waits; HTTP 429 busy",
			"there are good answers again; the run goes on; refused",
			"there are free lines again; the run goes on; HTTP 429 busy",
			"events of one kind were left out of the log",
		}},
		"for the own lines": {func(b *bench) {
			b.withLines(100)
			b.api.answer = b.endings(3 * time.Minute)
		}, []string{
			"1m35s all lines are in use; the run waits for a free one; all the lines asked for (100) are in use",
			"4m35s there are free lines again; the run goes on; all the lines asked for (100) are in use; 3m0s",
		}},
		"until the run is told to stop": {func(b *bench) {
			b.withLines(10)
			b.api.answer = b.endings(time.Hour)
		}, []string{
			"5s all lines are in use; the run waits for a free one; all the lines asked for (10) are in use",
		}},
		"for lines that the API has not": {func(b *bench) {
			b.withLines(20)
			place := b.endings(2 * time.Minute)
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if b.lines.Use().InUse > 10 {
					return dialer.Answer{Kind: dialer.Busy, HTTPStatus: 429, Code: "busy"}
				}
				return place(n, req)
			}
		}, []string{
			"10s all lines are in use; the run waits for a free one; the API had no free line for more than 10 calls, and the lines asked for are 20",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 1, 5, 1
				test.prepare(b)
				b.cfg.MaxWait = time.Hour
				log := &timedLog{began: time.Now()}
				ctx, cancel := context.WithTimeout(b.t.Context(), 7*time.Minute)
				defer cancel()
				_, err := engine.Run(ctx, b.cfg, all(manyContacts(200)), engine.Deps{
					Screen: b.screen(), Caller: b.api, Ledger: b.log, Stats: &b.stats, Logger: zerolog.New(zerolog.SyncWriter(log)).Level(zerolog.InfoLevel), Lines: b.lines, Rescue: zerolog.Nop(),
				})
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					b.t.Error(err)
				}
				got := log.said
				if name == "for an answer, and then for a line" { // the waits are random
					got = log.untimed()
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					b.t.Errorf("the log (-want +got):\n%s", diff)
				}
			})
		})
	}
}

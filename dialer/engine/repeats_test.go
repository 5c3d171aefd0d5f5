package engine_test

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
)

// events runs n contacts, one request after the other, and returns some fields of the warnings and errors that the log has.
func (b *bench) events(n int, fields ...string) []string {
	b.t.Helper()
	var logs bytes.Buffer
	b.logs = zerolog.New(zerolog.SyncWriter(&logs)).Level(zerolog.WarnLevel)
	b.cfg.MaxRejectRatio, b.cfg.Concurrency = 1, 1
	if _, err := b.run(b.t.Context(), manyContacts(n)); err != nil {
		b.t.Fatal(err)
	}
	var events []string
	for line := range strings.Lines(logs.String()) {
		event := map[string]any{}
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			b.t.Fatal(err)
		}
		var text []string
		for _, field := range fields {
			if value, ok := event[field]; ok {
				text = append(text, fmt.Sprint(field, " ", value))
			}
		}
		events = append(events, strings.Join(text, ", "))
	}
	return events
}

// rejecting answers each contact with what code gives for its row, from 0; empty: it is accepted.
func rejecting(code func(row int) (code, message string)) func(int, dialer.Request) dialer.Answer {
	return func(n int, req dialer.Request) dialer.Answer {
		answer := acceptAll(n, req)
		for i := range req.Attempts {
			if code, message := code(req.Attempts[i].Contact.Row - 1); code != "" {
				answer.Entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: code, Error: message}
			}
		}
		return answer
	}
}

// TestRepeatedEvents: of events of one kind the log has the first and one a minute, with the number of those between them; those after the last
// one are counted at the end. An event of another kind is not kept back by them.
func TestRepeatedEvents(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize, b.api.takes = 1, 20*time.Second
		b.api.answer = rejecting(func(row int) (code, message string) {
			switch row {
			case 3, 12:
				return "", ""
			case 5:
				return "another", "no"
			}
			return "full", "no"
		})
		got := b.events(14, "message", "event", "row", "error_code", "left_out")
		want := []string{ // the answers come 20 s, 40 s ... after the beginning
			"message contact rejected, row 2, error_code full",
			"message contact rejected, row 6, error_code full, left_out 2",
			"message contact rejected, row 7, error_code another",
			"message contact rejected, row 9, error_code full, left_out 1",
			"message contact rejected, row 12, error_code full, left_out 2",
			"message contact rejected, row 15, error_code full, left_out 1",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			b.t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestEventsLeftOut: what the log has left out at the end of a run is counted by kind; a kind of which it has all is not named.
func TestEventsLeftOut(t *testing.T) {
	bubble(t, func(b *bench) {
		b.cfg.BatchSize = 7
		b.api.answer = rejecting(func(row int) (code, message string) { return []string{"b", "a", "c", "a", "b", "", "a"}[row], "no" })
		got := b.events(7, "message", "event", "row", "error_code", "left_out")
		leftOut := "message events of one kind were left out of the log, event contact rejected, error_code "
		want := []string{
			"message contact rejected, row 2, error_code b", "message contact rejected, row 3, error_code a", "message contact rejected, row 4, error_code c",
			leftOut + "a, left_out 2", leftOut + "b, left_out 1",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			b.t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestKindsOfEvents: a thousand kinds of events are told apart, whatever codes the API makes up; all others are one kind.
func TestKindsOfEvents(t *testing.T) {
	bubble(t, func(b *bench) {
		const kinds = 1000
		b.cfg.BatchSize = 1 // so that they come in their order
		b.api.answer = rejecting(func(row int) (code, message string) { return fmt.Sprint("c", row%(kinds+3)), "no" })
		got := b.events(kinds+3+2, "row", "error_code", "left_out")
		if len(got) != kinds+1+3 {
			b.t.Fatalf("%d events, want one of each kind, one of the others, and three counts", len(got))
		}
		want := []string{
			"row 1001, error_code c999", "row 1002, error_code c1000", "error_code , left_out 2", "error_code c0, left_out 1", "error_code c1, left_out 1",
		}
		if diff := cmp.Diff(want, got[kinds-1:]); diff != "" {
			b.t.Errorf("the last events (-want +got):\n%s", diff)
		}
	})
}

// TestLastError: the state of a run has the code and the words of the last contact that was not accepted, each once, without numbers.
func TestLastError(t *testing.T) {
	for _, tt := range []struct{ code, message, want string }{
		{"busy", "the line is busy", "busy: the line is busy"},
		{"busy", "busy", "busy"},
		{"busy", "", "busy"},
		{"bad", "+14155550101 is no number", "bad: +1415•••0101 is no number"},
	} {
		bubble(t, func(b *bench) {
			b.api.answer = rejecting(func(int) (code, message string) { return tt.code, tt.message })
			b.events(1)
			if got := b.stats.Live().LastError; got != tt.want {
				b.t.Errorf("%q, %q: the last error is %q, want %q", tt.code, tt.message, got, tt.want)
			}
		})
	}
}

// TestDetailOfTrouble: the log has the detail of an answer that is not good, where there is one.
func TestDetailOfTrouble(t *testing.T) {
	for detail, want := range map[string]string{"": "level error", "connection reset": "level error, detail connection reset"} {
		bubble(t, func(b *bench) {
			b.api.answer = func(n int, req dialer.Request) dialer.Answer {
				if n == 0 {
					return dialer.Answer{Kind: dialer.Lost, Code: "lost", Message: "lost", Detail: detail}
				}
				return acceptAll(n, req)
			}
			if diff := cmp.Diff([]string{want}, b.events(10, "level", "detail")); diff != "" {
				b.t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

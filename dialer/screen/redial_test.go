package screen_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

func TestParseRedial(t *testing.T) {
	t.Parallel()
	for text, unseen := range map[string][]string{
		"no_answer": nil, "busy, failed": nil, "short": nil, "dial_no_answer,DIAL_BUSY,error": nil, "no_answer,moved,dial_rang": {"dial_rang", "moved"},
	} {
		set, err := screen.ParseRedial(text)
		if err != nil || !slices.Equal(set.Unseen(), unseen) || set.Short() != (text == "short") {
			t.Errorf("ParseRedial(%q) = %+v, %v", text, set, err)
		}
	}
	for text, want := range map[string]string{
		"": "is not a list", "busy,": "is not a list", "answered": "has reached somebody", "canceled": "has reached somebody", "other": "name its end_reason",
		"agent_hangup": "has reached somebody", "busy,client_hangup": "has reached somebody", "api_cancelled": "has reached somebody", "max_duration": "has reached somebody",
	} {
		if _, err := screen.ParseRedial(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRedial(%q) = %v, want an error with %q", text, err, want)
		}
	}
}

func TestParseDelays(t *testing.T) {
	t.Parallel()
	const m, h = time.Minute, time.Hour
	defaults := func(change func(screen.Delays)) screen.Delays {
		d := screen.Delays{
			dialer.OutcomeBusy: {15 * m}, dialer.OutcomeNoAnswer: {2 * h, 27 * h}, dialer.OutcomeFailed: {h}, dialer.OutcomeAnswered: {24 * h}, dialer.OutcomeOther: {24 * h},
		}
		change(d)
		return d
	}
	for text, change := range map[string]func(screen.Delays){
		screen.DefaultDelays:            func(screen.Delays) {},
		"busy=1m":                       func(d screen.Delays) { d[dialer.OutcomeBusy] = []time.Duration{m} },
		" no_answer = 0s , 3h,4h, 27h ": func(d screen.Delays) { d[dialer.OutcomeNoAnswer] = []time.Duration{0, 3 * h, 4 * h, 27 * h} },
		"short=1m,2m,other=3m,busy=4m": func(d screen.Delays) {
			d[dialer.OutcomeAnswered] = []time.Duration{m, 2 * m}
			d[dialer.OutcomeOther] = []time.Duration{3 * m}
			d[dialer.OutcomeBusy] = []time.Duration{4 * m}
		},
		"failed=2160h,busy=1h30m,2h0m1s": func(d screen.Delays) {
			d[dialer.OutcomeFailed] = []time.Duration{2160 * h}
			d[dialer.OutcomeBusy] = []time.Duration{90 * m, 2*h + time.Second}
		},
	} {
		got, err := screen.ParseDelays(text)
		if diff := cmp.Diff(defaults(change), got); err != nil || diff != "" {
			t.Errorf("ParseDelays(%q) = %v (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "2h", "busy", "busy=", "busy=2", "busy=-1h", "busy=2161h", "busy=1h,,2h", "answered=1h", "canceled=1h", "rang=1h", "busy=1h,busy=2h", "=1h"} {
		if got, err := screen.ParseDelays(text); err == nil {
			t.Errorf("ParseDelays(%q) = %v, want an error", text, got)
		}
	}
}

// endedCall makes a CDR from `outcome number attempt batch`, with more as k=v: why (end reason), status, ago (since its end), lasted, and
// recorded (ago, where it is not the end).
func endedCall(t *testing.T, line string, now time.Time) dialer.CDR {
	t.Helper()
	words := strings.Fields(line)
	c := cdrOf(strings.Join(words[:4], " "))
	c.Status = "failed"
	ago, recorded := time.Duration(0), time.Duration(-1)
	var lasted time.Duration
	for _, word := range words[4:] {
		key, value, found := strings.Cut(word, "=")
		if !found {
			continue
		}
		d, err := time.ParseDuration(value)
		switch key {
		case "why":
			c.EndReason, err = value, nil
		case "status":
			c.Status, err = value, nil
		case "ago":
			ago = d
		case "recorded":
			recorded = d
		case "lasted":
			lasted = d
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if recorded < 0 {
		recorded = ago
	}
	c.RecordedAt, c.Ended = now.Add(-recorded), now.Add(-ago)
	if lasted > 0 {
		c.Started = c.Ended.Add(-lasted)
	}
	if slices.Contains(words, "unended") {
		c.Ended = time.Time{}
	}
	return c
}

// TestRedial goes through the rules of who is called again after a call, and when.
func TestRedial(t *testing.T) {
	t.Parallel()
	const a, b = "+14155550101", "+14155550102"
	type rules = screen.Rules
	ids := func(r *rules) { r.UseIDs = true }
	allow := func(r *rules) { r.Duplicates = screen.AllowDuplicates }
	pairs := func(r *rules) { r.UseIDs, r.IDsByNumber = true, true }
	unknown := func(r *rules) { r.Retry = screen.RetrySet{dialer.Unknown: true} }
	none := func(r *rules) { r.Retry = screen.RetrySet{} }
	most := func(n int) func(*rules) { return func(r *rules) { r.MaxAttempts = n } }
	const one = "accepted - " + a + " 1 r0.1"
	for _, tt := range []struct {
		name, redial string
		change       []func(*rules)
		past, cdrs   []string
		cells, want  []string
	}{
		{"no answer", "no_answer", nil, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=3h"}, []string{a}, []string{"call 2 after no_answer"}},
		{"by its end reason", "dial_no_answer", nil, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=3h why=dial_no_answer"}, []string{a}, []string{"call 2 after no_answer"}},
		{"by another end reason", "dial_failed", nil, []string{one}, []string{"failed " + a + " 1 r0.1 ago=3h why=error"}, []string{a}, []string{"accepted failed"}},
		{"another outcome", "no_answer,busy", nil, []string{one}, []string{"failed " + a + " 1 r0.1 ago=3h"}, []string{a}, []string{"accepted failed"}},
		{"not due", "no_answer", nil, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=30m"}, []string{a}, []string{"call 2 after no_answer in 1h30m0s"}},
		{"due at this moment", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=15m"}, []string{a}, []string{"call 2 after busy"}},
		{"a later attempt waits longer", "no_answer", nil, []string{one, "accepted - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 1 r0.1 ago=30h", "no_answer " + a + " 2 r1.1 ago=3h"}, []string{a}, []string{"call 3 after no_answer in 24h0m0s"}},
		{"the attempt counts, not the call", "no_answer", nil, []string{"rejected - " + a + " 1 r0.1", "accepted - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 2 r1.1 ago=3h"}, []string{a}, []string{"call 3 after no_answer in 24h0m0s"}},
		{"an end without a time", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=5m unended"}, []string{a}, []string{"call 2 after busy in 10m0s"}},
		{"an end after its record", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=-9h recorded=5m"}, []string{a}, []string{"call 2 after busy in 10m0s"}},
		{"an end long before its record", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=25h recorded=5m"}, []string{a}, []string{"call 2 after busy in 10m0s"}},
		{"an end some time before its record", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=2h recorded=5m"}, []string{a}, []string{"call 2 after busy"}},
		{"a record of the future", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=-9h"}, []string{a}, []string{"call 2 after busy in 15m0s"}},
		{"years ago", "no_answer", nil, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=50000h"}, []string{a}, []string{"call 2 after no_answer"}},

		{"answered", "no_answer,busy,failed,short", nil, []string{one}, []string{"answered " + a + " 1 r0.1 ago=99h lasted=8s"}, []string{a}, []string{"accepted answered"}},
		{"answered, of unknown duration", "short", nil, []string{one}, []string{"answered " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"accepted answered"}},
		{"answered shortly", "short", nil, []string{one}, []string{"answered " + a + " 1 r0.1 ago=99h lasted=7.9s"}, []string{a}, []string{"call 2 after answered"}},
		{"answered shortly, not named", "no_answer", nil, []string{one}, []string{"answered " + a + " 1 r0.1 ago=99h lasted=7s"}, []string{a}, []string{"accepted answered"}},
		{"answered before", "no_answer", nil, []string{one, "accepted - " + a + " 2 r1.1"}, []string{"answered " + a + " 1 r0.1 ago=99h", "no_answer " + a + " 2 r1.1 ago=98h"}, []string{a}, []string{"accepted no_answer"}},
		{"busy before, not named", "no_answer", nil, []string{one, "accepted - " + a + " 2 r1.1"}, []string{"busy " + a + " 1 r0.1 ago=99h", "no_answer " + a + " 2 r1.1 ago=98h"}, []string{a}, []string{"call 3 after no_answer"}},
		{"canceled", "no_answer,busy,failed,short", nil, []string{one}, []string{"canceled " + a + " 1 r0.1 ago=99h why=dial_busy"}, []string{a}, []string{"accepted canceled"}},
		{"other, by outcome", "no_answer,busy,failed", nil, []string{one}, []string{"other " + a + " 1 r0.1 ago=99h why=moved"}, []string{a}, []string{"accepted other"}},
		{"other, by its end reason", "moved", nil, []string{one}, []string{"other " + a + " 1 r0.1 ago=99h why=Moved"}, []string{a}, []string{"call 2 after other"}},
		{"other, completed", "moved", nil, []string{one}, []string{"other " + a + " 1 r0.1 ago=99h why=moved status=completed"}, []string{a}, []string{"accepted other"}},
		{"completed, and yet not answered", "dial_busy", nil, []string{one}, []string{"other " + a + " 1 r0.1 ago=99h why=dial_busy status=completed"}, []string{a}, []string{"accepted other"}},
		{"in progress", "no_answer", nil, []string{one}, nil, []string{a}, []string{"accepted"}},
		{"an earlier call is in progress", "no_answer", nil, []string{one, "accepted - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 2 r1.1 ago=98h"}, []string{a}, []string{"accepted no_answer"}},
		{"two CDRs that contradict each other", "no_answer,busy", nil, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=99h", "busy " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"accepted other"}},
		{"two CDRs, the later counts", "busy", nil, []string{one}, []string{"busy " + a + " 1 r0.1 ago=5m", "busy " + a + " 1 r0.1 ago=10m"}, []string{a}, []string{"call 2 after busy in 10m0s"}},

		{"failed", "failed", nil, []string{one}, []string{"failed " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"call 2 after failed"}},
		{"failed twice", "failed", nil, []string{one, "accepted - " + a + " 2 r1.1"}, []string{"failed " + a + " 1 r0.1 ago=99h", "failed " + a + " 2 r1.1 ago=98h"}, []string{a}, []string{"accepted failed"}},
		{"failed, busy, failed", "failed", nil, []string{one, "accepted - " + a + " 2 r1.1", "accepted - " + a + " 3 r2.1"}, []string{"failed " + a + " 1 r0.1 ago=99h", "busy " + a + " 2 r1.1 ago=98h", "failed " + a + " 3 r2.1 ago=97h"}, []string{a}, []string{"call 4 after failed"}},
		{"failed, rejected, failed", "failed", nil, []string{one, "rejected - " + a + " 2 r1.1", "accepted - " + a + " 3 r2.1"}, []string{"failed " + a + " 1 r0.1 ago=99h", "failed " + a + " 3 r2.1 ago=97h"}, []string{a}, []string{"accepted failed"}},
		{"failed twice, then busy", "busy", nil, []string{one, "accepted - " + a + " 2 r1.1", "accepted - " + a + " 3 r2.1"}, []string{"failed " + a + " 1 r0.1 ago=99h", "failed " + a + " 2 r1.1 ago=98h", "busy " + a + " 3 r2.1 ago=97h"}, []string{a}, []string{"call 4 after busy"}},

		{"all attempts are used up", "no_answer", []func(*rules){most(1)}, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"accepted no_answer"}},
		{"rejected attempts count", "no_answer", []func(*rules){most(2)}, []string{one, "rejected - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"accepted no_answer"}},
		{"a redial that was rejected", "no_answer", nil, []string{one, "rejected - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"call 3 after no_answer"}},
		{"a redial in doubt", "no_answer", nil, []string{one, "unknown - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"unknown"}},
		{"a redial in doubt that may be called", "no_answer", []func(*rules){unknown}, []string{one, "unknown - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"call 3 after no_answer"}},
		{"a redial in doubt that was corrected", "no_answer", nil, []string{one, "unknown - " + a + " 2 r1.1", "rejected - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a}, []string{"call 3 after no_answer"}},
		{"in doubt, then placed", "no_answer", nil, []string{"unknown - " + a + " 1 r0.1", "accepted - " + a + " 2 r1.1"}, []string{"no_answer " + a + " 2 r1.1 ago=99h"}, []string{a}, []string{"accepted no_answer"}},
		{"rejected is as ever", "no_answer", nil, []string{"rejected - " + a + " 1 r0.1"}, nil, []string{a, b}, []string{"call 2", "call 1"}},

		{"a second row", "no_answer", nil, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a, a}, []string{"call 2 after no_answer", "duplicate duplicate_number"}},
		{"two rows, one to call", "no_answer", []func(*rules){allow}, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a, a}, []string{"accepted no_answer", "call 1 of x2"}},
		{"two rows, both called", "no_answer", []func(*rules){allow}, []string{one, "accepted - " + a + " 1 r0.2x2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h", "no_answer " + a + " 1 r0.2x2 ago=1h"}, []string{a, a}, []string{"call 2 after no_answer in 1h0m0s", "accepted no_answer"}},
		{"two rows, the second answered", "no_answer", []func(*rules){allow}, []string{one, "accepted - " + a + " 1 r0.2x2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h", "answered " + a + " 1 r0.2x2 ago=99h"}, []string{a, a}, []string{"accepted no_answer", "accepted answered"}},
		{"two rows, the second in progress", "no_answer", []func(*rules){allow}, []string{one, "accepted - " + a + " 1 r0.2x2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a, a}, []string{"accepted no_answer", "accepted"}},
		{"two rows, the second is to be retried", "no_answer", []func(*rules){allow}, []string{one, "rejected - " + a + " 1 r0.2x2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a, a}, []string{"accepted no_answer", "call 2 of x2"}},
		{"two rows, the second is rejected", "no_answer", []func(*rules){allow, none}, []string{one, "rejected - " + a + " 1 r0.2x2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{a, a}, []string{"call 2 after no_answer", "rejected"}},
		{"a number with fewer rows than calls", "no_answer", []func(*rules){allow, most(2)}, []string{one, "accepted - " + a + " 1 r0.2x2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h", "no_answer " + a + " 1 r0.2x2 ago=99h"}, []string{a}, []string{"accepted no_answer"}},

		{"by id", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"7=" + a}, []string{"call 2 after no_answer"}},
		{"by id, answered under another", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h", "answered " + a + " 1 r0.2 ago=99h"}, []string{"7=" + a}, []string{"accepted no_answer"}},
		{"by id, in doubt under another", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1", "unknown 8 " + a + " 1 r0.2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"7=" + a}, []string{"accepted no_answer"}},
		{"by id, with the attempts of another", "no_answer", []func(*rules){ids, most(2)}, []string{"accepted 7 " + a + " 1 r0.1", "rejected 8 " + a + " 1 r0.2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"7=" + a}, []string{"accepted no_answer"}},
		{"by id, now another", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"8=" + a}, []string{"duplicate number_called"}},
		{"by id, at another number", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"7=" + b}, []string{"accepted no_answer"}},
		{"by id, answered at another number", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1", "accepted 7 " + b + " 2 r1.1"}, []string{"answered " + a + " 1 r0.1 ago=99h", "no_answer " + b + " 2 r1.1 ago=98h"}, []string{"7=" + b}, []string{"accepted other"}},
		{"by id, in the second row of the number", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"8=" + a, "7=" + a}, []string{"duplicate number_called", "call 2 of x2 after no_answer"}},
		{"by id, in two rows of the number", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2"}, []string{"no_answer " + a + " 1 r0.1 ago=99h", "no_answer " + a + " 1 r0.2 ago=99h"}, []string{"8=" + a, "7=" + a}, []string{"call 2 after no_answer", "accepted no_answer"}},
		{"by id, not called with one before", "no_answer", []func(*rules){ids}, []string{one}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"7=" + a}, []string{"call 2 after no_answer"}},
		{"ids that are others now", "no_answer", []func(*rules){pairs}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"8=" + a}, []string{"call 2 after no_answer"}},
		{"an id in a row that cannot be read now", "no_answer", []func(*rules){ids}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"no_answer " + a + " 1 r0.1 ago=99h"}, []string{"7=911"}, []string{"invalid number_bad"}},

		{"on a list", "no_answer", nil, []string{"accepted - " + listed + " 1 r0.1"}, []string{"no_answer " + listed + " 1 r0.1 ago=99h"}, []string{listed}, []string{"suppressed listed"}},
		{"on a list, and not due", "no_answer", nil, []string{"accepted - " + listed + " 1 r0.1"}, []string{"no_answer " + listed + " 1 r0.1 ago=1m"}, []string{listed}, []string{"suppressed listed"}},
		{"held by a guard for longer", "no_answer", nil, []string{"accepted - " + heldNumber + " 1 r0.1"}, []string{"no_answer " + heldNumber + " 1 r0.1 ago=1h"}, []string{heldNumber}, []string{"call 2 after no_answer in 5h0m0s"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			set, err := screen.ParseRedial(tt.redial)
			if err != nil {
				t.Fatal(err)
			}
			after, err := screen.ParseDelays(screen.DefaultDelays)
			if err != nil {
				t.Fatal(err)
			}
			r := rules{
				Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 5,
				Redial: &screen.Redial{Set: set, Short: 8 * time.Second, After: after},
			}
			for _, change := range tt.change {
				change(&r)
			}
			now := time.Now()
			history := screen.NewHistory()
			for _, line := range tt.past {
				res := dialertest.Past(line)
				history.Add(&res)
			}
			history.Permit(r.Redial, now)
			for _, line := range tt.cdrs {
				c := endedCall(t, line, now)
				history.AddCDR(&c)
			}
			cfg := screen.Config{Rules: r, Numbers: dialertest.PlainNumbers{}, History: history, Guards: dialer.Guards{listGuard{now}}}
			counting := screen.New(cfg)
			redials(counting, tt.cells, now)
			cfg.Earlier = counting.Seen()
			if diff := cmp.Diff(tt.want, redials(screen.New(cfg), tt.cells, now)); diff != "" {
				t.Errorf("decisions (-want +got):\n%s", diff)
			}
			cfg.Rules.Redial = nil
			for _, d := range redials(screen.New(cfg), tt.cells, now) {
				if strings.Contains(d, "after") {
					t.Errorf("without the permit: %s", d)
				}
			}
		})
	}
}

const listed, heldNumber = "+14155550198", "+14155550199"

// listGuard skips one number and holds another one.
type listGuard struct{ now time.Time }

func (listGuard) Refresh() error { return nil }

func (g listGuard) Check(c *dialer.Contact, _ time.Time) dialer.Clearance {
	switch c.Number {
	case listed:
		return dialer.Clearance{Skip: dialer.Suppressed, Reason: dialer.Reason{Code: "listed"}}
	case heldNumber:
		return dialer.Clearance{HoldUntil: g.now.Add(5 * time.Hour)}
	}
	return dialer.Clearance{}
}

// redials decides about cells, and renders each decision as decided does, with the outcome after which it is called and how long it is
// held.
func redials(s *screen.Screen, cells []string, now time.Time) []string {
	var all []string
	for c, err := range contactsOf(cells...) {
		if err != nil {
			continue
		}
		d := s.Decide(c)
		text := decided(d)
		if d.Redials != "" {
			text += " after " + string(d.Redials)
		}
		if !d.HoldUntil.IsZero() {
			text += fmt.Sprintf(" in %v", d.HoldUntil.Sub(now))
		}
		all = append(all, text)
	}
	return all
}

// TestRedialSpeed: the calls of a sandbox that live faster are due earlier, and are as short as they would be.
func TestRedialSpeed(t *testing.T) {
	t.Parallel()
	const a, b = "+14155550101", "+14155550102"
	now := time.Now()
	set, _ := screen.ParseRedial("short,busy")
	after, _ := screen.ParseDelays("busy=1h,short=1h")
	redial := &screen.Redial{Set: set, Short: 8 * time.Second, After: after, Speed: 60}
	history := screen.NewHistory()
	for _, line := range []string{"accepted - " + a + " 1 r0.1", "accepted - " + b + " 1 r0.1"} {
		r := dialertest.Past(line)
		history.Add(&r)
	}
	history.Permit(redial, now)
	for _, line := range []string{"busy " + a + " 1 r0.1 ago=40s", "answered " + b + " 1 r0.1 ago=40s lasted=150ms"} {
		c := endedCall(t, line, now)
		history.AddCDR(&c)
	}
	pass := screen.New(screen.Config{Rules: screen.Rules{Redial: redial, MaxAttempts: 3}, Numbers: dialertest.PlainNumbers{}, History: history})
	want := []string{"call 2 after busy in 20s", "accepted answered"}
	if diff := cmp.Diff(want, redials(pass, []string{a, b}, now)); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
}

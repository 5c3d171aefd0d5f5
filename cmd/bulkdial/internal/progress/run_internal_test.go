package progress

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/region"
)

// aRun is a run of four minutes that waits in its third.
func aRun(began time.Time) func() engine.Live {
	return func() engine.Live {
		seconds := int(time.Since(began).Seconds())
		live := engine.Live{Sent: seconds, ContactsInFlight: 5, Results: dialer.Tally{Accepted: seconds - 1, Rejected: 1}, LastError: "invalid_number"}
		live.Slots, live.InFlight, live.LastErrorAt = 4, 1, began.Add(12*time.Second)
		if seconds == 150 {
			live.Waiting, live.HeldUntil, live.HeldFor = "HTTP 429 too_many", time.Now().Add(7*time.Second), dialer.HeldForLines
			live.Lines = dialer.LineUse{Limit: 20, Effective: 18, InUse: 18}
		}
		return live
	}
}

// onRegion is what a bar is shown on where there is no terminal.
func onRegion(out io.Writer) *region.Region {
	return region.New(out, func() (columns, rows int) { return 0, 0 })
}

// TestProgressEvents: off a terminal the log has an event every 30 seconds, until the run ends.
func TestProgressEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		began := time.Now()
		p := NewRunBar(onRegion(&log), FormEvents, aRun(began), 240, 5, "bulkdial resume leads.csv")
		p.Follow(func() calls.Progress { return calls.Progress{InProgress: 18} })
		p.Report(zerolog.New(p.out))
		time.Sleep(170 * time.Second)
		p.Close()
		time.Sleep(time.Hour)
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if len(lines) != 5 {
			t.Fatalf("%d events in 170 seconds, want 5:\n%s", len(lines), log.String())
		}
		want := `{"level":"info","called":150,"to_call":240,"accepted":149,"rejected":1,"unknown":0,"in_flight":5,"cps":1,"seconds_left":90,` +
			`"lines":{"asked":20,"effective":18,"in_use":18},` +
			`"outcomes":{"answered":0,"no_answer":0,"busy":0,"failed":0,"canceled":0,"other":0,"in_progress":18},` +
			`"waiting_for":"HTTP 429 too_many","last_error":"invalid_number","message":"progress"}`
		if diff := cmp.Diff(want, lines[4]); diff != "" {
			t.Errorf("the last event (-want +got):\n%s", diff)
		}
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("no JSON: %s", line)
			}
		}
	})
}

// TestProgressPlain: --progress plain writes a line of text every 10 seconds, without any control character.
func TestProgressPlain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		began := time.Now()
		p := NewRunBar(onRegion(&log), FormPlain, aRun(time.Now()), 240, 5, "bulkdial resume leads.csv")
		p.Report(zerolog.Nop())
		time.Sleep(155 * time.Second)
		p.Close()
		lines := strings.Split(log.String(), "\n")
		want := "150/240 called (62%), 1m30s left, 1 cps in the last minute, 1 of 4 requests under way (5 people), 149 accepted, 1 rejected, " +
			"waiting 7s for a free line, last trouble at " + began.Add(12*time.Second).Format(terminal.ClockOfDay) + ": invalid_number"
		if len(lines) != 16 || !regexp.MustCompile(`^\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d) `+regexp.QuoteMeta(want)+"$").MatchString(lines[14]) {
			t.Errorf("%d lines in 155 seconds, want 15 with the last\n%s\n%s", len(lines)-1, want, log.String())
		}
		if regexp.MustCompile(`[^ -~\n]`).MatchString(log.String()) {
			t.Errorf("it has control characters: %q", log.String())
		}
	})
}

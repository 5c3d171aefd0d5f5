package screen_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// TestTakeCalls: each call that has ended is passed once, with the quarter of an hour in which it began, as far as that is known.
func TestTakeCalls(t *testing.T) {
	t.Parallel()
	history := screen.NewHistory()
	history.KeepStarts()
	began := time.Date(2026, 11, 26, 8, 44, 59, 0, time.UTC)
	const number, other = "+14155550100", "+14155550101"
	add := func(number string, attempt int, said dialer.Disposition, starts ...time.Time) {
		batch := dialer.BatchName(fmt.Sprint("r1.", attempt))
		history.Add(&dialer.Result{Number: number, Disposition: said, Attempt: attempt, Batch: batch})
		for _, start := range starts {
			history.AddCDR(&dialer.CDR{Number: number, Attempt: attempt, Batch: batch, Outcome: dialer.OutcomeBusy, Started: start})
		}
	}
	add(number, 1, dialer.Accepted, began)
	add(number, 2, dialer.Accepted)                                                     // it is in progress
	add(number, 3, dialer.Rejected, began)                                              // it was not placed
	add(number, 4, dialer.Accepted, time.Time{}, began.Add(time.Minute))                // the second CDR says it
	add(number, 5, dialer.Accepted, began.Add(400*24*time.Hour), began.Add(time.Hour))  // the first one counts
	add(number, 6, dialer.Accepted, began.Add(-200*24*time.Hour))                       // the earliest
	add(number, 7, dialer.Accepted, began.Add(-201*24*time.Hour))                       // too early
	add(number, 8, dialer.Accepted, began.Add(484*24*time.Hour), began.Add(-time.Hour)) // too late, and then not
	add(other, 1, dialer.Accepted, time.Time{})
	var got []string
	take := func(started time.Time, ended dialer.Outcome) {
		text := "unknown"
		if !started.IsZero() {
			text = started.Sub(began).Round(time.Minute).String()
		}
		got = append(got, text+" "+string(ended))
	}
	history.TakeCalls(number, take)
	history.TakeCalls(number, take)
	history.TakeCalls("+14155550999", take)
	history.TakeCalls("n/a", take)
	history.TakeOtherCalls(func(_ string, started time.Time, ended dialer.Outcome) { take(started, ended) })
	history.TakeOtherCalls(func(string, time.Time, dialer.Outcome) { t.Error("a call is left") })
	want := []string{"-15m0s busy", "0s busy", "9599h45m0s busy", "-4800h15m0s busy", "unknown busy", "-1h15m0s busy", "unknown busy"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

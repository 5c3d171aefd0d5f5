package screen_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// TestRecord: a decision names the lines that its contact's last word comes from, in whatever order they are added.
func TestRecord(t *testing.T) {
	t.Parallel()
	const number = "+14155550101"
	result := func(id string, d dialer.Disposition, attempt int, batch dialer.BatchName) *dialer.Result {
		return &dialer.Result{ID: id, Number: number, Disposition: d, Attempt: attempt, Batch: batch, CallID: "ac"}
	}
	for name, tt := range map[string]struct {
		useIDs bool
		lines  []*dialer.Result
		// cdr is the index in lines of the attempt whose call has a CDR, at place 100.
		cdr  int
		want dialer.Record
	}{
		"never sent": {cdr: -1},
		"accepted": {
			lines: []*dialer.Result{result("", dialer.Accepted, 1, "r1.1")},
			want:  dialer.Record{LastWord: dialer.Accepted, Outcome: dialer.OutcomeBusy, Attempts: 1, Result: 1, CDR: 100, LastResult: 1},
		},
		"rejected twice": {
			lines: []*dialer.Result{result("", dialer.Rejected, 1, "r1.1"), result("", dialer.Rejected, 2, "r2.1")}, cdr: -1,
			want: dialer.Record{LastWord: dialer.Rejected, Attempts: 2, Result: 2, LastResult: 2},
		},
		"a correction": {
			lines: []*dialer.Result{result("", dialer.Unknown, 1, "r1.1"), result("", dialer.Accepted, 1, "r1.1")}, cdr: 1,
			want: dialer.Record{LastWord: dialer.Accepted, Outcome: dialer.OutcomeBusy, Attempts: 1, Result: 2, CDR: 100, LastResult: 2},
		},
		"a rejected redial": {
			lines: []*dialer.Result{result("", dialer.Accepted, 1, "r1.1"), result("", dialer.Rejected, 2, "r2.1")},
			want:  dialer.Record{LastWord: dialer.Accepted, Outcome: dialer.OutcomeBusy, Attempts: 2, Result: 1, CDR: 100, LastResult: 2},
		},
		"an unknown redial": {
			lines: []*dialer.Result{result("", dialer.Accepted, 1, "r1.1"), result("", dialer.Unknown, 2, "r2.1")},
			want:  dialer.Record{LastWord: dialer.Unknown, Attempts: 2, Result: 2, LastResult: 2},
		},
		"another row's": {
			useIDs: true, cdr: -1,
			lines: []*dialer.Result{result("b", dialer.Accepted, 1, "r1.1")},
		},
		"by its id": {
			useIDs: true,
			lines:  []*dialer.Result{result("a", dialer.Accepted, 1, "r1.1"), result("b", dialer.Rejected, 1, "r1.2")},
			want:   dialer.Record{LastWord: dialer.Accepted, Outcome: dialer.OutcomeBusy, Attempts: 1, Result: 1, CDR: 100, LastResult: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, backward := range []bool{false, true} {
				history, failures := screen.NewHistory(), screen.NewHistory()
				history.KeepPlaces()
				failures.KeepPlacesOfFailures()
				for i := range tt.lines {
					if backward {
						i = len(tt.lines) - 1 - i
					}
					history.AddAt(tt.lines[i], uint64(i+1))
					failures.AddAt(tt.lines[i], uint64(i+1))
				}
				if tt.cdr >= 0 {
					r := tt.lines[tt.cdr]
					cdr := &dialer.CDR{Number: number, Attempt: r.Attempt, Batch: r.Batch, Outcome: dialer.OutcomeBusy}
					history.AddCDRAt(cdr, 100)
					failures.AddCDRAt(cdr, 100)
				}
				record := func(h *screen.History) dialer.Record {
					pass := screen.New(screen.Config{Rules: screen.Rules{UseIDs: tt.useIDs, MaxAttempts: 3}, Numbers: dialertest.PlainNumbers{}, History: h})
					return pass.Decide(&dialer.Contact{Row: 1, ID: "a", Number: number}).Record
				}
				if diff := cmp.Diff(tt.want, record(history)); diff != "" {
					t.Errorf("backward %t (-want +got):\n%s", backward, diff)
				}
				if diff := cmp.Diff(ofFailures(tt.want, tt.lines), record(failures)); diff != "" {
					t.Errorf("of failures, backward %t (-want +got):\n%s", backward, diff)
				}
			}
		})
	}
}

// ofFailures is a record without the places of accepted attempts.
func ofFailures(r dialer.Record, lines []*dialer.Result) dialer.Record {
	r.CDR = 0
	for _, at := range []*uint64{&r.Result, &r.LastResult} {
		if *at > 0 && lines[*at-1].Disposition == dialer.Accepted {
			*at = 0
		}
	}
	return r
}

// TestRecordsOfMany: a table that grows keeps the places with their contacts; a second row with a number has none.
func TestRecordsOfMany(t *testing.T) {
	t.Parallel()
	for _, keep := range []func(*screen.History){(*screen.History).KeepPlaces, (*screen.History).KeepPlacesOfFailures} {
		recordsOfMany(t, keep)
	}
}

func recordsOfMany(t *testing.T, keep func(*screen.History)) {
	t.Helper()
	history := screen.NewHistory()
	keep(history)
	const n = 5000
	number := func(i int) string { return fmt.Sprintf("+1415%07d", i) }
	for i := range n {
		for attempt := range 1 + i%2 {
			history.AddAt(&dialer.Result{Number: number(i), Disposition: dialer.Rejected, Attempt: attempt + 1, Batch: "r1.1"}, uint64(10*i+attempt+1))
		}
	}
	pass := screen.New(screen.Config{Rules: screen.Rules{MaxAttempts: 3}, Numbers: dialertest.PlainNumbers{}, History: history})
	for i := range n {
		want := uint64(10*i + i%2 + 1)
		if r := pass.Decide(&dialer.Contact{Row: i + 1, Number: number(i)}).Record; r.Result != want || r.LastResult != want || r.Attempts != 1+i%2 {
			t.Fatalf("contact %d has %+v, want the line %d", i, r, want)
		}
	}
	if d := pass.Decide(&dialer.Contact{Row: n + 1, Number: number(0)}); d.Record != (dialer.Record{}) {
		t.Errorf("a duplicate has %+v, want nothing", d.Record)
	}
}

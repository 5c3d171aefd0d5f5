package engine_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/guards"
)

// fakeLists are guards.Lists that tests change.
type fakeLists struct {
	mu     sync.Mutex
	lists  map[string]string
	broken error
}

func (f *fakeLists) Refresh() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.broken
}

func (f *fakeLists) List(number string, _ time.Time) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lists[number]
}

func (f *fakeLists) put(number, list string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lists[number] = list
}

func TestSuppressed(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.guards = dialer.Guards{guards.Suppression{Lists: &fakeLists{lists: map[string]string{"+14155550102": "dnc.csv", "+14155550104": "optout.csv", "+14155550101": "dnc.csv"}}}}
		b.past = []dialer.Result{dialertest.Past("accepted - +14155550101 1 r0.1"), dialertest.Past("rejected - +14155550104 1 r0.1")}
		contacts := contactsOf("+14155550101", "+1 415 555-0102", "+14155550103", "+14155550104", "+14155550102")
		report, err := b.run(t.Context(), contacts)
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 5, Accepted: 2, Suppressed: 2, Duplicate: 1}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		if len(b.api.called) != 1 || b.api.called["+14155550103"] != 1 {
			t.Errorf("called %v, want the one that is on no list and was not called", b.api.called)
		}
		got := b.log.skips[0]
		if got.Disposition != dialer.Suppressed || got.Number != "+14155550102" || got.ErrorCode != "suppression_list" || !strings.Contains(got.Error, "dnc.csv") {
			t.Errorf("the record says %+v, want the number as suppressed by dnc.csv", got)
		}
		if len(report.Causes) != 3 {
			t.Errorf("causes = %+v, want one for each list and one for the duplicate", report.Causes)
		}
	})
}

// TestSuppressedLate: a contact that comes onto a list while it waits to be sent is not called.
func TestSuppressedLate(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		lists := &fakeLists{lists: map[string]string{}}
		b.guards = dialer.Guards{guards.Suppression{Lists: lists}}
		b.cfg.CPS, b.cfg.BatchSize, b.cfg.Concurrency = 1, 2, 1
		time.AfterFunc(time.Second, func() {
			lists.put("+14155550104", "dnc.csv")
			lists.put("+14155550105", "dnc.csv")
			lists.put("+14155550106", "dnc.csv")
		})
		report, err := b.run(t.Context(), contactsOf("+14155550101", "+14155550102", "+14155550103", "+14155550104", "+14155550105", "+14155550106"))
		if err != nil {
			t.Fatal(err)
		}
		if want := (dialer.Tally{Rows: 6, Accepted: 3, Suppressed: 3}); report.Tally != want {
			t.Errorf("tally = %+v, want %+v", report.Tally, want)
		}
		if len(b.api.called) != 3 || len(b.log.skips) != 3 || len(b.log.live) != 0 {
			t.Errorf("called %v, %d skips, %d in flight, want 3, 3 and 0", b.api.called, len(b.log.skips), len(b.log.live))
		}
	})
}

// TestSuppressionFails: once a list cannot be read nobody is called; contacts stay pending.
func TestSuppressionFails(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		broken := errors.New("dnc.csv is torn")
		b.guards = dialer.Guards{guards.Suppression{Lists: &fakeLists{broken: broken}}}
		report, err := b.run(t.Context(), manyContacts(50))
		if !errors.Is(err, dialer.ErrGuard) || !errors.Is(err, broken) {
			t.Errorf("Run() = %v, want ErrGuard and the cause", err)
		}
		if len(b.api.requests) != 0 || report.Tally.Pending != report.Tally.Rows || len(b.log.live) != 0 {
			t.Errorf("%d requests, tally %+v, %d in flight, want nothing done", len(b.api.requests), report.Tally, len(b.log.live))
		}
	})
}

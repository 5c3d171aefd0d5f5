package engine_test

import (
	"errors"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/guards"
	"bulkdial/dialer/screen"
)

// TestPermit: a contact that comes onto a list while its intent is written, or while its connection is made, is not called, and its
// neighbors are.
func TestPermit(t *testing.T) {
	for name, slow := range map[string]func(*bench){
		"the disk":       func(b *bench) { b.disk = 3 * time.Second },
		"the connection": func(b *bench) { b.api.connects = 3 * time.Second },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(b *bench) {
				t := b.t
				lists := &fakeLists{lists: map[string]string{}}
				b.guards = dialer.Guards{guards.Suppression{Lists: lists}}
				b.cfg.BatchSize, b.cfg.Concurrency = 3, 1
				slow(b)
				time.AfterFunc(time.Second, func() { lists.put("+14155550102", "dnc.csv") })
				report, err := b.run(t.Context(), contactsOf("+14155550101", "+14155550102", "+14155550103"))
				if err != nil {
					t.Fatal(err)
				}
				if want := (dialer.Tally{Rows: 3, Accepted: 2, Suppressed: 1}); report.Tally != want {
					t.Errorf("tally = %+v, want %+v", report.Tally, want)
				}
				if b.api.called["+14155550102"] != 0 || len(b.log.live) != 0 {
					t.Errorf("called %v, %d in flight, want two people and nothing", b.api.called, len(b.log.live))
				}
			})
		})
	}
}

// TestPermitFails: a list that cannot be read at the last moment lets nobody be called.
func TestPermitFails(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		lists := &fakeLists{}
		b.guards = dialer.Guards{guards.Suppression{Lists: lists}}
		b.api.connects = 3 * time.Second
		time.AfterFunc(time.Second, func() {
			lists.mu.Lock()
			defer lists.mu.Unlock()
			lists.broken = errors.New("dnc.csv is torn")
		})
		report, err := b.run(t.Context(), manyContacts(10))
		if !errors.Is(err, dialer.ErrGuard) {
			t.Errorf("Run() = %v, want ErrGuard", err)
		}
		if len(b.api.called) != 0 || report.Tally.Pending != 10 || len(b.log.live) != 0 {
			t.Errorf("called %v, tally %+v, %d in flight, want nothing done", b.api.called, report.Tally, len(b.log.live))
		}
	})
}

// TestPermitCapped: caps have counted a request when it has its connection, and do not object to it.
func TestPermitCapped(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.useCaps(screen.CapsConfig{Number: []dialer.Cap{{Calls: 1, Window: 24 * time.Hour}}})
		b.api.connects = 3 * time.Second
		report, err := b.run(t.Context(), manyContacts(10))
		if want := (dialer.Tally{Rows: 10, Accepted: 10}); err != nil || report.Tally != want {
			t.Errorf("Run() = %v, tally %+v, want %+v", err, report.Tally, want)
		}
	})
}

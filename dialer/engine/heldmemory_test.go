package engine_test

import (
	"context"
	"flag"
	"iter"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

var heldContacts = flag.Int("held.contacts", 200_000, "contacts of TestHeldMemory")

// openings holds each contact until one of three openings, an hour apart.
type openings struct{ began time.Time }

func (o openings) Decide(c *dialer.Contact) dialer.Decision { return o.Recall(c, 1, 1) }

func (o openings) Recall(c *dialer.Contact, attempt, occurrence int) dialer.Decision {
	d := dialer.Decision{Contact: c, Call: true, Attempt: attempt, Occurrence: occurrence, Closed: true}
	if d.HoldUntil = o.began.Add(time.Duration(1+c.Row%3) * time.Hour); !d.HoldUntil.After(time.Now()) {
		d.HoldUntil, d.Closed = time.Time{}, false
	}
	return d
}

func (openings) Malformed(*dialer.RowError) dialer.Decision { return dialer.Decision{} }

// liveHeap is how many bytes are in use.
func liveHeap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// TestHeldMemory: a held contact takes 16 bytes of live heap while the run waits, and the file is read once for each opening.
//
//	go test ./dialer -run TestHeldMemory -v -held.contacts=1000000
func TestHeldMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, readings := *heldContacts, 0
		contacts := func(context.Context) iter.Seq2[*dialer.Contact, error] {
			readings++
			return func(yield func(*dialer.Contact, error) bool) {
				c := dialer.Contact{Number: "+14155550101"}
				for c.Row = 1; c.Row <= n && yield(&c, nil); c.Row++ {
				}
			}
		}
		cfg := engine.Config{Run: "r1", BatchSize: 1000, Concurrency: 2, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Minute, HoursWait: 24 * time.Hour}
		before, held := liveHeap(), int64(0)
		time.AfterFunc(30*time.Minute, func() { held = liveHeap() - before })
		stats := &engine.Stats{}
		_, err := engine.Run(t.Context(), cfg, contacts, engine.Deps{
			Screen: openings{time.Now()}, Caller: accepting{}, Ledger: forgetful{}, Stats: stats, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
		})
		if called := stats.Live().Results.Accepted; err != nil || called != n {
			t.Fatalf("Run() = %v, %d called", err, called)
		}
		each := float64(held) / float64(n)
		t.Logf("%d held contacts: %.2f bytes of live heap each; the file was read %d times for 3 openings", n, each, readings)
		const rest = 0.5 // the run itself
		if each > 16+rest || readings != 1+3 {
			t.Errorf("%.2f bytes each, want 16; %d readings, want 4", each, readings)
		}
	})
}

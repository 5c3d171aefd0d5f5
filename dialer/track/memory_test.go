package track_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// TestMemory: a call that was added by its place takes at most 64 bytes of live heap, however full the maps are.
func TestMemory(t *testing.T) {
	worst := 0.0
	for _, size := range []int{100_000, 108_000, 116_000, 124_000, 1_000_000} { // tables just grown, and not
		before := liveHeap()
		tracker := track.New(track.Config{Agents: []string{"a"}})
		for i := range size {
			tracker.Add(fmt.Sprint("ac-", i), track.Place{File: 1, Offset: int64(i)}, time.Now())
		}
		each := float64(liveHeap()-before) / float64(size)
		worst = max(worst, each)
		if each > 64 {
			t.Errorf("each of %d calls takes %.1f bytes, want at most 64", size, each)
		}
		runtime.KeepAlive(tracker)
	}
	t.Logf("%.1f bytes at most for each call", worst)
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// endless is a list of calls that have ended, numbered from 0.
type endless struct {
	api

	calls, pages int
}

func (e *endless) List(_ context.Context, q dialer.ListQuery) (dialer.CallPage, error) {
	from := 0
	if q.After != "" {
		if _, err := fmt.Sscanf(q.After, "ac-%d", &from); err != nil {
			return dialer.CallPage{}, err
		}
		from++
	}
	e.pages++
	to := min(from+dialer.MaxListed, e.calls)
	page := dialer.CallPage{More: to < e.calls, Next: fmt.Sprint("ac-", to-1)}
	for i := from; i < to; i++ {
		page.Calls = append(page.Calls, dialer.CallRecord{ID: fmt.Sprint("ac-", i), Status: "completed"})
	}
	return page, nil
}

// TestMillion: a million calls that have ended are found by ten thousand pages.
func TestMillion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size = 1_000_000
		all, found := &endless{calls: size}, 0
		tracker := track.New(track.Config{
			Calls: all, Agents: []string{"a"}, Logger: zerolog.Nop(),
			Append: func(cdrs []dialer.CDR) error {
				found += len(cdrs)
				return nil
			},
			Lookup: func(at track.Place) (dialer.Result, error) {
				return dialer.Result{CallID: fmt.Sprint("ac-", at.Offset)}, nil
			},
		})
		for i := range size {
			tracker.Add(fmt.Sprint("ac-", i), track.Place{Offset: int64(i)}, time.Now())
		}
		if err := tracker.Run(t.Context(), closed()); err != nil {
			t.Fatal(err)
		}
		if found != size || all.pages > size/dialer.MaxListed+2 {
			t.Errorf("%d CDRs by %d pages", found, all.pages)
		}
	})
}

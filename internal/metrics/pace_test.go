package metrics_test

import (
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/metrics"
)

// TestPace: the pace is that of the last ten whole seconds, of fewer at the beginning, and 0 when nothing was sent in
// them.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(37*time.Hour + 500*time.Millisecond) // any moment
		var pace metrics.Pace
		if got := pace.Reached(); got != 0 {
			t.Errorf("before the beginning the pace is %v", got)
		}
		pace.Begin()
		want := func(want float64) {
			t.Helper()
			if got := pace.Reached(); got != want {
				t.Errorf("the pace is %v, want %v", got, want)
			}
		}
		pace.Add(7)
		want(0) // the first second is not over
		time.Sleep(time.Second)
		want(7)
		time.Sleep(time.Second)
		want(3.5)
		for range 40 { // 5 calls every 500 ms
			pace.Add(5)
			time.Sleep(500 * time.Millisecond)
		}
		want(10)
		pace.Add(5)
		want(10)
		time.Sleep(5 * time.Second)
		want(5.5)
		time.Sleep(5 * time.Second)
		want(0.5)
		time.Sleep(time.Second)
		want(0)
		time.Sleep(time.Hour)
		pace.Add(30)
		time.Sleep(time.Second)
		want(3)
	})
}

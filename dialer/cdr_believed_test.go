package dialer_test

import (
	"testing"
	"time"

	"bulkdial/dialer"
)

// TestBelieved: a time of a call that is missing, after its record, or more than a day before it, is that of the record.
func TestBelieved(t *testing.T) {
	t.Parallel()
	recorded := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	c := dialer.CDR{RecordedAt: recorded}
	for ago, believed := range map[time.Duration]bool{0: true, time.Minute: true, 24 * time.Hour: true, 25 * time.Hour: false, 70000 * time.Hour: false, -time.Second: false} {
		if at := recorded.Add(-ago); c.Believed(at).Equal(at) != believed {
			t.Errorf("%v before the record: Believed() = %v", ago, c.Believed(at))
		}
	}
	if got := c.Believed(time.Time{}); !got.Equal(recorded) {
		t.Errorf("missing: %v", got)
	}
}

package progress

import (
	"testing"
	"time"

	"bulkdial/dialer/engine"
)

// TestStoppingText: what a person at the terminal is told.
func TestStoppingText(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]engine.Drain{
		"stopping: waiting for 4 requests (20 people), up to 60s; press Ctrl-C again to leave now: they become unknown": {Requests: 4, Contacts: 20, Timeout: time.Minute},
		"stopping: waiting for 1 request (1 person), up to 0.2s; press Ctrl-C again to leave now: they become unknown":  {Requests: 1, Contacts: 1, Timeout: 200 * time.Millisecond},
		"stopping: waiting for 2 requests (2 people), up to 10m; press Ctrl-C again to leave now: they become unknown":  {Requests: 2, Contacts: 2, Timeout: 10 * time.Minute},
		"stopping: no request is in flight": {Timeout: time.Minute},
	} {
		if got := StoppingText(d); got != want {
			t.Errorf("StoppingText(%+v) = %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		2 * time.Minute: "120s", 90 * time.Second: "90s", time.Hour: "1h", 2*time.Minute + time.Second: "2m1s", 90 * time.Minute: "1h30m",
		time.Hour + 10*time.Second: "1h0m10s", 20 * time.Minute: "20m", 10 * time.Hour: "10h",
	} {
		if got := inWords(d); got != want {
			t.Errorf("inWords(%v) = %q, want %q", d, got, want)
		}
	}
}

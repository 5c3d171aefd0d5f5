package flags

import "testing"

// TestLooserHours: hours are loosened by any time that is added, and by leaving them out.
func TestLooserHours(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		was, is string
		want    bool
	}{
		{"", "daily 09:00-18:00", false},
		{"daily 09:00-18:00", "daily 09:00-18:00", false},
		{"daily 09:00-18:00", "mon-fri 10:00-18:00", false},
		{"daily 09:00-18:00", "daily 09:00-18:30", true},
		{"daily 09:00-18:00", "", true},
		{"daily 09:00-18:00", "soon", true},
	} {
		if got := looserHours([]string{tt.was}, []string{tt.is}); got != tt.want {
			t.Errorf("from %q to %q: %v", tt.was, tt.is, got)
		}
	}
	for _, tt := range []struct {
		was, is string
		want    bool
	}{{"hold", "hold", false}, {"hold", "UTC", true}, {"UTC", "Asia/Tokyo", true}, {"UTC", "hold", false}, {"UTC", "UTC", false}} {
		if got := looserThan(HoldUnknown)([]string{tt.was}, []string{tt.is}); got != tt.want {
			t.Errorf("from %q to %q: %v", tt.was, tt.is, got)
		}
	}
	for _, tt := range []struct {
		was, is string
		want    bool
	}{{"0s", "1h", false}, {"1h", "30m", false}, {"1h", "2h", true}, {"1h", "0s", true}, {"1h", "", true}} {
		if got := looserAge([]string{tt.was}, []string{tt.is}); got != tt.want {
			t.Errorf("from %q to %q: %v", tt.was, tt.is, got)
		}
	}
}

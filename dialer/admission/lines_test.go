package admission_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/admission"
)

// TestOutlived: a line is free, and Outlived told, when no call on its route can last longer.
func TestOutlived(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg   admission.LinesConfig
		route dialer.Route
		id    string
		want  time.Duration
	}{
		"nothing is known":              {id: "ac_1", want: 2*time.Hour + time.Minute},
		"a call that may be placed":     {want: time.Hour + 6*time.Minute},
		"the route says how long":       {route: dialer.Route{RingingTimeoutSeconds: 30, MaxCallDurationMinutes: 10}, id: "ac_1", want: 70*time.Minute + 30*time.Second},
		"the run says how long":         {cfg: admission.LinesConfig{Ringing: 20 * time.Second, Call: 5 * time.Minute}, want: 10*time.Minute + 20*time.Second},
		"a sandbox is ten times faster": {cfg: admission.LinesConfig{Speed: 10}, id: "ac_1", want: 12*time.Minute + 6*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told []string
				tt.cfg.Outlived = func(id string) { told = append(told, id) }
				lines := admission.NewLines(tt.cfg)
				lines.Resume(tt.id, tt.route, time.Now())
				time.Sleep(tt.want - time.Nanosecond)
				if n := lines.Use().InUse; n != 1 || len(told) != 0 {
					t.Errorf("%d lines in use just before %v, and Outlived was told %q", n, tt.want, told)
				}
				time.Sleep(time.Nanosecond)
				if n := lines.Use().InUse; n != 0 || !slices.Equal(told, []string{tt.id}) {
					t.Errorf("%d lines in use after %v, and Outlived was told %q", n, tt.want, told)
				}
				lines.Ended(tt.id)
				lines.Resume("ac_2", tt.route, time.Now().Add(-100*time.Hour))
				if n := lines.Use().InUse; n != 0 || len(told) != 1 {
					t.Errorf("a call of long ago takes %d lines, and Outlived was told %q", n, told)
				}
			})
		})
	}
}

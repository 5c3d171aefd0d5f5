package screen_test

import (
	"fmt"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// BenchmarkCapsCheck measures what a guard of caps, or of the rest after conversations, costs for each contact: of which half were called
// twice.
func BenchmarkCapsCheck(b *testing.B) {
	const contacts = 100_000
	now := time.Now()
	history := screen.NewHistory()
	history.KeepTimes(now, 24*time.Hour)
	all := make([]dialer.Contact, contacts)
	for i := range all {
		all[i].Number = fmt.Sprintf("+1415%07d", i)
		for n := 1; i%2 == 0 && n <= 2; n++ {
			history.Add(&dialer.Result{Row: i + 1, Number: all[i].Number, Disposition: dialer.Accepted, Attempt: n, Batch: "r0.1", At: now.Add(-time.Hour)})
		}
	}
	rest := func(*dialer.Contact, time.Time) time.Duration { return time.Hour }
	for name, cfg := range map[string]screen.CapsConfig{
		"caps": {Number: []dialer.Cap{{Calls: 3, Window: 24 * time.Hour}, {Calls: 7, Window: 24 * time.Hour}}},
		"rest": {Rest: rest, LongestRest: time.Hour},
	} {
		b.Run(name, func(b *testing.B) {
			cfg.Zone, cfg.Speed = time.UTC, 1
			k := screen.NewCaps(cfg)
			k.Count(history, nil, 0)
			for b.Loop() {
				for i := range all {
					k.Check(&all[i], now)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/contacts, "ns/contact")
		})
	}
}

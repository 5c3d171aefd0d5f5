package engine_test

import (
	"fmt"
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// TestCallersInTurn: rows share batches by the caller that is chosen for them, also when they are tried again.
func TestCallersInTurn(t *testing.T) {
	bubble(t, func(b *bench) {
		t := b.t
		b.callers = []string{"ap_1", "ap_2", "ap_3"}
		b.cfg.Concurrency, b.cfg.MaxRejectRatio = 1, 1
		b.api.answer = func(_ int, req dialer.Request) dialer.Answer {
			entries := make([]dialer.Entry, len(req.Attempts))
			for i := range entries {
				entries[i] = dialer.Entry{Disposition: dialer.Rejected, Code: "no"}
			}
			return dialer.Answer{Kind: dialer.Answered, Entries: entries}
		}
		callers := map[string]string{}
		for run := range 2 {
			b.cfg.Run = fmt.Sprintf("r%d", run+1)
			b.api.requests = nil
			if _, err := b.run(t.Context(), manyContacts(60)); err != nil {
				t.Fatal(err)
			}
			b.past = append(b.past, b.log.results...)
			for _, req := range b.api.requests {
				for _, a := range req.Attempts {
					number := a.Contact.Number
					if before := callers[number]; before != "" && before != req.Route.FromNumberID {
						t.Errorf("%s is called from %s, then from %s", number, before, req.Route.FromNumberID)
					}
					callers[number] = req.Route.FromNumberID
					if a.Number != run+1 || a.Ref != dialer.IdentityOf("", number, 1).Reference(run+1) {
						t.Errorf("%s goes as attempt %d with reference %s in run %d", number, a.Number, a.Ref, run+1)
					}
				}
			}
			if n := len(b.api.requests); n > 60/5+3 {
				t.Errorf("%d requests, want contacts of one caller to share batches", n)
			}
		}
	})
}

// TestManyRoutes: with many routes the number of contacts in open batches is bounded, and every contact is sent once.
func TestManyRoutes(t *testing.T) {
	for _, tt := range []struct{ routes, size int }{{1000, 5}, {50, 1000}} {
		bubble(t, func(b *bench) {
			t := b.t
			b.cfg.BatchSize, b.cfg.Concurrency = tt.size, 1
			rows, behind := 20_000, 0
			if testing.Short() && tt.size < 1000 { // the others are held back by their number
				rows = 4000
			}
			contacts := func(yield func(*dialer.Contact, error) bool) {
				for i := range rows {
					c := dialer.Contact{Row: i + 1, Number: fmt.Sprintf("+1415%07d", i), Route: dialer.Route{AgentID: fmt.Sprint("agent_", i%tt.routes)}}
					if !yield(&c, nil) {
						return
					}
					behind = max(behind, i+1-b.stats.Live().Sent)
				}
			}
			if _, err := b.run(t.Context(), contacts); err != nil {
				t.Fatal(err)
			}
			if len(b.api.called) != rows {
				t.Errorf("%d were called, want %d", len(b.api.called), rows)
			}
			// One batch is under way, one waits for it, and others are ready.
			if most := min(engine.OpenContacts, engine.OpenBatches*tt.size) + (engine.StepsAhead+3)*tt.size; behind > most {
				t.Errorf("%d contacts were read and not sent, want %d at most", behind, most)
			}
		})
	}
}

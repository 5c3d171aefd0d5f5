package converge_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/sandbox"
)

// newModel draws a campaign.
func newModel(t *testing.T, seed uint64, home string) *model {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	m := &model{t: t, rng: rng, home: home}
	for range 3 + rng.IntN(14) {
		m.join()
	}
	m.idColumn = oneOf(rng, "", "key")
	m.send = engine.Config{
		BatchSize: 1 + rng.IntN(4), Concurrency: 1 + rng.IntN(3), CPS: oneOf(rng, 0, 0.2, 2), Lines: oneOf(rng, 0, 0, 4),
		MaxFailures: 5, MaxRejectRatio: 1, MaxWait: 15 * time.Minute, RequestTimeout: requestTimeout,
	}
	m.wait = oneOf(rng, 15*time.Minute, 4*time.Hour)
	m.haste = oneOf(rng, time.Minute, 30*time.Minute)
	m.calm = oneOf(rng, 0, 1, len(round))
	server, faults := newServer(rng, seed)
	m.api = api{
		server: server, oracle: &oracle{ids: map[string]string{}}, seed: seed, limit: oneOf(rng, 5, 10, 100),
		loss: oneOf(rng, 0.1, 0.3, 0.6, 0.9), trouble: oneOf(rng, 0, 0.2),
	}
	m.tell("%d contacts; %v lost, %v in trouble; pages of %d, %v; %+v", len(m.numbers), m.loss, m.trouble, m.limit, faults, m.send)
	return m
}

// oneOf draws one of some values.
func oneOf[T any](rng *rand.Rand, values ...T) T { return values[rng.IntN(len(values))] }

// newServer returns a sandbox with faults in its lists.
func newServer(rng *rand.Rand, seed uint64) (*sandbox.Server, sandbox.Faults) {
	some := func(p float64) float64 { return oneOf(rng, 0, p) }
	faults := sandbox.Faults{
		Seed: seed, Order: oneOf(rng, sandbox.Newest, sandbox.Oldest, sandbox.AnyOrder),
		Late: some(0.4), Queued: some(0.1), PageLose: some(0.2), PageRepeat: some(0.2), ListTooMany: some(0.05), GetInternal: some(0.1),
	}
	script := sandbox.Script{MeanCall: oneOf(rng, sandbox.DefaultMeanCall, 5*time.Minute)}
	return sandbox.New(sandbox.Config{Faults: faults, Script: script}), faults
}

// history places calls of another campaign, hours ago: within hours, or within a minute.
func (m *model) history() {
	pause := oneOf(m.rng, 20*time.Minute, time.Second)
	for i := range m.rng.IntN(25) {
		c := dialer.Contact{Number: fmt.Sprintf("+1415556%04d", i)}
		m.place(dialer.Request{
			Route: dialer.Route{AgentID: agentID, FromNumberID: "ap_y"}, Attempts: []dialer.Attempt{{Contact: c, Ref: "0123456789abcdef0123"}},
		})
		time.Sleep(time.Duration(m.rng.Float64() * float64(pause)))
	}
	time.Sleep(2 * time.Hour)
}

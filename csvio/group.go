package csvio

import (
	"time"

	"bulkdial/dialer"
)

// group is what is written together.
type group struct {
	// results holds lines for the results file, and settled the batches that they are of.
	results resultEncoder
	settled []settlement
	// intents holds lines for the in-flight record, and live what they are.
	intents []byte
	live    []liveIntent
	// joined is how many pieces of work it holds.
	joined int
	// committed is closed when all of it is written, and the intents are on disk, or when err says why not.
	committed chan struct{}
	err       error
}

// settlement is a batch that is done, and who is to be told when its results are on disk.
type settlement struct {
	batch   string
	results int
	told    func(error)
}

// groupSize is how many bytes may wait to be written together.
const groupSize = 1 << 20

// newGroup returns an empty group, with the buffers of one that is written.
func newGroup(written *group) *group {
	g := &group{committed: make(chan struct{})}
	if written != nil {
		clear(written.settled) // what they tell is not needed any more
		g.results = written.results
		g.results.lines = g.results.lines[:0]
		g.settled, g.intents, g.live = written.settled[:0], written.intents[:0], written.live[:0]
	}
	return g
}

func (g *group) full() bool { return len(g.results.lines)+len(g.intents) >= groupSize }

// settle adds the results of a batch.
func (g *group) settle(batch string, results []dialer.Result, told func(error)) {
	g.settled = append(g.settled, settlement{batch, len(results), told})
	for i := range results {
		g.results.add(&results[i])
	}
}

// intend adds a request that is about to be sent.
func (g *group) intend(req *dialer.Request, at time.Time) {
	before := len(g.intents)
	g.intents = appendIntent(g.intents, req, at)
	g.live = append(g.live, liveIntent{batch: req.Batch, size: len(g.intents) - before, contacts: len(req.Attempts)})
}

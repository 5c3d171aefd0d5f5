package reconcile

import (
	"slices"
	"time"

	"bulkdial/dialer"
)

// Survey is what the ledgers of a campaign say of the attempts that are unknown. The results of all ledgers are passed to First, and then,
// in the same way, to Second. The results may come in any order.
type Survey struct {
	doubts map[attemptKey]*doubt
	// numbers and ids are those of the doubts, by number and by id.
	numbers map[string][]*doubt
	ids     map[string]bool
	// accounted are the ids of accepted calls that could be taken for those of doubts.
	accounted map[string]bool
	witnesses map[line][]witness
	queues    map[callerOf]*queue
}

// line is what calls have in common that are queued and listed together.
type line struct{ agent, caller string }

// witness is an accepted call that a list should show.
type witness struct {
	id, ref string
	batch   dialer.BatchName
	at      time.Time
}

// mostWitnesses is how many of the latest calls of each line are kept as witnesses.
const mostWitnesses = 64

// callerOf is a number to call from, in one ledger, whose lines are in the order of time.
type callerOf struct{ ledger, caller string }

// queue is how many calls of ours have waited at a number to call from, at one call a second.
type queue struct {
	calls, most float64
	last        time.Time
}

func (q *queue) add(at time.Time, every time.Duration) {
	if passed := at.Sub(q.last); passed > 0 {
		q.calls, q.last = max(0, q.calls-passed.Seconds()/every.Seconds()), at
	}
	q.calls++
	q.most = max(q.most, q.calls)
}

// NewSurvey returns a Survey that knows nothing.
func NewSurvey() *Survey {
	return &Survey{
		doubts: map[attemptKey]*doubt{}, numbers: map[string][]*doubt{}, ids: map[string]bool{}, accounted: map[string]bool{},
		witnesses: map[line][]witness{}, queues: map[callerOf]*queue{},
	}
}

// First takes a result of any ledger.
func (s *Survey) First(r *dialer.Result) {
	if r.Disposition != dialer.Unknown {
		return
	}
	if known := s.doubts[keyOf(r)]; known != nil { // as after a crash of an earlier correction
		if r.At.Before(known.At) {
			known.At = r.At
		}
		return
	}
	d := &doubt{Result: *r, ref: r.Reference()}
	s.doubts[keyOf(r)] = d
	s.numbers[r.Number] = append(s.numbers[r.Number], d)
	if r.ID != "" {
		s.ids[r.ID] = true
	}
}

// Any reports whether First has found an unknown result.
func (s *Survey) Any() bool { return len(s.doubts) > 0 }

// Second takes a result once more, with the name of its ledger. Every is the time that each call waits for the one before it: a second, or
// less with a sandbox.
func (s *Survey) Second(ledger string, r *dialer.Result, every time.Duration) {
	if r.Disposition.Skip() {
		return
	}
	if d := s.doubts[keyOf(r)]; d != nil && r.Disposition != dialer.Unknown {
		d.settled = true
	}
	for _, d := range s.numbers[r.Number] {
		later := r.Disposition == dialer.Rejected && r.Attempt > d.Attempt
		if d.sameContact(r) && (later || r.Disposition == dialer.Accepted) {
			d.superseded = true
		}
	}
	if r.Disposition == dialer.Rejected {
		return
	}
	s.queue(ledger, r, every)
	if r.Disposition != dialer.Accepted || r.CallID == "" {
		return
	}
	if len(s.numbers[r.Number]) > 0 || s.ids[r.ID] {
		s.accounted[r.CallID] = true
	}
	s.testify(r)
}

func (s *Survey) queue(ledger string, r *dialer.Result, every time.Duration) {
	key := callerOf{ledger, r.FromNumberID}
	if s.queues[key] == nil {
		s.queues[key] = &queue{}
	}
	s.queues[key].add(r.At, every)
}

// testify keeps an accepted call as a witness, if it is one of the latest of its line.
func (s *Survey) testify(r *dialer.Result) {
	if r.AgentID == "" || r.FromNumberID == "" {
		return
	}
	key := line{r.AgentID, r.FromNumberID}
	all := s.witnesses[key]
	at, _ := slices.BinarySearchFunc(all, r.At, func(w witness, at time.Time) int { return at.Compare(w.at) })
	if at == mostWitnesses {
		return
	}
	all = slices.Insert(all, at, witness{r.CallID, r.Reference(), r.Batch, r.At})
	s.witnesses[key] = all[:min(len(all), mostWitnesses)]
}

// queued is the longest time that calls of ours can have waited at a number to call from. The ledgers of shards add up.
func (s *Survey) queued(caller string, every time.Duration) time.Duration {
	most := 0.0
	for key, q := range s.queues {
		if key.caller == caller {
			most += q.most
		}
	}
	return time.Duration(most * float64(every))
}

// open returns the doubts that are open, in the order of their rows.
func (s *Survey) open() []*doubt {
	var open []*doubt
	for _, d := range s.doubts {
		if d.open() {
			open = append(open, d)
		}
	}
	slices.SortFunc(open, func(a, b *doubt) int { return compareAttempts(&a.Result, &b.Result) })
	return open
}

// Unknown returns the results of the attempts that are unknown and that their contacts' last words come from, in the order of their rows.
func (s *Survey) Unknown() []dialer.Result {
	var unknown []dialer.Result
	for _, d := range s.open() {
		if !d.superseded {
			unknown = append(unknown, d.Result)
		}
	}
	return unknown
}

// Accounts reports whether a result of the campaign has the call of an id that could be that of a doubt.
func (s *Survey) Accounts(callID string) bool { return s.accounted[callID] }

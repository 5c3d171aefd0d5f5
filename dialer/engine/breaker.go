package engine

import (
	"fmt"
	"strings"
	"sync"

	"bulkdial/dialer"
)

// The share of rejected contacts is computed over the last ratioWindow answered ones, once there are ratioLeast.
const (
	ratioWindow = 100
	ratioLeast  = 20
)

// breaker decides from the answers whether a run must stop.
type breaker struct {
	maxFailures    int
	maxRejectRatio float64

	mu sync.Mutex
	// lost counts the requests in a row without a good answer; failures counts those of them that failed together as one.
	lost, failures int
	// incidents counts the failures of the whole run.
	incidents int
	// requests counts all answers.
	requests  int
	suspicion suspicion
	ratio     rejectRatio
	rejects   causes
}

func newBreaker(cfg *Config, taken bool) *breaker {
	return &breaker{maxFailures: cfg.MaxFailures, maxRejectRatio: cfg.MaxRejectRatio, suspicion: suspicion{over: taken}}
}

// decision is what follows from an answer.
type decision struct {
	// record holds the results to be recorded for the request, and cleared those of earlier requests whose contacts, and
	// not the configuration, turned out to be at fault.
	record, cleared []dialer.Result
	// dispelled: the contacts are at fault where requests are refused, and not the configuration.
	dispelled bool
	// lost is the number of consecutive requests without a good answer.
	lost int
	// stop is why the run must stop, or nil.
	stop error
}

// depart returns the moment at which a request is sent, for decide: how many incidents there were before.
func (b *breaker) depart() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.incidents
}

// decide takes an answer and its results. Departed is the moment at which the request was sent; of is the trial of its batch.
func (b *breaker) decide(answer *dialer.Answer, results []dialer.Result, departed int, of *trial) decision {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	switch effectOf(answer.Kind).failure {
	case goodAnswer:
		b.lost, b.failures = 0, 0
		return b.recorded(results)
	case refusal:
		b.lost, b.failures = 0, 0
		return b.refusedRequest(answer, results, of)
	case oneFailure:
		return b.failed(answer, results, departed)
	case stopsRun:
		return decision{stop: answer.Refusal()}
	case noFailure:
	}
	return decision{lost: b.lost}
}

// failed counts a request without a good answer. One that was under way when another failed was cut by the same incident.
func (b *breaker) failed(answer *dialer.Answer, results []dialer.Result, departed int) decision {
	b.lost++
	out := decision{record: results, lost: b.lost}
	if departed < b.incidents {
		return out
	}
	b.incidents++
	if b.failures++; b.failures >= b.maxFailures {
		out.stop = &dialer.FieldError{Field: "MaxFailures", Err: fmt.Errorf("%w: %s in a row failed; the last: %s", dialer.ErrOutage, dialer.Plural(b.failures, "request"), answer.Summary())}
	}
	return out
}

// recorded lets results be recorded, with those that were kept back.
func (b *breaker) recorded(results []dialer.Result) decision {
	out := decision{record: results, cleared: b.suspicion.dispel(), dispelled: true}
	b.count(out.cleared)
	b.count(results)
	out.stop = b.tooManyRejects()
	return out
}

// refusedRequest decides about a request that was refused for what is in it; results holds that of its contact when
// there was but one.
func (b *breaker) refusedRequest(answer *dialer.Answer, results []dialer.Result, of *trial) decision {
	switch {
	case len(results) == 0:
		return decision{}
	case !b.suspicion.grows(results, of):
		return b.recorded(results)
	case b.suspicion.certain():
		return decision{stop: b.blame(answer.Summary())}
	default:
		return decision{}
	}
}

// suspicious reports whether the configuration may be the cause of all refusals so far: while it may be, a single contact
// of a batch is tried first.
func (b *breaker) suspicious() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.suspicion.strong()
}

// exhausted decides when nothing is left to try but what was kept back: the error says that the configuration is at fault.
func (b *breaker) exhausted() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.suspicion.strong() {
		return nil
	}
	last := b.suspicion.refused[len(b.suspicion.refused)-1]
	said := dialer.Answer{HTTPStatus: last.HTTPStatus, Code: last.ErrorCode, Message: last.Error}
	return b.blame(said.Summary())
}

func (b *breaker) blame(said string) error {
	return fmt.Errorf("%w: each of the %d requests so far was refused, down to %d single contacts, with the same answer, so the configuration is at fault: %s",
		dialer.ErrDenied, b.requests, len(b.suspicion.refused), said)
}

// rest returns the results that are still kept back when a run has ended, to be recorded as rejected: too few to suspect
// more than their contacts.
func (b *breaker) rest() []dialer.Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.suspicion.strong() {
		return nil
	}
	return b.suspicion.dispel()
}

// count follows the share of rejected contacts.
func (b *breaker) count(results []dialer.Result) {
	for i := range results {
		r := &results[i]
		b.ratio.add(r.Disposition == dialer.Rejected)
		if r.Disposition == dialer.Rejected {
			b.rejects.add(r.Disposition, reasonOf(r), r.SheetRow)
		}
	}
}

// tooManyRejects returns an error where the share of rejected contacts is too large.
func (b *breaker) tooManyRejects() error {
	rejected, of := b.ratio.rejected, b.ratio.answered()
	if of < ratioLeast || float64(rejected) <= b.maxRejectRatio*float64(of) {
		return nil
	}
	var frequent []string
	list := b.rejects.list()
	for _, c := range list[:min(3, len(list))] {
		frequent = append(frequent, fmt.Sprintf("%d× %s: %s", c.Count, c.Code, c.Cause))
	}
	return &dialer.FieldError{Field: "MaxRejectRatio", Err: fmt.Errorf("%w: %d of the last %d contacts were rejected (a share of %v is allowed); most often %s",
		ErrRejects, rejected, of, b.maxRejectRatio, strings.Join(frequent, "; "))}
}

// rejectRatio remembers which of the last contacts were rejected.
type rejectRatio struct {
	window   [ratioWindow]bool
	total    int
	rejected int
}

func (r *rejectRatio) add(rejected bool) {
	slot := &r.window[r.total%ratioWindow]
	if *slot {
		r.rejected--
	}
	if *slot = rejected; rejected {
		r.rejected++
	}
	r.total++
}

func (r *rejectRatio) answered() int { return min(r.total, ratioWindow) }

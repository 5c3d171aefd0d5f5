package dialer

import (
	"fmt"
	"strings"
	"sync"
)

// The share of rejected contacts is computed over the last ratioWindow answered ones, once there are ratioLeast.
const (
	ratioWindow = 100
	ratioLeast  = 20
)

// alikeLimit is how many contacts, one after the other, may be refused alike from the start of a campaign before the
// configuration counts as the cause.
const alikeLimit = 3

// breaker decides from the answers whether a run must stop.
type breaker struct {
	maxFailures    int
	maxRejectRatio float64

	mu sync.Mutex
	// failures counts the requests in a row without a good answer.
	failures int
	// unsent is the gate's epoch in which a failed connection was counted last: connections that fail together fail
	// for one reason.
	unsent int
	// requests counts all answers; taken says that some request of the campaign was accepted for what is in it.
	requests int
	taken    bool
	// refusedAlike are the results of contacts that were refused alone, all with one answer, before any request was taken:
	// the configuration may be at fault. In a campaign that has placed calls before, the contacts are.
	refusedAlike []Result
	ratio        rejectRatio
	rejects      causes
}

func newBreaker(cfg *Config, taken bool) *breaker {
	return &breaker{maxFailures: cfg.MaxFailures, maxRejectRatio: cfg.MaxRejectRatio, unsent: -1, taken: taken}
}

// decision is what follows from an answer.
type decision struct {
	// record holds the results to be recorded for the request, and cleared those of earlier requests whose contacts, and
	// not the configuration, turned out to be at fault.
	record, cleared []Result
	// failures is the number of consecutive requests without a good answer.
	failures int
	// stop is why the run must stop, or nil.
	stop error
}

// decide takes an answer and its results. The epoch is that of the pass with which the request was sent.
func (b *breaker) decide(answer *Answer, results []Result, epoch int) decision {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	switch effectOf(answer.Kind).failure {
	case goodAnswer:
		return b.tookRequest(results)
	case refusal:
		return b.refusedRequest(answer, results)
	case failureOncePerHold:
		if b.unsent == epoch {
			return decision{failures: b.failures}
		}
		b.unsent = epoch
		return b.failed(answer, results)
	case oneFailure:
		return b.failed(answer, results)
	case stopsRun:
		return decision{stop: fmt.Errorf("%w: %s", ErrDenied, answer.summary())}
	case noFailure:
	}
	return decision{failures: b.failures}
}

func (b *breaker) failed(answer *Answer, results []Result) decision {
	b.failures++
	out := decision{record: results, failures: b.failures}
	if b.failures >= b.maxFailures {
		out.stop = &FieldError{"MaxFailures", fmt.Errorf("%w: %d consecutive requests failed; the last: %s", ErrOutage, b.failures, answer.summary())}
	}
	return out
}

func (b *breaker) tookRequest(results []Result) decision {
	b.failures, b.taken = 0, true
	return b.recorded(results)
}

// recorded lets results be recorded, with those that were kept back.
func (b *breaker) recorded(results []Result) decision {
	out := decision{record: results, cleared: b.refusedAlike}
	b.refusedAlike = nil
	out.stop = b.count(results)
	return out
}

// refusedRequest decides about a request that was refused for what is in it; results holds that of its contact when
// there was but one.
func (b *breaker) refusedRequest(answer *Answer, results []Result) decision {
	b.failures = 0
	if len(results) == 0 {
		return decision{}
	}
	if len(b.refusedAlike) > 0 && !alike(&b.refusedAlike[0], &results[0]) {
		b.taken = true // two different refusals are about two contacts
	}
	if b.taken {
		return b.recorded(results)
	}
	b.refusedAlike = append(b.refusedAlike, results...)
	if len(b.refusedAlike) < alikeLimit {
		return decision{}
	}
	return decision{stop: fmt.Errorf("%w: each of the %d requests so far was refused, down to single contacts, with the same answer, so the configuration is at fault: %s",
		ErrDenied, b.requests, answer.summary())}
}

func alike(a, b *Result) bool {
	return a.HTTPStatus == b.HTTPStatus && a.ErrorCode == b.ErrorCode && a.Error == b.Error
}

// rest returns the results that are still kept back when a run has ended; they are to be recorded as rejected, unless
// they are why it has ended.
func (b *breaker) rest() []Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.refusedAlike) >= alikeLimit {
		return nil
	}
	rest := b.refusedAlike
	b.refusedAlike = nil
	return rest
}

// count follows the share of rejected contacts.
func (b *breaker) count(results []Result) error {
	for i := range results {
		r := &results[i]
		b.ratio.add(r.Disposition == Rejected)
		if r.Disposition == Rejected {
			b.rejects.add(r.Disposition, r.why(), r.SheetRow)
		}
	}
	rejected, of := b.ratio.rejected, b.ratio.answered()
	if of < ratioLeast || float64(rejected) <= b.maxRejectRatio*float64(of) {
		return nil
	}
	var frequent []string
	list := b.rejects.list()
	for _, c := range list[:min(3, len(list))] {
		frequent = append(frequent, fmt.Sprintf("%d× %s: %s", c.Count, c.Code, c.Cause))
	}
	return &FieldError{"MaxRejectRatio", fmt.Errorf("%w: %d of the last %d contacts were rejected (a share of %v is allowed); most often %s",
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

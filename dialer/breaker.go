package dialer

import (
	"fmt"
	"strings"
	"sync"
)

// The share of rejected contacts is judged over the last ratioWindow answered ones, once there are ratioLeast.
const (
	ratioWindow = 100
	ratioLeast  = 20
)

// alikeLimit is how many contacts, one after the other, may be refused alike from the start of a campaign before it
// is not they who are to blame.
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
	// suspects are contacts that were refused alone, all with one answer, before any request was taken: it may be
	// the configuration that is at fault. In a campaign that has placed calls before, it is the contacts.
	suspects []Result
	ratio    rejectRatio
	rejects  causes
}

func newBreaker(cfg *Config, taken bool) *breaker {
	return &breaker{maxFailures: cfg.MaxFailures, maxRejectRatio: cfg.MaxRejectRatio, unsent: -1, taken: taken}
}

// ruling is what follows from an answer.
type ruling struct {
	// record holds the results to be recorded for the request, and cleared those of earlier requests whose contacts
	// are no longer suspects.
	record, cleared []Result
	// failures is how many requests in a row had no good answer.
	failures int
	// stop is why the run must stop, or nil.
	stop error
}

// judge takes an answer and its results. The epoch is that of the pass with which the request was sent.
func (b *breaker) judge(answer *Answer, results []Result, epoch int) ruling {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	switch answer.Verdict {
	case Answered:
		return b.tookRequest(results)
	case Refused, TooLarge:
		return b.refusedRequest(answer, results)
	case Unsent:
		if b.unsent == epoch {
			return ruling{failures: b.failures}
		}
		b.unsent = epoch
		return b.failed(answer, results)
	case Lost:
		return b.failed(answer, results)
	case Denied:
		return ruling{stop: fmt.Errorf("%w: %s", ErrDenied, answer.summary())}
	default: // Busy is nobody's failure
		return ruling{failures: b.failures}
	}
}

func (b *breaker) failed(answer *Answer, results []Result) ruling {
	b.failures++
	out := ruling{record: results, failures: b.failures}
	if b.failures >= b.maxFailures {
		out.stop = fmt.Errorf("%w to %d requests in a row (--max-failures); the last: %s", ErrOutage, b.failures, answer.summary())
	}
	return out
}

func (b *breaker) tookRequest(results []Result) ruling {
	b.failures, b.taken = 0, true
	out := ruling{record: results, cleared: b.suspects}
	b.suspects = nil
	out.stop = b.count(results)
	return out
}

// refusedRequest rules on a request that was refused for what is in it; results holds that of its contact when there
// was but one.
func (b *breaker) refusedRequest(answer *Answer, results []Result) ruling {
	b.failures = 0
	if len(results) == 0 {
		return ruling{}
	}
	if len(b.suspects) > 0 && !alike(&b.suspects[0], &results[0]) {
		b.taken = true // two different refusals are about two contacts
	}
	if b.taken {
		out := ruling{record: results, cleared: b.suspects}
		b.suspects = nil
		out.stop = b.count(results)
		return out
	}
	b.suspects = append(b.suspects, results...)
	if len(b.suspects) < alikeLimit {
		return ruling{}
	}
	return ruling{stop: fmt.Errorf("%w: each of the %d requests so far was refused, down to single contacts, with the same answer, so the configuration is at fault: %s",
		ErrDenied, b.requests, answer.summary())}
}

func alike(a, b *Result) bool {
	return a.HTTPStatus == b.HTTPStatus && a.ErrorCode == b.ErrorCode && a.Error == b.Error
}

// rest returns the suspects of a run that has ended; they are to be recorded as rejected, unless they are why it
// has ended.
func (b *breaker) rest() []Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.suspects) >= alikeLimit {
		return nil
	}
	rest := b.suspects
	b.suspects = nil
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
	return fmt.Errorf("%w: %d of the last %d contacts were rejected (--max-reject-ratio %v); most often %s",
		ErrRejects, rejected, of, b.maxRejectRatio, strings.Join(frequent, "; "))
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

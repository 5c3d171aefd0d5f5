package track

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bulkdial/dialer"
)

// errFatal marks the errors that end the following.
var errFatal = errors.New("calls cannot be followed")

// look runs one cycle. The error is errFatal, that of ctx, or one that may pass.
func (t *Tracker) look(ctx context.Context) error {
	t.cycle++
	wanted, pages := t.wanted()
	if len(wanted.agents) == 0 { // no agent is known
		return t.readSome(ctx, 1)
	}
	first := t.turn % len(wanted.agents)
	for i := range wanted.agents {
		agent := wanted.agents[(first+i)%len(wanted.agents)]
		if pages <= 0 {
			t.turn = first + i
			break
		}
		used, err := t.list(ctx, agent, wanted.count[agent]+wanted.count[0], pages)
		if err != nil {
			return err
		}
		pages -= used
	}
	return t.readSome(ctx, t.perCycle())
}

// wanted is what a cycle looks for: how many calls of each agent, of which 0 is any.
type wanted struct {
	agents []uint16
	count  map[uint16]int
}

// wanted counts what the lists should show, and the pages that a cycle may read.
func (t *Tracker) wanted() (w wanted, pages int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, old := millis(t.began, time.Now()), t.old()
	w.count = map[uint16]int{}
	for _, o := range t.calls.open {
		if o.listable(now, old) {
			w.count[o.agent]++
		}
	}
	for agent := 1; agent < len(t.agents); agent++ {
		if id := uint16(agent); w.count[id] > 0 || w.count[0] > 0 { //nolint:gosec // see Tracker.agent
			w.agents = append(w.agents, id)
		}
	}
	pages = (len(t.calls.open)+t.ended)/dialer.MaxListed + 2
	t.ended = 0
	return w, pages
}

// old is the age in milliseconds from which calls are read by their ids. The Tracker is locked.
func (t *Tracker) old() int32 { return bounded(oldAfter * t.mean.duration()) }

// bounded is a duration in milliseconds, of at most 12 days.
func bounded(d time.Duration) int32 {
	return int32(max(1, min(d.Milliseconds(), 1<<30))) //nolint:gosec // within the bounds
}

// listable reports whether the list should show a call: it is not old, or was not looked for yet.
func (o open) listable(now, old int32) bool {
	return now-o.placed < old || o.missed == 0 && o.seen == 0
}

// list reads the list of an agent until it has shown as many calls as are wanted. It returns how many pages that took.
func (t *Tracker) list(ctx context.Context, agent uint16, want, most int) (pages int, err error) {
	query := dialer.ListQuery{AgentID: t.agentID(agent)}
	for want > 0 && pages < most {
		if err := t.pace.Wait(ctx); err != nil {
			return pages, context.Cause(ctx)
		}
		page, err := t.cfg.Calls.List(ctx, query)
		pages++
		if isNotFound(err) { // its calls may be found by their ids
			break
		}
		if err != nil {
			return pages, classify(err)
		}
		found, err := t.found(agent, page.Calls)
		if err != nil {
			return pages, err
		}
		want -= found
		if !page.More || page.Next == "" || page.Next == query.After {
			break
		}
		query.After = page.Next
	}
	t.missed(agent)
	return pages, nil
}

func (t *Tracker) agentID(agent uint16) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.agents[agent]
}

// found takes the calls of a page, and returns how many of those that were wanted it shows for the first time in this cycle.
func (t *Tracker) found(agent uint16, records []dialer.CallRecord) (n int, err error) {
	t.mu.Lock()
	now, old := millis(t.began, time.Now()), t.old()
	var over []dialer.CallRecord
	for i := range records {
		key := t.calls.key(records[i].ID)
		o, known := t.calls.open[key]
		if !known {
			continue
		}
		if o.seen != t.cycle && o.listable(now, old) {
			n++
		}
		o.seen, o.missed, o.agent = t.cycle, 0, agent
		t.calls.open[key] = o
		if _, ended := records[i].Outcome(); ended {
			over = append(over, records[i])
		}
	}
	t.mu.Unlock()
	return n, t.record(over)
}

// missed counts the calls of an agent that this cycle has not shown.
func (t *Tracker) missed(agent uint16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, o := range t.calls.open {
		if o.seen != t.cycle && (o.agent == agent || o.agent == 0) && o.missed < 255 {
			o.missed++
			t.calls.open[key] = o
		}
	}
}

// perCycle is how many calls a cycle may read by their ids.
func (t *Tracker) perCycle() int {
	return max(1, int(requestsPerSecond*t.period().Seconds()*t.cfg.Speed/2))
}

// readSome reads up to n of the calls that are due, by their ids.
func (t *Tracker) readSome(ctx context.Context, n int) error {
	for _, key := range t.due(n) {
		if err := t.read(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// due returns up to n calls to be read by their ids.
func (t *Tracker) due(n int) []uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, old := millis(t.began, time.Now()), t.old()
	cycle, minute := bounded(t.mean.duration()/cyclesPerCall), bounded(t.scaled(oldEvery))
	unknown := len(t.agents) == 1
	var keys []uint64
	for key, o := range t.calls.open {
		if len(keys) == n {
			break
		}
		// The first reading waits for the list, and each next one an eighth of the age.
		age := now - o.placed
		every := min(max(missedCycles*cycle, age/8), minute)
		isOld := age >= old
		if isOld {
			every = minute
		}
		wanted := unknown || o.missed >= missedCycles || isOld
		if wanted && (o.checked == never || now-o.checked >= every) {
			keys = append(keys, key)
		}
	}
	return keys
}

// read reads one call by its id.
func (t *Tracker) read(ctx context.Context, key uint64) error {
	result, known, err := t.result(key)
	if err != nil || !known {
		return err
	}
	if err := t.pace.Wait(ctx); err != nil {
		return context.Cause(ctx)
	}
	record, err := t.cfg.Calls.Get(ctx, result.CallID)
	gone := isNotFound(err)
	if err != nil && !gone {
		return classify(err)
	}
	t.mu.Lock()
	if o, known := t.calls.open[key]; known {
		o.checked = millis(t.began, time.Now())
		if record.AgentID != "" {
			o.agent = t.agent(record.AgentID)
		}
		t.calls.open[key] = o
	}
	t.mu.Unlock()
	if _, ended := record.Outcome(); gone || !ended {
		return nil
	}
	return t.record([]dialer.CallRecord{record})
}

func isNotFound(err error) bool {
	e, ok := errors.AsType[*dialer.APIError](err)
	return ok && e.NotFound()
}

// classify marks an error that cannot pass.
func classify(err error) error {
	if e, ok := errors.AsType[*dialer.APIError](err); ok && e.Denied() {
		return fmt.Errorf("%w: %w: %w", errFatal, dialer.ErrDenied, err)
	}
	return err
}

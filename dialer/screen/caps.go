package screen

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"bulkdial/dialer"
)

// Shared are calls that several processes count together; internal/frequency implements it. One goroutine at a time uses it.
type Shared interface {
	// Read passes the calls to each that other processes have added since the last reading.
	Read(each func(dialer.SharedCall)) error
	// Add passes them too, and then adds the calls that choose returns. No other process adds any in between, and they are on disk when it
	// returns.
	Add(each func(dialer.SharedCall), choose func() []dialer.SharedCall) error
}

// Caps keep to the caps of a campaign. They hold the contacts whose numbers were called as often as a cap allows, as a dialer.Guard, and
// count the calls of a run, as dialer.Caps. A call counts from its intent on; its time is that of the answer once there is one, as in the
// results.
type Caps struct {
	cfg CapsConfig

	mu sync.Mutex // guards what follows
	// own and others are the calls in the results of the campaign, and of other campaigns; nil before Count.
	own, others *History
	recent      recent
	budget      budget
	// fewest is the lowest number of calls of a cap of a number, 0 where there is none, and calls is room for the calls to one.
	fewest int
	calls  []time.Time
	// taken has when the requests were counted that are not settled, by their batches.
	taken map[dialer.BatchName]time.Time
}

var (
	_ dialer.Guard = (*Caps)(nil)
	_ dialer.Caps  = (*Caps)(nil)
)

// NewCaps returns caps that have counted nothing.
func NewCaps(cfg CapsConfig) *Caps {
	k := &Caps{cfg: cfg, recent: newRecent(), taken: map[dialer.BatchName]time.Time{}}
	k.budget = newBudget(&k.cfg)
	for i, one := range cfg.all() {
		if i == 0 || one.Calls < k.fewest {
			k.fewest = one.Calls
		}
	}
	return k
}

// Count takes the calls in the results of the campaign and of others, which must have kept their times (History.KeepTimes), before the first
// Take and Refresh. Others may be nil. CallMinutes is how many minutes a call in them counts of which no duration is known.
func (k *Caps) Count(own, others *History, callMinutes int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.own, k.others = own, others
	k.budget.count(own, callMinutes)
}

// Follow says that Ended will be called for the calls of the run.
func (k *Caps) Follow() { k.budget.reserved = map[uint64]int64{} }

// Refresh implements dialer.Guard.
func (k *Caps) Refresh() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cfg.Shared == nil {
		return nil
	}
	return sharedError(k.cfg.Shared.Read(k.read))
}

func sharedError(err error) error {
	if err != nil {
		return fmt.Errorf("the calls that campaigns share cannot be read: %w", err)
	}
	return nil
}

// read takes a shared call, unless a history has it.
func (k *Caps) read(c dialer.SharedCall) {
	number, ok := dialer.ParseE164(c.Number)
	switch {
	case !ok, k.own.has(number, c.Batch, c.Attempt), k.others.has(number, c.Batch, c.Attempt):
	case c.Back:
		k.recent.remove(number, seconds(c.At))
	default:
		k.recent.add(number, seconds(c.At))
	}
}

// Check implements dialer.Guard.
func (k *Caps) Check(c *dialer.Contact, now time.Time) dialer.Clearance {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.check(c, now)
}

func (k *Caps) check(c *dialer.Contact, now time.Time) dialer.Clearance {
	number, _ := dialer.ParseE164(c.Number)
	held := k.overCap(c, number, now)
	if until := k.restsUntil(c, number, now); until.After(now) && until.After(held.HoldUntil) {
		return dialer.Clearance{HoldUntil: until, Talked: true, Reason: dialer.Reason{
			Code: "after_conversation", Cause: "somebody was reached at the number a short time ago, or may have been",
		}}
	}
	return held
}

// overCap holds a contact whose number was called as often as a cap of it allows.
func (k *Caps) overCap(c *dialer.Contact, number uint64, now time.Time) dialer.Clearance {
	if k.fewest == 0 {
		return dialer.Clearance{}
	}
	calls := k.recent.appendTimes(k.others.appendTimes(k.own.appendTimes(k.calls[:0], number), number), number)
	if k.calls = calls; len(calls) < k.fewest {
		return dialer.Clearance{}
	}
	slices.SortFunc(calls, func(a, b time.Time) int { return b.Compare(a) })
	answer := dialer.Clearance{Reason: dialer.Reason{Code: "over_cap", Cause: "the number was called as often as a cap allows"}, Capped: true}
	for _, one := range k.cfg.capsOf(c, now) {
		if until := heldUntil(one, calls, now, k.cfg.Zone); until.After(answer.HoldUntil) {
			answer.HoldUntil = until
		}
	}
	if answer.HoldUntil.IsZero() {
		return dialer.Clearance{}
	}
	return answer
}

// errNoMaximum: the cost of a call without a maximum duration is not known.
var errNoMaximum = errors.New("a call without a maximum duration has no maximum cost: give each a maximum duration")

// Take implements dialer.Caps. The error wraps dialer.ErrGuard.
func (k *Caps) Take(req *dialer.Request, now time.Time) (dialer.Taken, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cfg.Minutes > 0 && req.Route.MaxCallDurationMinutes == 0 {
		return dialer.Taken{}, &dialer.FieldError{Field: "MaxCallDurationMinutes", Err: fmt.Errorf("%w: %w", dialer.ErrGuard, errNoMaximum)}
	}
	var taken dialer.Taken
	began := time.Now()
	choose := func() (chosen []dialer.SharedCall) {
		taken, chosen = k.choose(req, now.Add(time.Since(began)))
		return chosen
	}
	if k.cfg.Shared == nil {
		choose()
		return taken, nil
	}
	if err := k.cfg.Shared.Add(k.read, choose); err != nil {
		return dialer.Taken{}, fmt.Errorf("%w: %w", dialer.ErrGuard, sharedError(err))
	}
	return taken, nil
}

// choose counts a call for each contact of a request that the caps allow.
func (k *Caps) choose(req *dialer.Request, now time.Time) (taken dialer.Taken, chosen []dialer.SharedCall) {
	most := int64(req.Route.MaxCallDurationMinutes)
	for i := range req.Attempts {
		a := &req.Attempts[i]
		answer := k.check(&a.Contact, now)
		if answer.HoldUntil.IsZero() {
			if taken.Full = k.budget.room(now, most); taken.Full != nil {
				break
			}
			number, _ := dialer.ParseE164(a.Contact.Number)
			k.recent.add(number, seconds(now))
			k.budget.take(now, most)
			chosen = append(chosen, sharedCall(req, a, now))
		}
		taken.Answers = append(taken.Answers, answer)
	}
	if len(chosen) > 0 {
		k.taken[req.Batch] = now
	}
	return taken, chosen
}

func sharedCall(req *dialer.Request, a *dialer.Attempt, at time.Time) dialer.SharedCall {
	return dialer.SharedCall{At: at, Batch: req.Batch, Attempt: a.Number, Number: a.Contact.Number}
}

// Settle implements dialer.Caps.
func (k *Caps) Settle(req *dialer.Request, results []dialer.Result, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	at := k.taken[req.Batch]
	delete(k.taken, req.Batch)
	ids := map[string]string{} // of the calls that were placed or may have been, by their numbers
	for i := range results {
		if d := results[i].Disposition; d == dialer.Accepted || d == dialer.Unknown {
			ids[results[i].Number] = results[i].CallID
		}
	}
	most := int64(req.Route.MaxCallDurationMinutes)
	var back []dialer.SharedCall
	for i := range req.Attempts {
		a := &req.Attempts[i]
		number, _ := dialer.ParseE164(a.Contact.Number)
		k.recent.remove(number, seconds(at))
		if id, placed := ids[a.Contact.Number]; placed {
			k.recent.add(number, seconds(now))
			k.budget.placed(at, now, id, most)
			continue
		}
		k.budget.giveBack(at, most)
		call := sharedCall(req, a, at)
		call.Back = true
		back = append(back, call)
	}
	if k.cfg.Shared != nil && len(back) > 0 {
		_ = k.cfg.Shared.Add(k.read, func() []dialer.SharedCall { return back }) // else others count calls that were not placed, until the next Take fails
	}
}

// Ended takes how a call has ended, of this run or an earlier one.
func (k *Caps) Ended(c *dialer.CDR) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.budget.ended(c, k.own.waitsFor(c))
}

// CapsUse is how much of the caps of a campaign, or of a shard, is used.
type CapsUse struct {
	// Today is how many calls there were on the calendar day, of CallsPerDay, and Minutes how many minutes of calls, of MostMinutes; of those
	// that are 0 there is no cap. Open calls count with their maximum duration.
	Today       int   `json:"calls_today,omitempty"`
	CallsPerDay int   `json:"max_calls_per_day,omitempty"`
	Minutes     int64 `json:"minutes_used,omitempty"`
	MostMinutes int64 `json:"max_minutes,omitempty"`
	Open        int   `json:"calls_without_duration,omitempty"`
}

// Use returns the use at a moment.
func (k *Caps) Use(now time.Time) CapsUse {
	k.mu.Lock()
	defer k.mu.Unlock()
	use := CapsUse{CallsPerDay: k.cfg.CallsPerDay, MostMinutes: k.cfg.Minutes}
	if use.CallsPerDay > 0 {
		use.Today = k.budget.today(now)
	}
	if use.MostMinutes > 0 {
		use.Minutes, use.Open = k.budget.minutes, k.budget.open
	}
	return use
}

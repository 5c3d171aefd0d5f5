package track

import (
	"fmt"
	"time"

	"bulkdial/dialer"
)

// record writes the CDRs of calls that have ended, and forgets the calls.
func (t *Tracker) record(over []dialer.CallRecord) error {
	if len(over) == 0 {
		return nil
	}
	now, seen := time.Now(), map[string]bool{}
	cdrs := make([]dialer.CDR, 0, len(over))
	for i := range over {
		if seen[over[i].ID] {
			continue
		}
		seen[over[i].ID] = true
		cdr, ok, err := t.cdr(&over[i], now)
		if err != nil {
			return err
		}
		if ok {
			cdrs = append(cdrs, cdr)
		}
	}
	if len(cdrs) == 0 {
		return nil
	}
	if err := t.cfg.Append(cdrs); err != nil {
		return recordError(err)
	}
	t.forget(cdrs, now)
	for i := range cdrs {
		t.cfg.Ended(&cdrs[i])
	}
	return nil
}

func recordError(err error) error { return fmt.Errorf("%w: %w: %w", errFatal, dialer.ErrRecord, err) }

// result returns the result of a call; false when it is not followed any more.
func (t *Tracker) result(key uint64) (r dialer.Result, known bool, err error) {
	t.mu.Lock()
	o, known := t.calls.open[key]
	r = t.calls.live[key]
	t.mu.Unlock()
	if !known || o.place == inMemory {
		return r, known, nil
	}
	if r, err = t.cfg.Lookup(o.place.unpacked()); err != nil {
		return r, false, recordError(err)
	}
	return r, true, nil
}

// cdr returns the CDR of a call that has ended; false if it is none that is followed.
func (t *Tracker) cdr(c *dialer.CallRecord, now time.Time) (cdr dialer.CDR, ok bool, err error) {
	r, known, err := t.result(t.calls.key(c.ID))
	if err != nil || !known || r.CallID != c.ID {
		return dialer.CDR{}, false, err
	}
	outcome, _ := c.Outcome()
	cdr = dialer.CDR{
		CallID: c.ID, Row: r.Row, ID: r.ID, Number: r.Number, Attempt: r.Attempt, Batch: r.Batch, FromNumber: c.From,
		Outcome: outcome, Status: c.Status, EndReason: c.EndReason, Started: c.Started, Ended: c.Ended, Error: c.Error, RecordedAt: now,
	}
	if t.cfg.Summary {
		cdr.Summary = c.Summary
	}
	return cdr, true, nil
}

// forget removes calls whose CDRs are on disk, and learns how long calls take.
func (t *Tracker) forget(cdrs []dialer.CDR, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range cdrs {
		key := t.calls.key(cdrs[i].CallID)
		t.learn(&cdrs[i], t.calls.open[key], now)
		t.calls.remove(key)
		t.ended++
	}
}

// learn takes the length of a call: what the API says, if no more time than that has passed here since the call was placed. Where the API
// is of no help, it is the time until the end was found, unless the call was placed by an earlier run. The Tracker is locked.
func (t *Tracker) learn(c *dialer.CDR, o open, now time.Time) {
	passed := now.Sub(t.began) - time.Duration(float64(o.placed)/ticksPerSecond/t.cfg.Speed*float64(time.Second))
	if took, ok := c.Duration(); ok && took <= passed {
		t.mean.add(took)
	} else if o.place == inMemory {
		t.mean.add(max(0, passed))
	}
}

package track

import (
	"context"

	"bulkdial/dialer"
)

// read reads the calls that are due by their ids. While no agent is known it stops when a call has told one: the list of that agent
// may show the others.
func (c *cycle) read(ctx context.Context) error {
	due, noAgent := c.due()
	for _, key := range due {
		if c.failing() || noAgent && !c.agentless() {
			return nil
		}
		if err := c.readOne(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// agentless reports whether no agent is known.
func (t *Tracker) agentless() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.agents) == 1
}

// due returns calls that are to be read by their ids, for at most half of the requests that a cycle may send.
func (c *cycle) due() (keys []uint64, noAgent bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	most := max(1, int(dialer.ReadsPerSecond*c.cycleLength().Seconds()*c.cfg.Speed/2))
	now, old := c.now(), c.old()
	first, minute := missedCycles*c.ticks(c.cycleLength()), c.ticks(c.scaled(oldEvery))
	noAgent = len(c.agents) == 1
	for key, o := range c.calls.open {
		age := now - o.placed
		isOld := age >= old
		if o.marks&shown != 0 || !noAgent && o.missed < missedCycles && (!isOld || o.marks&sought == 0) {
			continue
		}
		every := minute
		if !isOld { // each time an eighth of the age later
			every = min(max(first, age/8), minute)
		}
		if at, read := c.calls.read[key]; read && now-at < every {
			continue
		}
		if keys = append(keys, key); len(keys) == most {
			break
		}
	}
	return keys, noAgent
}

// readOne reads one call. An error counts as a reading, so that a call that cannot be read does not take the turns of others.
func (c *cycle) readOne(ctx context.Context, key uint64) error {
	result, known, err := c.result(key)
	if err != nil || !known {
		return err
	}
	var record dialer.CallRecord
	_, end := c.ask(ctx, func() (err error) {
		record, err = c.cfg.Calls.Get(ctx, result.CallID)
		return err //nolint:wrapcheck // ask tells errors apart
	})
	if end != nil {
		return end
	}
	c.wasRead(key, record.AgentID)
	if _, ended := record.Outcome(); !ended {
		return nil
	}
	return c.record([]dialer.CallRecord{record})
}

// wasRead notes that a call was read, and its agent, where it tells one.
func (t *Tracker) wasRead(key uint64, agentID string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o, known := t.calls.open[key]
	if !known {
		return
	}
	t.calls.read[key] = t.now()
	if agentID != "" {
		o.agent = t.agent(agentID)
		t.calls.open[key] = o
	}
}

package track

import (
	"context"
	"slices"

	"bulkdial/dialer"
)

// list asks for the lists of the agents that have calls to be looked for, as far as there are pages for them. Where there are not, the
// next cycle begins with those that are left.
func (c *cycle) list(ctx context.Context) error {
	agents := c.asked()
	first, _ := slices.BinarySearch(agents, c.turn)
	for i := range agents {
		agent := agents[(first+i)%len(agents)]
		if c.pages <= 0 || c.failing() {
			return nil
		}
		c.turn = agent + 1
		if err := c.listAgent(ctx, agent); err != nil {
			return err
		}
	}
	c.all = len(c.through) == len(agents)
	return nil
}

// asked returns the agents whose lists are to be asked for, in the order of their numbers.
func (c *cycle) asked() (agents []uint16) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range len(c.agents) - 1 {
		agent := uint16(i + 1)
		if c.wanted[agent]+c.wanted[0] > 0 {
			agents = append(agents, agent)
		}
	}
	return agents
}

// listAgent reads the list of an agent until it has shown all calls that are wanted, there is no page left, or an error cuts it. A list of
// thousands of pages would not come to its end in one piece: the next cycle reads on where an error has cut it, or where there was no
// page left and the last one has shown calls that were wanted.
func (c *cycle) listAgent(ctx context.Context, agent uint16) error {
	query := dialer.ListQuery{AgentID: c.agentID(agent), After: c.cursors[agent]}
	delete(c.cursors, agent)
	for c.wanted[agent]+c.wanted[0] > 0 {
		var page dialer.CallPage
		c.pages--
		answered, end := c.ask(ctx, func() (err error) {
			page, err = c.cfg.Calls.List(ctx, query)
			return err //nolint:wrapcheck // ask tells errors apart
		})
		if !answered {
			if query.After != "" && !refused(c.err) {
				c.cursors[agent] = query.After
			}
			return end
		}
		wanted, err := c.found(agent, page.Calls)
		if err != nil {
			return err
		}
		if !page.More || page.Next == "" || page.Next == query.After {
			break
		}
		if query.After = page.Next; c.pages == 0 {
			if wanted > 0 {
				c.cursors[agent] = query.After
				return nil
			}
			break
		}
	}
	c.through[agent] = true
	return nil
}

func (t *Tracker) agentID(agent uint16) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.agents[agent]
}

// found takes the calls of a page of an agent's list, and returns how many of them were wanted.
func (c *cycle) found(agent uint16, records []dialer.CallRecord) (wanted int, err error) {
	c.mu.Lock()
	now, old := c.now(), c.old()
	var over []dialer.CallRecord
	for i := range records {
		key := c.calls.key(records[i].ID)
		o, known := c.calls.open[key]
		if !known {
			continue
		}
		if o.marks&shown == 0 && o.listable(now, old) {
			c.wanted[o.agent]--
			wanted++
		}
		o.marks, o.missed, o.agent = shown|sought, 0, agent
		c.calls.open[key] = o
		if _, ended := records[i].Outcome(); ended {
			over = append(over, records[i])
		}
	}
	c.mu.Unlock()
	return wanted, c.record(over)
}

// countMissed counts the cycle for the calls that no list has shown, except where a list is to be read on.
func (c *cycle) countMissed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	cut := len(c.cursors) > 0
	for key, o := range c.calls.open {
		if o.marks&shown != 0 {
			continue
		}
		readOn, through := c.cursors[o.agent] != "", c.through[o.agent]
		if o.agent == 0 {
			readOn, through = cut, c.all
		}
		if !readOn {
			o.missed = min(o.missed+1, missedCycles)
		}
		if through {
			o.marks |= sought
		}
		c.calls.open[key] = o
	}
}

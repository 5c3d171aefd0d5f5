package track

import (
	"context"
	"slices"

	"bulkdial/dialer"
)

// surveyFrom is the number of calls from which on the lists are read first: one page says of 100 calls which have ended.
const surveyFrom = 20

// survey learns from the lists of the agents that were not surveyed in this round which of n calls have ended. Of each it reads as many
// pages as n calls fill, and two more. What the lists do not show is asked for call by call.
func (c *Canceler) survey(ctx context.Context, n int) {
	if n < surveyFrom {
		return
	}
	c.mu.Lock()
	agents := slices.Clone(c.agents[c.surveyed:])
	c.surveyed = len(c.agents)
	c.mu.Unlock()
	for _, agent := range agents {
		query := dialer.ListQuery{AgentID: agent}
		for pages := n/dialer.MaxListed + 2; pages > 0; pages-- {
			if c.pace.Wait(ctx) != nil {
				return
			}
			page, err := c.cfg.Calls.List(ctx, query)
			c.answered(err)
			if err != nil {
				c.cfg.Logger.Debug().Err(err).Msg("the list of calls cannot be read; the calls are asked for one by one")
				break
			}
			c.listed(page.Calls)
			if !page.More || page.Next == "" || page.Next == query.After {
				break
			}
			query.After = page.Next
		}
	}
}

// listed takes a page of a list.
func (c *Canceler) listed(records []dialer.CallRecord) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range records {
		key := c.key(records[i].ID)
		if _, known := c.states[key]; !known {
			continue
		}
		if outcome, ended := records[i].Outcome(); ended {
			c.ended(key, outcome)
		}
	}
}

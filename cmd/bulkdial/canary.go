package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// canary calls the first contacts in a run of their own, which follows their calls to the end. If they are confirmed, a second run calls
// the others; between the two the campaign is like between any two runs.
func (c *runCommand) canary(ctx context.Context) error {
	limit := c.send.Config.Limit
	first, err := c.first(ctx)
	if err != nil || first == nil {
		return err
	}
	if limit > 0 {
		if limit -= first.sent; limit <= 0 {
			return engine.ErrLimit
		}
	}
	c.send.Config.Limit = limit
	rest, err := c.open(ctx, c.send.Canary.MinAnswered == 0, false)
	if err != nil {
		return err
	}
	defer rest.campaign.Close()
	rest.question = func(p *engine.Plan) string { return first.question(p.ToCall + p.Held) }
	err = rest.call(ctx)
	if errors.Is(err, exit.ErrDeclined) {
		err = exit.ErrCanary
	}
	return rest.finish(err)
}

// first calls the first contacts. It returns nil where no other run follows: all contacts are called, the calls are not confirmed, or err.
func (c *runCommand) first(ctx context.Context) (*canaryCalls, error) {
	limit, toEnd := c.send.Config.Limit, c.send.Follow.ToEnd
	defer func() { c.send.Follow.ToEnd = toEnd }()
	c.send.Follow.ToEnd = true
	if n := c.send.Canary.Contacts; limit == 0 || n < limit {
		c.send.Config.Limit = n
	}
	s, err := c.open(ctx, c.asks(), true)
	if err != nil {
		return nil, err
	}
	defer s.campaign.Close()
	calls := &canaryCalls{run: c.send.Config.Run}
	s.ended = calls.take
	s.question = func(p *engine.Plan) string {
		return fmt.Sprintf("Call %d of the %s now, as a canary?", p.ToCall+p.Held, show.PeopleText(p.Tally.Pending))
	}
	err = s.call(ctx)
	if !errors.Is(err, engine.ErrLimit) {
		return nil, s.finish(err)
	}
	calls.of(s.run.Sent())
	if why := calls.doubt(c.send.Canary.MinAnswered); why != "" {
		return nil, s.finish(fmt.Errorf("%w: %s", exit.ErrCanary, why))
	}
	if c.send.Config.Limit == limit { // the limit is not above the canary
		return nil, s.finish(err)
	}
	calls.show(&terminal.Text{Out: c.app.Region})
	return calls, s.close(err)
}

// canaryCalls are the calls of a canary.
type canaryCalls struct {
	run            string
	sent, accepted int
	unknown        int
	outcomes       dialer.OutcomeTally
}

// take takes a CDR of a call, which may be one of an earlier run.
func (c *canaryCalls) take(cdr *dialer.CDR) {
	if cdr.Batch.Run() == c.run {
		c.outcomes.Ended(cdr.Outcome)
	}
}

// of takes what the run has sent.
func (c *canaryCalls) of(sent dialer.Tally) {
	c.sent, c.accepted, c.unknown = sent.Accepted+sent.Rejected+sent.Unknown, sent.Accepted, sent.Unknown
}

// doubt says why the other contacts must not be called; empty: they may be. The share that was answered is one of all who were called.
func (c *canaryCalls) doubt(minAnswered float64) string {
	answered := c.outcomes.Of(dialer.OutcomeAnswered)
	least := int(math.Ceil(minAnswered * float64(c.sent)))
	switch {
	case c.unknown > 0:
		return fmt.Sprintf("of %d people, %d may have been called without an answer of the API (`bulkdial reconcile` looks for their calls)", c.sent, c.unknown)
	case c.outcomes.Total() < c.accepted:
		return fmt.Sprintf("of %s, %d have not ended in time (--track-timeout)", dialer.Plural(c.accepted, "call"), c.accepted-c.outcomes.Total())
	case answered < least:
		return fmt.Sprintf("of %d people, %d answered, and --canary-min-answered %v asks for %d", c.sent, answered, minAnswered, least)
	default:
		return ""
	}
}

// question asks whether the others are called, and says how the first calls have ended, because the plan of the others is between.
func (c *canaryCalls) question(others int) string {
	ended := show.CountsText(show.CountOf(c.outcomes.Of(dialer.OutcomeAnswered), "answered"), show.CountOf(c.sent-c.outcomes.Of(dialer.OutcomeAnswered), "not"))
	return fmt.Sprintf("Of the canary of %s: %s. Call the other %s?", show.PeopleText(c.sent), ended, show.PeopleText(others))
}

// show says how the calls have ended.
func (c *canaryCalls) show(w *terminal.Text) {
	w.Printf("canary: %d called, all calls ended\n", c.sent)
	if text := show.OutcomesText(c.outcomes, 0); text != "" {
		w.Printf("  outcomes: %s\n", text)
	}
	if refused := c.sent - c.accepted; refused > 0 {
		w.Printf("  rejected: %d\n", refused)
	}
	w.Printf("\n")
}

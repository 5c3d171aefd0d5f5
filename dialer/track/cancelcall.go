package track

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bulkdial/dialer"
)

// cancel asks for the end of a call, and notes what became of it. The first request has its turn already. The end of ctx cuts no
// request off: its answer says whether the call has ended.
func (c *Canceler) cancel(ctx context.Context, key uint64, r *dialer.Result) {
	asking := context.WithoutCancel(ctx)
	for again := true; ; again = false {
		record, err := c.cfg.Calls.Cancel(asking, r.CallID)
		c.answered(err)
		if err == nil {
			c.canceled(key, r, &record)
			return
		}
		if !refused(err) {
			c.note(key, r, lost(err), err)
			return
		}
		if c.pace.Wait(ctx) != nil {
			return
		}
		record, err = c.cfg.Calls.Get(asking, r.CallID)
		c.answered(err)
		if err != nil {
			c.note(key, r, failed, err)
			return
		}
		c.learn(record.AgentID)
		outcome, ended := record.Outcome()
		switch {
		case ended:
			c.mu.Lock()
			c.ended(key, outcome)
			c.mu.Unlock()
			c.debug(key, r, nil)
			return
		case isRinging(&record) || !again:
			c.note(key, r, ringing, nil)
			return
		}
		if c.pace.Wait(ctx) != nil { // it was answered just now
			return
		}
	}
}

// canceled notes a call that the API says it has canceled, unless its record tells that it had ended otherwise.
func (c *Canceler) canceled(key uint64, r *dialer.Result, record *dialer.CallRecord) {
	state := canceled
	if outcome, ended := record.Outcome(); ended && outcome != dialer.OutcomeCanceled {
		state = over
	}
	c.note(key, r, state, nil)
}

// isRinging reports whether a call was not answered yet.
func isRinging(record *dialer.CallRecord) bool {
	return strings.EqualFold(strings.TrimSpace(record.Status), "created")
}

// note takes down what is known of a call. A call in doubt stays so until that is resolved.
func (c *Canceler) note(key uint64, r *dialer.Result, state standing, err error) {
	c.mu.Lock()
	if state != failed || c.states[key] != doubtful {
		c.states[key] = state
	}
	c.mu.Unlock()
	c.debug(key, r, err)
}

// debug logs what became of a call, without its number.
func (c *Canceler) debug(key uint64, r *dialer.Result, err error) {
	c.mu.Lock()
	state := c.states[key]
	c.mu.Unlock()
	c.cfg.Logger.Debug().Err(err).Str("agent_call_id", r.CallID).Int("row", r.Row).Stringer("result", state).Msg("cancel")
}

// String is the word of the log.
func (s standing) String() string {
	switch s {
	case notAsked:
		return "not_asked"
	case ringing:
		return "still_ringing"
	case failed, doubtful:
		return "failed"
	case canceled:
		return "canceled"
	case over:
		return "already_over"
	}
	return ""
}

// answered counts the requests in a row that had no usable answer, and keeps what an error says about the next ones.
func (c *Canceler) answered(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := errors.AsType[*dialer.APIError](err)
	switch {
	case err == nil || refused(err) || ok && e.NotFound():
		c.failures = 0
	default:
		c.failures++
	}
	if err == nil || refused(err) {
		return
	}
	c.last = err
	if !ok {
		return
	}
	c.asked = max(c.asked, e.RetryAfter)
	if e.Denied() && c.fatal == nil {
		c.fatal = fmt.Errorf("calls cannot be canceled: %w: %w", dialer.ErrDenied, err)
	}
}

// learn remembers the agent of a call, whose list may have others.
func (c *Canceler) learn(agentID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if agentID != "" && !slices.Contains(c.agents, agentID) {
		c.agents = append(c.agents, agentID)
	}
}

// refused reports whether the API refuses a request for what is in it: to cancel a call that has not started or is over, or to go on with
// a list after a call that it does not know.
func refused(err error) bool {
	e, ok := errors.AsType[*dialer.APIError](err)
	if !ok || e.Denied() || e.NotFound() {
		return false
	}
	switch e.HTTPStatus {
	case 408, 429: // it was not looked at
		return false
	}
	return e.HTTPStatus/100 == 4
}

// lost is what an error of a request to cancel leaves: the call may have been canceled unless the API says otherwise.
func lost(err error) standing {
	if e, ok := errors.AsType[*dialer.APIError](err); ok && e.HTTPStatus/100 == 4 && e.HTTPStatus != 408 {
		return failed
	}
	return doubtful
}

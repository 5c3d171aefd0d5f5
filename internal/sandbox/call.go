package sandbox

import (
	"encoding/json"
	"time"

	"bulkdial/internal/sandbox/request"
)

// call is a call with its whole life, which is decided when it is placed: what can be read of it depends on the moment
// alone. It is also the form in which a CallFile keeps it.
type call struct {
	ID           string         `json:"id"`
	AgentID      string         `json:"agent_id"`
	FromNumberID string         `json:"from_number_id"`
	To           request.Number `json:"to"`
	// Echo is the item's metadata or dynamic_variables, as it was sent; nil: none.
	Echo json.RawMessage `json:"echo,omitempty"`
	// Placed is when it was asked for, Dialed when it begins to ring, Answered when it is answered (zero: never), and Ended
	// when it ends.
	Placed   time.Time `json:"placed"`
	Dialed   time.Time `json:"dialed"`
	Answered time.Time `json:"answered,omitzero"`
	Ended    time.Time `json:"ended"`
	// Listed is from when the list has it. It can be read by its id at once.
	Listed    time.Time `json:"listed"`
	EndReason string    `json:"end_reason"`
	Error     string    `json:"error,omitempty"`

	// from is the number that it is called from, and rank where it is in a list without order; 0: that was not drawn yet.
	from string
	rank float64
}

// The statuses of a call.
const (
	statusCreated   = "created"
	statusStarted   = "started"
	statusCompleted = "completed"
	statusFailed    = "failed"
)

// The end reasons of calls.
const (
	reasonAgent       = "agent_hangup"
	reasonClient      = "client_hangup"
	reasonCanceled    = "api_cancelled"
	reasonMaxDuration = "max_duration"
	reasonNoAnswer    = "dial_no_answer"
	reasonBusy        = "dial_busy"
	reasonFailed      = "dial_failed"
	reasonError       = "error"
)

// status returns the status of the call at a moment.
func (c *call) status(now time.Time) string {
	switch {
	case !c.Answered.IsZero() && !now.Before(c.Ended):
		return statusCompleted
	case !now.Before(c.Ended):
		return statusFailed
	case !c.Answered.IsZero() && !now.Before(c.Answered):
		return statusStarted
	default:
		return statusCreated
	}
}

// ended reports whether the call has ended, so that its line is free.
func (c *call) ended(now time.Time) bool { return !now.Before(c.Ended) }

// start is the start time that the API shows: when the call was answered or, once it has ended without an answer, when it
// was dialed. While the call is created it is zero.
func (c *call) start(now time.Time) time.Time {
	switch c.status(now) {
	case statusStarted, statusCompleted:
		return c.Answered
	case statusFailed:
		return c.Dialed
	default:
		return time.Time{}
	}
}

// cancel ends a call that has started.
func (c *call) cancel(now time.Time) {
	c.Ended, c.EndReason = now, reasonCanceled
}

// view is a call as the API shows it.
type view struct {
	ID               string          `json:"id"`
	AgentID          string          `json:"agent_id"`
	Status           string          `json:"status"`
	StartTime        *string         `json:"start_time"`
	EndTime          *string         `json:"end_time"`
	EndReason        *string         `json:"end_reason"`
	ErrorMessage     *string         `json:"error_message"`
	Summary          *string         `json:"summary"`
	TelephonyParams  telephony       `json:"telephony_params"`
	Metadata         json.RawMessage `json:"metadata,omitempty"`
	DynamicVariables json.RawMessage `json:"dynamic_variables,omitempty"`
	// Transcript is shown where it was asked for.
	Transcript []turn `json:"transcript,omitempty"`
}

type telephony struct {
	To        string `json:"to"`
	From      string `json:"from"`
	CallSID   string `json:"call_sid"`
	Direction string `json:"direction"`
}

// view returns the call as a version of the API shows it at a moment.
func (c *call) view(version string, now time.Time) view {
	v := view{
		ID: c.ID, AgentID: c.AgentID, Status: c.status(now), StartTime: stamp(c.start(now)),
		TelephonyParams: telephony{
			To: c.To.String(), From: c.from, CallSID: "CA" + c.ID[len(IDPrefix):], Direction: "outbound",
		},
	}
	if version == request.Version202608 {
		v.DynamicVariables = c.Echo
	} else {
		v.Metadata = c.Echo
	}
	if !c.ended(now) {
		return v
	}
	v.EndTime, v.EndReason = stamp(c.Ended), &c.EndReason
	if c.Error != "" {
		v.ErrorMessage = &c.Error
	}
	if !c.Answered.IsZero() {
		v.Summary = new("A call of the sandbox.")
	}
	return v
}

// stamp is a moment as the API writes it; nil for none.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

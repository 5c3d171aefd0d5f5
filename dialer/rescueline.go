package dialer

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

// UnrecordedMessage marks a RescueLine among the lines of a log.
const UnrecordedMessage = "result not recorded"

// RescueLine is a result that the ledger could not take, as a line of JSON in the log. Its fields are the columns of the
// results file. The number is masked: the intent, which covers the contact, has it, or else the row of the contacts file.
type RescueLine struct {
	Message      string      `json:"message"`
	Row          int         `json:"row"`
	ID           string      `json:"id"`
	Masked       string      `json:"to_number"` // empty in a line of an earlier version
	Disposition  Disposition `json:"disposition"`
	CallID       string      `json:"agent_call_id"`
	ErrorCode    string      `json:"error_code"`
	Error        string      `json:"error"`
	Attempt      int         `json:"attempt"`
	Batch        BatchName   `json:"batch"`
	HTTPStatus   int         `json:"http_status"`
	RequestID    string      `json:"request_id"`
	FromNumberID string      `json:"from_number_id"`
	AgentID      string      `json:"agent_id"`
	At           time.Time   `json:"at"`
}

// NewRescueLine returns the line of a result, without phone numbers.
func NewRescueLine(r *Result) RescueLine {
	return RescueLine{
		Message: UnrecordedMessage, Row: r.Row, ID: idWithout(r.Number, r.ID), Masked: MaskNumber(r.Number), Disposition: r.Disposition, CallID: r.CallID, ErrorCode: r.ErrorCode,
		Error: MaskNumbers(r.Error), Attempt: r.Attempt, Batch: r.Batch, HTTPStatus: r.HTTPStatus, RequestID: r.RequestID,
		FromNumberID: r.FromNumberID, AgentID: r.AgentID, At: r.At.UTC(),
	}
}

// Log writes the line.
func (l *RescueLine) Log(to *zerolog.Logger) {
	to.Error().Int("row", l.Row).Str("id", l.ID).Str("to_number", l.Masked).
		Str("disposition", string(l.Disposition)).Str("agent_call_id", l.CallID).
		Str("error_code", l.ErrorCode).Str("error", l.Error).
		Int("attempt", l.Attempt).Str("batch", string(l.Batch)).Int("http_status", l.HTTPStatus).
		Str("request_id", l.RequestID).Str("from_number_id", l.FromNumberID).Str("agent_id", l.AgentID).Str("at", l.At.Format(time.RFC3339Nano)).
		Msg(l.Message)
}

// ParseRescueLine reads a line of a log. It reports false for lines of other kinds, and for a result that no attempt has.
func ParseRescueLine(text []byte) (RescueLine, bool) {
	var l RescueLine
	ok := json.Unmarshal(text, &l) == nil && l.Message == UnrecordedMessage
	return l, ok && l.Disposition.Valid() && !l.Disposition.Skip()
}

// Complete returns the result of the line for an interrupted attempt, which has the contact's number.
func (l *RescueLine) Complete(interrupted Result) Result {
	r := interrupted
	r.Disposition, r.CallID, r.ErrorCode, r.Error = l.Disposition, l.CallID, l.ErrorCode, l.Error
	r.HTTPStatus, r.RequestID, r.At = l.HTTPStatus, l.RequestID, l.At
	r.FromNumberID, r.AgentID = cmp.Or(l.FromNumberID, r.FromNumberID), cmp.Or(l.AgentID, r.AgentID)
	return r
}

// Whole reports whether the line has all that the result of an attempt needs but its number.
func (l *RescueLine) Whole() bool {
	return l.Row > 0 && l.Attempt > 0 && l.Batch.Run() != "" && l.Batch.Run() != string(l.Batch) && !l.At.IsZero() &&
		(l.Disposition != Accepted || l.CallID != "")
}

// Names reports whether the line is certainly about a contact with an id, which may be empty, at a number: it has the same id and, unless
// an earlier version wrote it, the same masked number. Without either it names nobody.
func (l *RescueLine) Names(id, number string) bool {
	if l.Masked == "" {
		return id != "" && l.ID == id
	}
	return l.ID == idWithout(number, id) && l.Masked == MaskNumber(number)
}

// Result returns the result of the line for the contact with an id and a number that it names.
func (l *RescueLine) Result(id, number string) Result {
	return l.Complete(Result{Row: l.Row, ID: id, Number: number, Attempt: l.Attempt, Batch: l.Batch})
}

// idWithout returns an id for the log, where it is masked if it is the number.
func idWithout(number, id string) string {
	if digits := compact(id); len(digits) > 6 && strings.Contains(number, strings.TrimLeft(digits, "+0")) {
		return MaskNumber(digits)
	}
	return id
}

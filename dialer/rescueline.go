package dialer

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/rs/zerolog"
)

// UnrecordedMessage marks a RescueLine among the lines of a log.
const UnrecordedMessage = "result not recorded"

// RescueLine is a result that the ledger could not take, as a line of JSON in the log. Its fields are the columns of the
// results file, without to_number: the intent, which covers the contact, has its number.
type RescueLine struct {
	Message      string      `json:"message"`
	Row          int         `json:"row"`
	ID           string      `json:"id"`
	Disposition  Disposition `json:"disposition"`
	CallID       string      `json:"agent_call_id"`
	ErrorCode    string      `json:"error_code"`
	Error        string      `json:"error"`
	Attempt      int         `json:"attempt"`
	Batch        BatchName   `json:"batch"`
	HTTPStatus   int         `json:"http_status"`
	RequestID    string      `json:"request_id"`
	FromNumberID string      `json:"from_number_id"`
	At           time.Time   `json:"at"`
}

// NewRescueLine returns the line of a result, without phone numbers.
func NewRescueLine(r *Result) RescueLine {
	return RescueLine{
		Message: UnrecordedMessage, Row: r.Row, ID: r.ID, Disposition: r.Disposition, CallID: r.CallID, ErrorCode: r.ErrorCode,
		Error: MaskNumbers(r.Error), Attempt: r.Attempt, Batch: r.Batch, HTTPStatus: r.HTTPStatus, RequestID: r.RequestID,
		FromNumberID: r.FromNumberID, At: r.At.UTC(),
	}
}

// Log writes the line.
func (l *RescueLine) Log(to *zerolog.Logger) {
	to.Error().Int("row", l.Row).Str("id", l.ID).
		Str("disposition", string(l.Disposition)).Str("agent_call_id", l.CallID).
		Str("error_code", l.ErrorCode).Str("error", l.Error).
		Int("attempt", l.Attempt).Str("batch", string(l.Batch)).Int("http_status", l.HTTPStatus).
		Str("request_id", l.RequestID).Str("from_number_id", l.FromNumberID).Str("at", l.At.Format(time.RFC3339Nano)).
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
	r.FromNumberID = cmp.Or(l.FromNumberID, r.FromNumberID)
	return r
}

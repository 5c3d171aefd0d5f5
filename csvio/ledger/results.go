package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// resultRow is one line of the results file. Its tags are the file's columns, in their order.
type resultRow struct {
	// The row of the contacts file, from 1, without the header: one less than the row in a spreadsheet and in messages.
	Row string `csv:"row"`
	// The cell of `--id-column`.
	ID string `csv:"id"`
	// The number called, in E.164; the unchanged cell of a row whose number is invalid.
	ToNumber string `csv:"to_number"`
	// What became of the contact: `accepted`, `rejected`, `unknown`, `invalid`, `duplicate`, `suppressed` or `expired`.
	Disposition string `csv:"disposition"`
	// The API's id of the call.
	AgentCallID string `csv:"agent_call_id"`
	// Why there was no call: a code, and a sentence or the API's own JSON.
	ErrorCode string `csv:"error_code"`
	Error     string `csv:"error"`
	// 1, 2, … over all runs; 0 for a row that was skipped.
	Attempt string `csv:"attempt"`
	// The name of the request: the run, a period and a number. Contacts of one batch were sent together.
	Batch string `csv:"batch"`
	// Status and request id of the answer.
	HTTPStatus string `csv:"http_status"`
	RequestID  string `csv:"request_id"`
	// The id of the number that the request called from. Files of the first version lack this column.
	FromNumberID string `csv:"from_number_id"`
	// When the line was decided, in UTC with milliseconds.
	At string `csv:"at"`
}

// laterColumns are those that files of the first version lack.
var laterColumns = []string{"from_number_id"} //nolint:gochecknoglobals // a constant

// openResults opens the results file.
func openResults(path string, file ownfile.File) (*rowlog.Log[resultRow], error) {
	return rowlog.Open[resultRow](resultsKind(), path, file, laterColumns...)
}

// timeFormat is RFC 3339 with milliseconds; times are UTC.
const timeFormat = "2006-01-02T15:04:05.000Z07:00"

// stamp is a time with its text. The results of one answer have one time, which is formatted once, and is read once.
type stamp struct {
	at   time.Time
	text string
}

// of returns the text of a time.
func (s *stamp) of(at time.Time) string {
	if s.text == "" || !s.at.Equal(at) {
		*s = stamp{at, at.UTC().Format(timeFormat)}
	}
	return s.text
}

// read returns the time of a text, as parseTime does.
func (s *stamp) read(text string) (time.Time, bool) {
	if s.text == "" || s.text != text {
		at, ok := parseTime(text)
		if !ok {
			return time.Time{}, false
		}
		*s = stamp{at, text}
	}
	return s.at, true
}

// rowOf encodes a result as a line.
func rowOf(r *dialer.Result, last *stamp) resultRow {
	row := resultRow{
		Row: strconv.Itoa(r.Row), ID: r.ID, ToNumber: r.Number, Disposition: string(r.Disposition), AgentCallID: r.CallID,
		ErrorCode: r.ErrorCode, Error: r.Error, Attempt: strconv.Itoa(r.Attempt), Batch: string(r.Batch),
		RequestID: r.RequestID, FromNumberID: r.FromNumberID, At: last.of(r.At),
	}
	if r.HTTPStatus != 0 {
		row.HTTPStatus = strconv.Itoa(r.HTTPStatus)
	}
	return row
}

// encodeResults returns the lines of results in a file of a layout.
func encodeResults(l *rowlog.Layout[resultRow], results []dialer.Result) ([]byte, error) {
	var last stamp
	return l.Encode(len(results), func(i int) resultRow { return rowOf(&results[i], &last) })
}

// resultReader returns a function that decodes lines, one after the other.
func resultReader() func(*resultRow) (*dialer.Result, error) {
	var last stamp
	return func(w *resultRow) (*dialer.Result, error) { return w.result(&last) }
}

// result decodes a line. It is strict: a line that this program did not write could hide a call.
func (w *resultRow) result(last *stamp) (*dialer.Result, error) {
	r := &dialer.Result{
		ID: w.ID, Number: w.ToNumber, Disposition: dialer.Disposition(w.Disposition), CallID: w.AgentCallID,
		ErrorCode: w.ErrorCode, Error: w.Error, Batch: dialer.BatchName(w.Batch), RequestID: w.RequestID, FromNumberID: w.FromNumberID,
	}
	var ok bool
	if r.Row, ok = parseCount(w.Row); !ok || r.Row < 1 {
		return nil, fmt.Errorf("row %q is not a row number", w.Row)
	}
	if !r.Disposition.Valid() {
		return nil, fmt.Errorf("disposition %q is not known to this version", w.Disposition)
	}
	if r.Attempt, ok = parseCount(w.Attempt); !ok || (r.Attempt > 0) == r.Disposition.Skip() {
		return nil, fmt.Errorf("attempt %q does not go with %s", w.Attempt, r.Disposition)
	}
	if !r.Disposition.Skip() && !dialer.IsE164(r.Number) {
		return nil, fmt.Errorf("to_number %q is not + and digits", dialer.MaskNumber(r.Number))
	}
	if r.HTTPStatus, ok = parseCount(w.HTTPStatus); w.HTTPStatus != "" && (!ok || r.HTTPStatus == 0) {
		return nil, fmt.Errorf("http_status %q is not a status", w.HTTPStatus)
	}
	if r.At, ok = last.read(w.At); !ok {
		return nil, fmt.Errorf("at %q is not a time in UTC with milliseconds", w.At)
	}
	return r, nil
}

// parseCount reads a number of 0 or more as strconv.Itoa writes it.
func parseCount(cell string) (int, bool) {
	n, err := strconv.Atoi(cell)
	return n, err == nil && cell[0] != '+' && cell[0] != '-' && (cell[0] != '0' || cell == "0")
}

// parseTime reads a time as timeFormat writes it in UTC. The layout of time.RFC3339 takes milliseconds too, and is read faster.
func parseTime(cell string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, cell)
	return at, err == nil && len(cell) == len("2006-01-02T15:04:05.000Z") && strings.HasSuffix(cell, "Z") && cell[len(cell)-5] == '.'
}

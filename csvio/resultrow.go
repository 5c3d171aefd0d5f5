package csvio

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"github.com/gocarina/gocsv"

	"bulkdial/dialer"
)

// resultRow is one line of the results file. Its tags are the file's columns, in their order: the header is made
// from them and checked against them. resultEncoder writes a line without it, because reflection would cost more than
// all else about it; a test holds the two against each other.
type resultRow struct {
	Row         int    `csv:"row"`
	ID          string `csv:"id"`
	ToNumber    string `csv:"to_number"`
	Disposition string `csv:"disposition"`
	AgentCallID string `csv:"agent_call_id"`
	ErrorCode   string `csv:"error_code"`
	Error       string `csv:"error"`
	Attempt     int    `csv:"attempt"`
	Batch       string `csv:"batch"`
	HTTPStatus  string `csv:"http_status"`
	RequestID   string `csv:"request_id"`
	AtTime      string `csv:"at"`
}

// The places of the columns that reading needs by number.
const (
	colRow = iota
	colID
	colNumber
	colDisposition
	colCallID
	colErrorCode
	colError
	colAttempt
	colBatch
	colHTTPStatus
	colRequestID
	colAt
	resultColumns
)

// timeFormat is RFC 3339 with milliseconds; times are UTC.
const timeFormat = "2006-01-02T15:04:05.000Z07:00"

// resultsHeader returns the first line of a results file, with its line break.
func resultsHeader() ([]byte, error) {
	var buf bytes.Buffer
	if err := gocsv.MarshalCSV([]resultRow{}, csv.NewWriter(&buf)); err != nil {
		return nil, fmt.Errorf("making the results header: %w", err)
	}
	return buf.Bytes(), nil
}

// parseResult reads the cells of one line. It is strict: a line that says something else than this program wrote
// might hide that somebody was called.
func parseResult(cells []string) (dialer.Result, error) {
	r := dialer.Result{
		ID: cells[colID], Number: cells[colNumber], Disposition: dialer.Disposition(cells[colDisposition]),
		CallID: cells[colCallID], ErrorCode: cells[colErrorCode], Error: cells[colError],
		Batch: cells[colBatch], RequestID: cells[colRequestID],
	}
	var err error
	if r.Row, err = strconv.Atoi(cells[colRow]); err != nil || r.Row < 1 {
		return r, fmt.Errorf("row %q is not a row number", cells[colRow])
	}
	if !r.Disposition.Valid() {
		return r, fmt.Errorf("disposition %q is none", r.Disposition)
	}
	if r.Attempt, err = strconv.Atoi(cells[colAttempt]); err != nil || (r.Attempt > 0) == r.Disposition.Skip() {
		return r, fmt.Errorf("attempt %q does not go with %s", cells[colAttempt], r.Disposition)
	}
	if !r.Disposition.Skip() && !dialer.IsE164(r.Number) {
		return r, fmt.Errorf("to_number %q is not + and digits", dialer.MaskNumber(r.Number))
	}
	if status := cells[colHTTPStatus]; status != "" {
		if r.HTTPStatus, err = strconv.Atoi(status); err != nil {
			return r, fmt.Errorf("http_status %q is not a number", status)
		}
	}
	if r.At, err = time.Parse(time.RFC3339, cells[colAt]); err != nil {
		return r, fmt.Errorf("at %q is not a time", cells[colAt])
	}
	return r, nil
}

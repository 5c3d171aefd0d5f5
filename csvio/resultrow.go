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
func parseResult(r *dialer.Result, cells []string) error {
	if err := parseHead(r, cells[:colBatch]); err != nil {
		return err
	}
	return parseTail(r, cells[colBatch:])
}

// parseHead reads the cells before the batch, which differ from contact to contact.
func parseHead(r *dialer.Result, cells []string) (err error) {
	if r.Row, err = strconv.Atoi(cells[colRow]); err != nil || r.Row < 1 {
		return fmt.Errorf("row %q is not a row number", cells[colRow])
	}
	r.ID, r.Number, r.Disposition = cells[colID], cells[colNumber], dialer.Disposition(cells[colDisposition])
	r.CallID, r.ErrorCode, r.Error = cells[colCallID], cells[colErrorCode], cells[colError]
	if !r.Disposition.Valid() {
		return fmt.Errorf("disposition %q is none", r.Disposition)
	}
	if r.Attempt, err = strconv.Atoi(cells[colAttempt]); err != nil || (r.Attempt > 0) == r.Disposition.Skip() {
		return fmt.Errorf("attempt %q does not go with %s", cells[colAttempt], r.Disposition)
	}
	if !r.Disposition.Skip() && !dialer.IsE164(r.Number) {
		return fmt.Errorf("to_number %q is not + and digits", dialer.MaskNumber(r.Number))
	}
	return nil
}

// parseTail reads the cells from the batch on, which belong to the request.
func parseTail(r *dialer.Result, cells []string) (err error) {
	status, at := cells[colHTTPStatus-colBatch], cells[colAt-colBatch]
	r.Batch, r.RequestID, r.HTTPStatus = cells[0], cells[colRequestID-colBatch], 0
	if status != "" {
		if r.HTTPStatus, err = strconv.Atoi(status); err != nil {
			return fmt.Errorf("http_status %q is not a number", status)
		}
	}
	if r.At, err = time.Parse(time.RFC3339, at); err != nil {
		return fmt.Errorf("at %q is not a time", at)
	}
	return nil
}

package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// cdrRow is one line of the calls file. Its tags are the file's columns, in their order.
type cdrRow struct {
	// The API's id of the call.
	AgentCallID string `csv:"agent_call_id"`
	// The contact, as in the results.
	Row      string `csv:"row"`
	ID       string `csv:"id"`
	ToNumber string `csv:"to_number"`
	// The number that the call came from, as the API tells it.
	FromNumber string `csv:"from_number"`
	// The attempt, and the name of its request, as in the results.
	Attempt string `csv:"attempt"`
	Batch   string `csv:"batch"`
	// How the call ended: `answered`, `no_answer`, `busy`, `failed`, `canceled` or `other`. A person and an answering machine are both `answered`.
	Outcome string `csv:"outcome"`
	// The API's own words for that.
	Status    string `csv:"status"`
	EndReason string `csv:"end_reason"`
	// When the call began and ended, in UTC with milliseconds; empty where the API does not tell.
	StartedAt string `csv:"started_at"`
	EndedAt   string `csv:"ended_at"`
	// How long it lasted, with milliseconds.
	DurationSeconds string `csv:"duration_seconds"`
	// What went wrong, in the API's words.
	Error string `csv:"error"`
	// The API's summary of the call, where `--with-summary` asks for it.
	Summary string `csv:"summary"`
	// When the line was written, in UTC with milliseconds.
	RecordedAt string `csv:"recorded_at"`
}

// openCDRs opens a calls file.
func openCDRs(path string, file ownfile.File) (*rowlog.Log[cdrRow], error) {
	return rowlog.Open[cdrRow](callsKind(), path, file)
}

// cdrRowOf encodes a CDR as a line.
func cdrRowOf(c *dialer.CDR) cdrRow {
	return cdrRow{
		AgentCallID: c.CallID, Row: strconv.Itoa(c.Row), ID: c.ID, ToNumber: c.Number, FromNumber: c.FromNumber,
		Attempt: strconv.Itoa(c.Attempt), Batch: string(c.Batch), Outcome: string(c.Outcome), Status: c.Status, EndReason: c.EndReason,
		StartedAt: timeText(c.Started), EndedAt: timeText(c.Ended), DurationSeconds: durationText(c),
		Error: c.Error, Summary: c.Summary, RecordedAt: timeText(c.RecordedAt),
	}
}

// encodeCDRs returns the lines of CDRs in a file of a layout. The error says which of them could not be read again: then none may
// be written, because the file would count as damaged.
func encodeCDRs(l *rowlog.Layout[cdrRow], cdrs []dialer.CDR) ([]byte, error) {
	for i := range cdrs {
		row := cdrRowOf(&cdrs[i])
		if _, err := row.cdr(); err != nil {
			return nil, fmt.Errorf("the CDR of call %.60q: %w", cdrs[i].CallID, err)
		}
	}
	return l.Encode(len(cdrs), func(i int) cdrRow { return cdrRowOf(&cdrs[i]) })
}

// cdr decodes a line. It is as strict as that of a result.
func (w *cdrRow) cdr() (*dialer.CDR, error) {
	c := &dialer.CDR{
		CallID: w.AgentCallID, ID: w.ID, Number: w.ToNumber, Batch: dialer.BatchName(w.Batch), FromNumber: w.FromNumber,
		Outcome: dialer.Outcome(w.Outcome), Status: w.Status, EndReason: w.EndReason, Error: w.Error, Summary: w.Summary,
	}
	var ok bool
	if c.CallID == "" {
		return nil, errors.New("agent_call_id is empty")
	}
	if c.Row, ok = parseCount(w.Row); !ok || c.Row < 1 {
		return nil, fmt.Errorf("row %q is not a row number", w.Row)
	}
	if !dialer.IsE164(c.Number) {
		return nil, fmt.Errorf("to_number %q is not + and digits", dialer.MaskNumber(c.Number))
	}
	if c.Attempt, ok = parseCount(w.Attempt); !ok || c.Attempt < 1 {
		return nil, fmt.Errorf("attempt %q is not the number of an attempt", w.Attempt)
	}
	if !slices.Contains(dialer.Outcomes(), c.Outcome) {
		return nil, fmt.Errorf("outcome %q is not known to this version", w.Outcome)
	}
	if !isSeconds(w.DurationSeconds) {
		return nil, fmt.Errorf("duration_seconds %q is not a number of seconds with milliseconds", w.DurationSeconds)
	}
	for _, t := range []struct {
		name, cell string
		to         *time.Time
		required   bool
	}{
		{"started_at", w.StartedAt, &c.Started, false}, {"ended_at", w.EndedAt, &c.Ended, false}, {"recorded_at", w.RecordedAt, &c.RecordedAt, true},
	} {
		if *t.to, ok = parseTime(t.cell); !ok && (t.required || t.cell != "") {
			return nil, fmt.Errorf("%s %q is not a time in UTC with milliseconds", t.name, t.cell)
		}
	}
	return c, nil
}

// timeText is the text of a time, as parseTime reads it; empty for the zero time, and for one that RFC 3339 has no text for.
func timeText(at time.Time) string {
	at = at.UTC()
	if at.IsZero() || at.Year() < 0 || at.Year() > 9999 {
		return ""
	}
	return at.Format(timeFormat)
}

// durationText is how long a call lasted by the times of its line; empty where that is not known.
func durationText(c *dialer.CDR) string {
	written := dialer.CDR{Started: c.Started.Truncate(time.Millisecond), Ended: c.Ended.Truncate(time.Millisecond)}
	d, known := written.Duration()
	if !known {
		return ""
	}
	return fmt.Sprintf("%d.%03d", d/time.Second, d%time.Second/time.Millisecond)
}

// isSeconds reports whether a cell is as durationText writes it.
func isSeconds(cell string) bool {
	whole, fraction, point := strings.Cut(cell, ".")
	_, number := parseCount(whole)
	return cell == "" || point && number && len(fraction) == len("000") && strings.Trim(fraction, "0123456789") == ""
}

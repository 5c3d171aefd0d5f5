package export

import (
	"cmp"
	"io"
	"strconv"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

// The indexes of the columns of billing that are numbers.
const (
	billingRow      = 1
	billingAttempt  = 6
	billingDuration = 14
)

// billingColumns are the columns of Billing.
func billingColumns() []string {
	return []string{
		"agent_call_id",    // the API's id of the call
		"row",              // the row of the list, from 1, without the header
		"id",               // the cell of --id-column
		"to_number",        // the number that was called
		"from_number",      // the number that the call came from, as the API tells it
		"from_number_id",   // the id of that number, as the request named it
		"attempt",          // 1, 2, … over all runs; empty for a test call
		"batch",            // the name of the request
		"disposition",      // accepted, or unknown for a call of which more is not certain
		"placed_at",        // when the request was answered, in UTC
		"outcome",          // how the call has ended: answered, no_answer, busy, failed, canceled or other; empty while that is not known
		"end_reason",       // the same in the API's words
		"started_at",       // when the call began, in UTC
		"ended_at",         // when it ended, in UTC
		"duration_seconds", // how long it lasted
		"error",            // what went wrong
	}
}

// Billing writes to w one line for each placed call of a campaign, over all shards and runs, with how it has ended where that is known.
// A test call has no attempt. Cfg.Own, Added, Numbers and Dialect are filled in. It returns the number of calls.
func Billing(w io.Writer, files *fileset.Files, cfg TableConfig) (lines int, err error) {
	cfg.Own, cfg.Added, cfg.Dialect = nil, billingColumns(), table.PlainDialect()
	cfg.Numbers = []int{billingRow, billingAttempt, billingDuration}
	table, err := NewTable(w, cfg)
	if err != nil {
		return 0, err
	}
	if err := calls.EachPlaced(files, func(r *dialer.Result, c *dialer.CDR) error {
		lines++
		return table.Write(Row{Added: billed(r, c)})
	}); err != nil {
		return lines, err //nolint:wrapcheck // it names the file
	}
	return lines, table.Close() //nolint:wrapcheck // it says what it was doing
}

// billed is the line of a placed call.
func billed(r *dialer.Result, c *dialer.CDR) []string {
	if c == nil {
		c = &dialer.CDR{}
	}
	return []string{
		r.CallID, count(r.Row), r.ID, r.Number, c.FromNumber, r.FromNumberID, count(r.Attempt), string(r.Batch), string(r.Disposition), timeText(r.At),
		string(c.Outcome), c.EndReason, timeText(c.Started), timeText(c.Ended), durationText(c.Duration()), cmp.Or(r.Error, c.Error),
	}
}

// count is the text of a number; empty for 0.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

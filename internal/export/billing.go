package export

import (
	"cmp"
	"io"
	"strconv"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
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
		"agent_call_id", "row", "id", "to_number", "from_number", "from_number_id", "attempt", "batch", "disposition", "placed_at",
		"outcome", "end_reason", "started_at", "ended_at", "duration_seconds", "error",
	}
}

// Billing writes to w one line for each placed call of a campaign, over all shards and runs, with how it has ended where that is known.
// A test call has no attempt. Cfg.Own, Added, Numbers and Dialect are filled in. It returns the number of calls.
func Billing(w io.Writer, files *campaign.Files, cfg TableConfig) (calls int, err error) {
	cfg.Own, cfg.Added, cfg.Dialect = nil, billingColumns(), csvio.PlainDialect()
	cfg.Numbers = []int{billingRow, billingAttempt, billingDuration}
	table, err := NewTable(w, cfg)
	if err != nil {
		return 0, err
	}
	if err := files.EachPlacedCall(func(r *dialer.Result, c *dialer.CDR) error {
		calls++
		return table.Write(Row{Added: billed(r, c)})
	}); err != nil {
		return calls, err //nolint:wrapcheck // it names the file
	}
	return calls, table.Close() //nolint:wrapcheck // it says what it was doing
}

// billed is the line of a placed call.
func billed(r *dialer.Result, c *dialer.CDR) []string {
	if c == nil {
		c = &dialer.CDR{}
	}
	return []string{
		r.CallID, count(r.Row), r.ID, r.Number, c.FromNumber, r.FromNumberID, count(r.Attempt), string(r.Batch), string(r.Disposition), timeText(r.At),
		string(c.Outcome), c.EndReason, timeText(c.Started), timeText(c.Ended), durationText(c), cmp.Or(r.Error, c.Error),
	}
}

// count is the text of a number; empty for 0.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

package ledger

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"

	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// The text after the last line break of a results file is a line that a run was writing when it ended: it does not count, and
// its intent says which contact may have been called. A line that says so has an intent until it is on disk completely. If it
// has none, it was complete, and something else has cut the file: if only the line break is missing, the line counts; if more
// is missing, the run must not go on.

// wholeTail returns the result after the last line break of a results file, or nil if it is torn. It is complete if the mark
// covers it; or if it is what this program writes, and either there is no intents file, as after a clean end, or it says accepted
// or unknown and no intent covers its batch.
func wholeTail(results *rowlog.Log[resultRow], covered bool, n *notes) *dialer.Result {
	row, ok := results.TailRow()
	if !ok {
		return nil
	}
	r, err := row.result(&stamp{})
	if err != nil || rowOf(r, &stamp{}) != *row {
		return nil
	}
	if covered || !n.kept || placed(r.Disposition) && !n.covers(r.Batch) {
		return r
	}
	return nil
}

// placed reports whether a disposition says that the contact was or may have been called.
func placed(d dialer.Disposition) bool { return d == dialer.Accepted || d == dialer.Unknown }

// lostCall is the row and, if it can be read, the batch of a torn line that says accepted or unknown.
type lostCall struct {
	row   int
	batch dialer.BatchName
}

// lostIn returns the call in the torn end of a results file, if there is one and no intent covers it; else nil.
func lostIn(results *rowlog.Log[resultRow], n *notes) *lostCall {
	in := csv.NewReader(bytes.NewReader(results.Tail()))
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	cells, err := in.Read()
	if err != nil {
		return nil
	}
	cell := func(name string) string {
		if i := slices.Index(results.Columns(), name); i >= 0 && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	if !placed(dialer.Disposition(cell("disposition"))) {
		return nil
	}
	lost := &lostCall{}
	lost.row, _ = strconv.Atoi(cell("row")) // 0 is no row
	for _, in := range n.open {
		if slices.ContainsFunc(in.Contacts, func(c intentContact) bool { return c.Row == lost.row && c.ToNumber == cell("to_number") }) {
			return nil
		}
	}
	if i := slices.Index(results.Columns(), "batch"); len(cells) > i+1 {
		lost.batch = dialer.BatchName(cells[i])
	}
	return lost
}

// saidBy reports whether a line says accepted or unknown about the same attempt. Then the torn line is a correction by
// import-log, and no call is lost without it.
func (l *lostCall) saidBy(r *dialer.Result) bool {
	return r.Row == l.row && r.Batch == l.batch && placed(r.Disposition)
}

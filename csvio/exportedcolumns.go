package csvio

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// The columns that an export adds after the file's own. The first ones are about what became of the contact. ExportedRow has the row of
// the original file, and what must be known of it besides its cells; ExportedFrom has the Origin.
const (
	ExportedDisposition = "disposition"       // the last word on the contact, or pending
	ExportedCallID      = "agent_call_id"     // the API's id of its last call
	ExportedError       = "error"             // why there was no call, or what went wrong with it
	ExportedAttempts    = "attempts"          // how often the contact was sent
	ExportedOutcome     = "outcome"           // how its last call has ended
	ExportedEndReason   = "end_reason"        // the same in the API's words
	ExportedDuration    = "duration_seconds"  // how long the call lasted
	ExportedLastAttempt = "last_attempt_at"   // when it was sent last, in UTC
	ExportedRow         = RejectsRow          // the row of the list, from 1, without the header, and whether it was hidden or unread: leave it as it is
	ExportedFrom        = "bulkdial_campaign" // the campaign and its first run: leave it as it is
)

// ExportedColumns returns the names of the columns of an export, in their order.
func ExportedColumns() []string {
	return []string{
		ExportedDisposition, ExportedCallID, ExportedError, ExportedAttempts, ExportedOutcome, ExportedEndReason, ExportedDuration, ExportedLastAttempt,
		ExportedRow, ExportedFrom,
	}
}

// exportedPrefix is put before the name of an exported column that the file has already.
const exportedPrefix = "bulkdial_"

// ExportedNames returns ExportedColumns, with a prefix where the file's own columns, own, have such a name.
func ExportedNames(own []string) []string {
	names := ExportedColumns()
	for i := range names {
		for slices.ContainsFunc(own, func(name string) bool { return table.SameName(name, names[i]) }) {
			names[i] = exportedPrefix + names[i]
		}
	}
	return names
}

// findExported finds the columns of an export by the last of them, and leaves them out of the file's own.
func (c *columns) findExported() error {
	last := slices.IndexFunc(c.names, func(name string) bool { return table.SameName(name, ExportedFrom) })
	if last < 0 {
		return nil
	}
	added := ExportedColumns()
	first := last + 1 - len(added)
	whole := first > c.own && len(table.CutBlanks(c.names)) == last+1
	for i := 0; whole && i < len(added); i++ {
		whole = isExported(c.names[first+i], added[i])
	}
	if !whole {
		return fmt.Errorf("the file is an export of a campaign, as its column %s says, but its last columns are not %s: put them back as they were; "+
			"or, if its contacts are to be another campaign, remove all of these", ExportedFrom, strings.Join(added, ", "))
	}
	c.width, c.source, c.origin = first, last-1, last
	return nil
}

// isExported reports whether a name is that of an exported column, perhaps with a prefix.
func isExported(name, column string) bool {
	for name != column {
		rest, ok := strings.CutPrefix(name, exportedPrefix)
		if !ok {
			return false
		}
		name = rest
	}
	return true
}

// The marks that the row of an original file can have in an export.
const (
	// MarkHidden: the sheet hid the row.
	MarkHidden = "hidden"
	// MarkUnread: the row could not be read, so that its cells may be in the wrong columns.
	MarkUnread = "unread"
)

// ExportedRowCell is the cell of ExportedRow for a contact.
func ExportedRowCell(row int, hidden, unread bool) string {
	cell := strconv.Itoa(row)
	if hidden {
		cell += " " + MarkHidden
	}
	if unread {
		cell += " " + MarkUnread
	}
	return cell
}

// parseMarks reads what follows the number in a cell of ExportedRow.
func parseMarks(marks []string) (hidden, unread, ok bool) {
	for _, mark := range marks {
		hidden, unread = hidden || mark == MarkHidden, unread || mark == MarkUnread
		if mark != MarkHidden && mark != MarkUnread {
			return false, false, false
		}
	}
	return hidden, unread, true
}

// stillUnread is the fault of a row that could not be read in the original file, and that nobody has corrected.
func stillUnread() *dialer.Reason {
	return &dialer.Reason{
		Code: "row_unread", Cause: "the row could not be read in the file that it was exported from, so its cells may be in the wrong columns",
		Remedy: "correct it, and remove the word " + MarkUnread + " from its cell of the column " + ExportedRow,
	}
}

// IsCopy reports whether the header of a text, without quotes, is that of a file of rejects or an export. It is InputConfig.IsCopy of
// contacts files.
func IsCopy(header string) bool {
	for _, delimiter := range table.Delimiters {
		if strings.HasPrefix(header, strings.Join([]string{RejectsReason, RejectsRemedy, RejectsRow}, string(delimiter))) {
			return true
		}
	}
	return strings.Contains(header, ExportedFrom)
}

// Origin is the campaign that contacts were exported from.
type Origin struct {
	// Sandbox: it is one of the built-in sandbox.
	Sandbox bool
	// FirstRun is the name of its first run, which tells it from another campaign whose files have the same names; empty: it had none yet.
	FirstRun string
	// Results is the path of its results file, relative to the folder of the export, or absolute.
	Results string
}

// String is the cell of ExportedFrom.
func (o Origin) String() string {
	kind, run := "campaign", "-"
	if o.Sandbox {
		kind = "sandbox"
	}
	if o.FirstRun != "" {
		run = o.FirstRun
	}
	return kind + " " + run + " " + o.Results
}

// ParseOrigin reads the cell of ExportedFrom.
func ParseOrigin(cell string) (Origin, error) {
	words := strings.SplitN(strings.TrimSpace(cell), " ", 3)
	if len(words) < 3 || words[0] != "campaign" && words[0] != "sandbox" || words[1] == "" || words[2] == "" {
		return Origin{}, errors.New("the cell of the column " + ExportedFrom + " does not name the campaign that the row was exported from: leave these cells as they are")
	}
	o := Origin{Sandbox: words[0] == "sandbox", FirstRun: words[1], Results: words[2]}
	if o.FirstRun == "-" {
		o.FirstRun = ""
	}
	return o, nil
}

// ExportedOrigin returns the campaign that the contacts of an input were exported from, as its first row says, and whether they are an
// export. The error is that of NewContacts or Contacts.All.
func ExportedOrigin(in *table.Input) (o Origin, exported bool, err error) {
	names, _, err := in.FirstRow()
	if err != nil {
		return o, false, err //nolint:wrapcheck // it says where and why
	}
	for i := range names {
		names[i] = table.CleanName(names[i])
	}
	c := columns{names: names, width: len(names), source: -1, origin: -1}
	if err := c.findExported(); err != nil || c.origin < 0 {
		return o, false, err
	}
	first, err := in.NextRow()
	if err == io.EOF { //nolint:errorlint // an error that wraps it is not the end
		return o, false, nil
	}
	if _, faulty := errors.AsType[*dialer.RowError](err); err != nil && !faulty {
		return o, false, err //nolint:wrapcheck // it says where and why
	}
	o, err = ParseOrigin(cellAt(first.Cells, c.origin))
	return o, err == nil, err
}

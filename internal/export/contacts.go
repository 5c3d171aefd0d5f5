package export

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/calls"
)

// ContactsConfig says what is exported.
type ContactsConfig struct {
	// Table is how it is written. Own, Added, Numbers and Dialect are filled in.
	Table TableConfig
	// Only selects contacts.
	Only Only
	// Origin is the campaign, as the export names it.
	Origin csvio.Origin
	// Remedy is the text of a remedy, which may name where a setting is made.
	Remedy func(dialer.Reason) string
}

// Count is how many rows a list or record has, and how many of them an export has.
type Count struct{ Rows, Exported int }

// Contacts writes to w each contact of a campaign in the order of its list, with what became of it.
func Contacts(ctx context.Context, w io.Writer, look *campaign.Look, records *calls.Records, cfg ContactsConfig) (Count, error) {
	own, dialect, err := look.Columns(ctx)
	if err != nil {
		return Count{}, err //nolint:wrapcheck // it names the file
	}
	cfg.Table.Own, cfg.Table.Added, cfg.Table.Dialect = own, csvio.ExportedNames(own), dialect
	cfg.Table.Numbers = []int{attemptsCell, durationCell}
	c := contacts{cfg: &cfg, records: records, origin: cfg.Origin.String()}
	if c.table, err = NewTable(w, cfg.Table); err != nil {
		return c.count, err
	}
	if err := look.EachContact(ctx, c.add); err != nil {
		return c.count, err //nolint:wrapcheck // it names the file
	}
	return c.count, c.table.Close() //nolint:wrapcheck // it says what it was doing
}

// contacts is an export of contacts while it is written.
type contacts struct {
	cfg     *ContactsConfig
	records *calls.Records
	table   Table
	origin  string
	count   Count
	added   [exportedCells]string // of the row that is being written
}

// The indexes in csvio.ExportedColumns.
const (
	dispositionCell = iota
	callIDCell
	errorCell
	attemptsCell
	outcomeCell
	endReasonCell
	durationCell
	lastAttemptCell
	rowCell
	fromCell
	exportedCells
)

// add takes the decision about the row that list yielded last.
func (c *contacts) add(list *csvio.Contacts, d *dialer.Decision) error {
	c.count.Rows++
	disposition, outcome := said(d), string(d.Record.Outcome)
	if disposition != string(dialer.Accepted) {
		outcome = ""
	}
	if !c.cfg.Only.has(disposition, outcome) {
		return nil
	}
	c.count.Exported++
	added := c.added[:]
	clear(added)
	added[dispositionCell], added[outcomeCell] = disposition, outcome
	added[rowCell] = csvio.ExportedRowCell(d.Contact.Row, d.Contact.Hidden, list.Unread())
	added[fromCell] = c.origin
	if d.Code != "" {
		added[errorCell] = c.why(d)
	}
	if err := c.addRecord(added, d); err != nil {
		return err
	}
	cells := list.OwnCells()
	return c.table.Write(Row{Own: fitted(cells, len(c.cfg.Table.Own)), Values: list.OwnValues(), Added: added}) //nolint:wrapcheck // as above
}

// said is the disposition of a contact in an export.
func said(d *dialer.Decision) string {
	switch {
	case d.Code != "":
		return string(d.LastWord)
	case d.Record.LastWord != "":
		return string(d.Record.LastWord)
	case d.Call:
		return pending
	default:
		return string(d.LastWord)
	}
}

// why says why a contact is skipped.
func (c *contacts) why(d *dialer.Decision) string {
	why := d.Cause
	if d.First.SheetRow > 0 {
		why = strings.Replace(why, dialer.EarlierRow, fmt.Sprintf("row %d", d.First.SheetRow), 1)
	}
	if remedy := c.cfg.Remedy(d.Reason); remedy != "" {
		why += ": " + remedy
	}
	return why
}

// addRecord fills in what the ledger says of the attempts of a contact.
func (c *contacts) addRecord(added []string, d *dialer.Decision) error {
	record := &d.Record
	if record.Attempts == 0 {
		return nil
	}
	added[attemptsCell] = strconv.Itoa(record.Attempts)
	result, err := c.records.Result(record.Result)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	last := result
	if record.LastResult != record.Result {
		if last, err = c.records.Result(record.LastResult); err != nil {
			return err //nolint:wrapcheck // as above
		}
	}
	if last != nil {
		added[lastAttemptCell] = timeText(last.At)
	}
	if result != nil {
		added[callIDCell] = result.CallID
		if added[errorCell] == "" {
			added[errorCell] = result.Error
		}
	}
	if added[outcomeCell] == "" {
		return nil
	}
	end, err := c.records.End(record.CDR)
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	added[endReasonCell], added[durationCell] = end.Reason, durationText(end.Duration, end.Known)
	if added[errorCell] == "" {
		added[errorCell] = end.Error
	}
	return nil
}

// fitted returns as many cells as there are columns. What a row that could not be read has beyond them stays in its last cell.
func fitted(cells []string, columns int) []string {
	if len(cells) > columns {
		cells[columns-1] = strings.Join(cells[columns-1:], ", ")
		return cells[:columns]
	}
	return append(cells, make([]string, columns-len(cells))...)
}

// timeText is a time in UTC with milliseconds, as in the record; empty for the zero time.
func timeText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}

// durationText is how long a call lasted, in seconds with three decimals; empty where that is not known.
func durationText(d time.Duration, known bool) string {
	if !known {
		return ""
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 3, 64)
}

package csvio

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// ContactsConfig says how the rows of a contacts file become contacts. A name matches a column exactly or, if no column
// has exactly that name, without regard to case, spaces, underscores and hyphens. Each name given must be in the header.
type ContactsConfig struct {
	// NumberColumn names the column of the phone number. Empty: the one column with the name to_number, phone,
	// phone_number, number, contact_number or mobile.
	NumberColumn string
	// IDColumn names the column that identifies a contact over the runs of a campaign. Empty: none does.
	IDColumn string
	// RegionColumn names the column of the region in which the number was written. Empty: none does.
	RegionColumn string
	// TimezoneColumn, PostalColumn and StateColumn name the columns that say where the contact is: a time zone, a postal code, and a state
	// or province. Empty: those with a usual name, which remain metadata (see placeColumns).
	TimezoneColumn, PostalColumn, StateColumn string
	// Metadata lists the columns that are sent as metadata. An item is `column`, or `key=column` to send it under another
	// key; `:number`, `:bool`, `:json` or `:string` at its end gives the values a type. Columns with another use may be
	// listed. Nil: every other column that has a name. Empty but not nil: none.
	Metadata []string
	// Set are constants that are added to the metadata of each contact, after the columns, in this order.
	Set []Pair
	// Limits are the limits of the API for metadata.
	Limits dialer.MetadataLimits
	// Require names columns that each row must fill; white space alone does not count.
	Require []string
	// Route is the route of each contact, as far as the columns below do not replace its values.
	Route dialer.Route
	// AgentColumn, FromNumberColumn, RingingTimeoutColumn (seconds) and MaxDurationColumn (minutes) name columns that
	// replace values of Route row by row. An empty cell leaves the value of Route, as does an empty name.
	AgentColumn, FromNumberColumn, RingingTimeoutColumn, MaxDurationColumn string
	// NotBeforeColumn and ExpiresColumn name the columns of the times (RFC 3339, with a zone) between which a contact may be
	// called. An empty cell is no bound, as is an empty name.
	NotBeforeColumn, ExpiresColumn string
	// RequireConsent names the column of the time (RFC 3339, or a date) at which a contact consented to be called. Empty: none is read.
	RequireConsent string
	// CheckRoute returns an error for a route that cannot be used, preferably a *dialer.RouteError. It is called for each row
	// of a file that has one of the columns above. Nil: every route is right.
	CheckRoute func(dialer.Route) error
	// CheckOrigin returns an error if contacts that were exported from a campaign are not those of this one. It is called for the first row
	// of an export, and for each row that names another campaign. Nil: every origin is right.
	CheckOrigin func(Origin) error
}

// Pair is a key of the metadata, where dots nest, and its value.
type Pair struct{ Key, Value string }

// Contacts reads the contacts of one input, in one pass. Its memory does not grow with the input. It is not for use by
// several goroutines.
type Contacts struct {
	rows     Rows
	columns  columns
	routes   routeColumns
	times    timeColumns
	places   placeColumns
	metadata metadata
	// grows: columns that first appear in a later row are metadata.
	grows bool
	cells []string // of the last row; the table reuses them
	// swallowed are the rows so far that seem to hold others.
	swallowed Swallowed
	// faulty: the last row could not be read. values are its JSON values, nil where the container has no types.
	faulty bool
	values []json.RawMessage
	row    int // rows read so far
	// checkOrigin is that of the configuration, and origin the cell that it has seen last.
	checkOrigin func(Origin) error
	origin      string
}

// Rows are the rows of which contacts are made. A *table.Input reads them.
type Rows interface {
	FirstRow() (names []string, line int, err error)
	NextRow() (table.Row, error)
	// HeaderBelow finds a header below a title; HiddenColumn, Container and Dialect say of the table what its rows do not.
	HeaderBelow(names []string, numberColumn string) int
	HiddenColumn(column int) bool
	Container() table.Container
	Dialect() table.Dialect
}

// NewContacts reads the header of a table. The error is a *table.HeaderError if the file or a field of cfg has to change, a
// *table.InputError if the header cannot be read, and a *table.ChangedError as in table.File.
func NewContacts(rows Rows, cfg ContactsConfig) (*Contacts, error) {
	names, line, err := rows.FirstRow()
	if err != nil {
		return nil, err //nolint:wrapcheck // it says where and why
	}
	for i, name := range names {
		names[i] = table.CleanName(name)
	}
	c := &Contacts{rows: rows, grows: cfg.Metadata == nil, checkOrigin: cfg.CheckOrigin}
	if err := c.assignColumns(names, &cfg); err != nil {
		if fieldOf(err) == "NumberColumn" {
			if row := rows.HeaderBelow(names, cfg.NumberColumn); row > 0 {
				err = fmt.Errorf("row %d seems to be the header, and what is above it a title: remove the rows above it", row)
			}
		}
		return nil, &table.HeaderError{Row: line, Reason: err.Error(), Field: fieldOf(err)}
	}
	return c, nil
}

// assignColumns decides from the header what each column is for.
func (c *Contacts) assignColumns(names []string, cfg *ContactsConfig) error {
	var err error
	if c.columns, err = newColumns(names, cfg); err != nil {
		return err
	}
	if c.routes, err = newRouteColumns(&c.columns, cfg); err != nil {
		return err
	}
	if c.times, err = newTimeColumns(&c.columns, cfg); err != nil {
		return err
	}
	if c.places, err = newPlaceColumns(&c.columns, cfg); err != nil {
		return err
	}
	picks, err := c.columns.pickMetadata(cfg.Metadata)
	if err != nil {
		return err
	}
	c.metadata, err = newMetadata(&c.columns, picks, cfg)
	return err
}

// Header returns the names of the columns read so far, in the order of the file and without space around them. An unnamed
// column has an empty name.
func (c *Contacts) Header() []string { return slices.Clone(c.columns.names) }

// ColumnNames returns the names of the file's own columns that have one, in the order of the header. Columns that rows add
// are no sign of another file.
func (c *Contacts) ColumnNames() []string {
	names := []string{}
	for _, name := range c.columns.names[c.columns.own:c.columns.width] {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// OwnHeader is Header without the columns that plan or export have added to a copy of the file.
func (c *Contacts) OwnHeader() []string { return ownOf(&c.columns, c.Header()) }

// OwnCells is Cells for the columns of OwnHeader.
func (c *Contacts) OwnCells() []string { return ownOf(&c.columns, c.Cells()) }

// OwnValues returns the JSON values of the row that All yielded last, in the order of OwnHeader; nil for an empty cell. It is nil where
// the container has no types. They are valid until the next row.
func (c *Contacts) OwnValues() []json.RawMessage {
	if c.values == nil {
		return nil
	}
	values := slices.Clone(c.values)
	for len(values) < len(c.columns.names) {
		values = append(values, nil)
	}
	return ownOf(&c.columns, values)
}

// Unread reports whether the row that All yielded last could not be read as a row of the table.
func (c *Contacts) Unread() bool { return c.faulty }

// Grows reports whether rows can add columns to those of the header.
func (c *Contacts) Grows() bool { return c.rows.Container() == table.Keyed }

// Parted reports whether the rows are some of those of another list: it has a column that plan or export adds, which names them there.
func (c *Contacts) Parted() bool { return c.columns.source >= 0 }

// NumberColumn returns the name of the column that holds the phone numbers.
func (c *Contacts) NumberColumn() string { return c.columns.names[c.columns.number] }

// Swallowed returns which rows of those that All has yielded seem to hold others. They are contacts all the same.
func (c *Contacts) Swallowed() Swallowed { return c.swallowed }

// HiddenColumns returns the names of the columns that the sheet hides. A text hides none.
func (c *Contacts) HiddenColumns() HiddenColumns {
	var hidden HiddenColumns
	for i, name := range c.columns.names {
		if name == "" || !c.rows.HiddenColumn(i+1) {
			continue
		}
		switch i {
		case c.columns.number:
			hidden.Number = name
		case c.columns.id:
			hidden.ID = name
		default:
			hidden.Others = append(hidden.Others, name)
		}
	}
	return hidden
}

// HiddenColumns are the names of the columns that a sheet hides: that of the numbers and that of the ids, empty where it is
// shown, and the others with a name.
type HiddenColumns struct {
	Number, ID string
	Others     []string
}

// Dialect returns how a copy of the input is written.
func (c *Contacts) Dialect() table.Dialect { return c.rows.Dialect() }

// Cells returns the cells of the row that All yielded last, in the order of Header and as many. Of a row that could not be read they are
// the cells before the fault, and more or less than the header has, so that no copy of them looks whole.
func (c *Contacts) Cells() []string {
	cells := slices.Clone(c.cells)
	if c.faulty {
		return c.columns.notWhole(cells)
	}
	for len(cells) < len(c.columns.names) {
		cells = append(cells, "")
	}
	return cells
}

// All yields the contacts in the order of the file, once: a second call goes on where the first stopped. Each contact is
// a new value, with its metadata, that the receiver may keep and change. Rows are numbered from 1; rows that cannot be
// read count, blank rows do not. In a file of rejects or an export they have the numbers of the original file.
//
// A *dialer.RowError stands for one row that cannot be a contact, and the sequence goes on after it. Its codes are
//
//   - of the container: ragged_row, bad_quote, bad_json; row_unread for a row of an export that was one of these;
//   - of cells: id_missing, required_missing, route_ringing_timeout, route_max_duration, route_invalid; time_invalid,
//     time_zone_missing, and time_window for a contact that would expire before it may be called;
//   - of metadata: metadata_number, metadata_bool and metadata_json for a cell that does not have the type of its column;
//     metadata_not_flat, metadata_too_many and metadata_too_large for what the API refuses; metadata_conflict and
//     metadata_key for a column that first appears in a later row and has a key that is in use or not allowed.
//
// Any other error is a *table.InputError or a *table.ChangedError and the last element: the rest of the file cannot be read, a quote
// is never closed, bytes are not text, or the file has changed since an earlier pass.
//
// After a bad quote the reader goes on with the next physical line. The rest of a cell with line breaks can then count as
// rows, which are ragged or hold no number.
func (c *Contacts) All() iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for {
			contact, err := c.next()
			if err == io.EOF { //nolint:errorlint // an error that wraps it is not the end of the rows
				return
			}
			_, row := errors.AsType[*dialer.RowError](err)
			if !yield(contact, err) || err != nil && !row {
				return
			}
		}
	}
}

// next reads one row. The error is a *dialer.RowError for a row that cannot be a contact, io.EOF after the last row, and
// otherwise a *table.InputError or a *table.ChangedError, after which nothing can be read.
func (c *Contacts) next() (*dialer.Contact, error) {
	r, err := c.rows.NextRow()
	unreadable, faulty := errors.AsType[*dialer.RowError](err)
	c.cells, c.faulty, c.values = c.columns.revive(r.Cells), faulty, r.Values
	if err != nil && !faulty {
		return nil, err //nolint:wrapcheck // it says where and why
	}
	unread, err := c.count(&r, unreadable)
	if err == nil {
		err = c.compareOrigin(&r)
	}
	if err != nil {
		return nil, err
	}
	c.grow(r.Added)
	if r.Swallows {
		c.swallowed.note(r.SheetRow)
	}
	if faulty {
		return nil, c.rowError(&r, &unreadable.Reason)
	}
	if c.faulty = unread; unread {
		return nil, c.rowError(&r, stillUnread())
	}
	if fault := c.columns.missing(r.Cells); fault != nil {
		return nil, c.rowError(&r, fault)
	}
	route, fault := c.routes.of(r.Cells, c.columns.names)
	if fault != nil {
		return nil, c.rowError(&r, fault)
	}
	notBefore, expires, fault := c.times.of(r.Cells, c.columns.names)
	if fault != nil {
		return nil, c.rowError(&r, fault)
	}
	consent, fault := c.times.consentAt(r.Cells, c.columns.names)
	if fault != nil {
		return nil, c.rowError(&r, fault)
	}
	object, fault := c.metadata.object(&r)
	if fault != nil {
		return nil, c.rowError(&r, fault)
	}
	return &dialer.Contact{
		Row: c.row, SheetRow: r.SheetRow, Hidden: r.Hidden,
		ID:       keptCell(r.Cells, c.columns.id),
		Number:   c.columns.numberOf(r.Cells),
		Region:   keptCell(r.Cells, c.columns.region),
		TimeZone: c.places.zone.of(r.Cells), PostalCode: c.places.postal.of(r.Cells), State: c.places.state.of(r.Cells),
		Metadata: object, Route: route, NotBefore: notBefore, Expires: expires, ConsentAt: consent,
	}, nil
}

// count gives a row its number: the next one, or in a copy that of the row of the original file. Those ascend, so that no
// two rows of a campaign share one. It reports whether the row is marked as unread, and marks it as hidden.
func (c *Contacts) count(r *table.Row, unreadable *dialer.RowError) (unread bool, err error) {
	if c.columns.source < 0 {
		c.row++
		return false, nil
	}
	number, marks, _ := strings.Cut(trimmedCell(r.Cells, c.columns.source), " ")
	n, err := strconv.Atoi(number)
	hidden, unread, ok := parseMarks(strings.Fields(marks))
	switch {
	case c.columns.origin >= 0 && unreadable != nil && len(r.Cells) <= c.columns.source:
		return false, &table.InputError{Row: r.SheetRow, Reason: unreadable.String()}
	case err != nil || !ok || n <= c.row || n > math.MaxInt32:
		return false, &table.InputError{
			Row:    r.SheetRow,
			Reason: "the cell of the column " + RejectsRow + " is not the row of the original file, in ascending order: leave these cells and the order of the rows as they are",
		}
	}
	c.row, r.Hidden = n, r.Hidden || hidden
	return unread, nil
}

// compareOrigin checks the campaign that a row of an export comes from.
func (c *Contacts) compareOrigin(r *table.Row) error {
	if c.columns.origin < 0 {
		return nil
	}
	cell := cellAt(r.Cells, c.columns.origin)
	if cell == c.origin && cell != "" {
		return nil
	}
	o, err := ParseOrigin(cell)
	if err == nil && c.checkOrigin != nil {
		err = c.checkOrigin(o)
	}
	if err != nil {
		return &table.InputError{Row: r.SheetRow, Reason: err.Error()}
	}
	c.origin = cell
	return nil
}

// grow adds the columns that first appear in a row.
func (c *Contacts) grow(added []string) {
	for _, name := range added {
		name = table.CleanName(name)
		c.columns.names = append(c.columns.names, name)
		c.places.find(len(c.columns.names)-1, name)
		if c.grows && name != "" {
			c.metadata.addLater(&c.columns, metadataPick{column: len(c.columns.names) - 1, key: keyOf(name)})
		}
	}
}

// rowError returns the error for the row just read, with its id and number as far as they could be read.
func (c *Contacts) rowError(r *table.Row, why *dialer.Reason) *dialer.RowError {
	e := &dialer.RowError{Row: c.row, SheetRow: r.SheetRow, Hidden: r.Hidden, Reason: *why}
	if id := keptCell(r.Cells, c.columns.id); isText(id) {
		e.ID = id
	}
	if number := c.columns.numberOf(r.Cells); isText(number) {
		e.Number = number
	}
	return e
}

func isText(cell string) bool { return utf8.ValidString(cell) && strings.IndexByte(cell, 0) < 0 }

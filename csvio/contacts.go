package csvio

import (
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"bulkdial/dialer"
)

// ContactsConfig says how the rows of a contacts file become contacts. Names of columns match exactly or, where no
// column does, without regard to case, spaces, underscores and hyphens; each that is given must be in the header.
type ContactsConfig struct {
	// NumberColumn names the column of the phone number. Empty: the one column that is called to_number, phone,
	// phone_number, number, contact_number or mobile.
	NumberColumn string
	// IDColumn names the column that identifies a contact over the runs of a campaign. Empty: none does.
	IDColumn string
	// RegionColumn names the column of the region in which the number was written. Empty: none does.
	RegionColumn string
	// Metadata says what travels as metadata: each item is a column, `key=column` to give it another key, and either
	// with `:number`, `:bool`, `:json` or `:string` behind to give its values a type. Columns with another use may be
	// among them. Nil: every other column that has a name. Empty but not nil: none.
	Metadata []string
	// Set holds constants that are added to the metadata of each contact, after the columns, in this order.
	Set []Pair
	// Limits is what the API takes as metadata.
	Limits dialer.MetadataLimits
	// Require names columns without which a row is no contact: their cells must hold more than white space.
	Require []string
	// Route is given to each contact; what the columns below hold goes before it.
	Route dialer.Route
	// AgentColumn, FromNumberColumn, RingingTimeoutColumn (seconds) and MaxDurationColumn (minutes) name columns of
	// rows with a route of their own. An empty cell leaves the value of Route, as does an empty name.
	AgentColumn, FromNumberColumn, RingingTimeoutColumn, MaxDurationColumn string
	// CheckRoute says what is wrong with a route, best with a *dialer.RouteError. It is asked of the routes of rows where
	// a column has a say in them, and its answer holds for all rows of one route. Nil: nothing is wrong.
	CheckRoute func(dialer.Route) error
}

// Pair is a key of the metadata, where dots nest, and its value.
type Pair struct{ Key, Value string }

// Contacts reads the contacts of one input, in one pass. Its memory does not grow with the input.
// It is not for use by several goroutines.
type Contacts struct {
	table    table
	file     *File // that the table is read from, or nil
	columns  columns
	routes   routeColumns
	metadata metadata
	// grows: columns that come after the header are metadata.
	grows bool
	// callsNobody: nobody will see the metadata, so it is only checked.
	callsNobody bool
	cells       []string // of the row read last
	row         int      // rows read so far
}

// NewContacts reads the header of an input. The error is a *HeaderError where the operator has to change the file or a
// flag, an *InputError where it cannot be read, or a *ChangedError, as in File.
func NewContacts(in *Input, cfg ContactsConfig) (*Contacts, error) {
	names, line, err := in.table.header()
	if err != nil {
		return nil, in.file.explained(err)
	}
	for i, name := range names {
		names[i] = cleaned(name)
	}
	c := &Contacts{table: in.table, file: in.file, grows: cfg.Metadata == nil}
	if err := c.decide(names, &cfg); err != nil {
		return nil, &HeaderError{Line: line, Place: in.place, Reason: err.Error()}
	}
	return c, nil
}

// decide says what each column is, by the header.
func (c *Contacts) decide(names []string, cfg *ContactsConfig) error {
	var err error
	if c.columns, err = newColumns(names, cfg); err != nil {
		return err
	}
	if c.routes, err = newRouteColumns(&c.columns, cfg); err != nil {
		return err
	}
	picks, err := c.columns.pickMetadata(cfg.Metadata)
	if err != nil {
		return err
	}
	c.metadata, err = newMetadata(&c.columns, picks, cfg)
	return err
}

// Header returns the names of the columns read so far, in the order of the file and without space around them; that of
// an unnamed column is empty.
func (c *Contacts) Header() []string { return c.columns.names }

// OwnColumns returns where the file's own columns begin: behind the two of a file that plan --rejects has written.
func (c *Contacts) OwnColumns() int { return c.columns.own }

// NumberColumn returns the name of the column that holds the phone numbers.
func (c *Contacts) NumberColumn() string { return c.columns.names[c.columns.number] }

// Cells returns the cells of the row that All yielded last, in the order of Header; of a row that could not be read,
// those that could. A row may end before the last column. They are good until the next row.
func (c *Contacts) Cells() []string { return c.cells }

// All yields the contacts in the order of the file, once: a second call goes on where the first was left.
// A contact is good until the next; its strings for ever.
// Rows are numbered from 1, those that cannot be read included; blank rows are not counted.
//
// A *dialer.RowError stands for one row that cannot be a contact, and the sequence goes on after it; its codes are
// those of the table (ragged_row, bad_quote, …), id_missing and required_missing, route_ringing_timeout,
// route_max_duration and route_invalid, and of the metadata: metadata_number, metadata_bool and metadata_json for cells
// that are not what their column's type says; metadata_not_flat, metadata_too_many and metadata_too_large for what the
// API does not take; metadata_conflict and metadata_key for a column that came after the header and has a key that is
// taken or cannot be. Any other error is an *InputError or a *ChangedError and the last element: the rest of the file
// cannot be read, a quote that is never closed has swallowed it, its bytes are no text, or they are not those that an
// earlier pass has read.
//
// After a bad quote the reader goes on with the next physical line, so that the rest of a cell with line breaks can
// count as rows of its own; such rows are ragged or hold no number.
func (c *Contacts) All() iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		var contact dialer.Contact
		for more := true; more; {
			var err error
			contact = dialer.Contact{}
			if more, err = c.next(&contact); isEnd(err) || !yield(&contact, err) {
				return
			}
		}
	}
}

// aheadContacts is how many contacts Ahead reads at one time.
const aheadContacts = 1024

// Ahead is All for whoever calls nobody, and has no use for Cells: a goroutine of its own reads what follows meanwhile,
// and the contacts have no Metadata. What is wrong with it is found all the same.
func (c *Contacts) Ahead() iter.Seq2[*dialer.Contact, error] {
	type row struct {
		contact dialer.Contact
		err     error
	}
	c.callsNobody = true
	next := func(r *row) (more bool) {
		more, r.err = c.next(&r.contact)
		return more
	}
	return func(yield func(*dialer.Contact, error) bool) {
		for r := range ahead(next, aheadContacts) {
			if isEnd(r.err) || !yield(&r.contact, r.err) {
				return
			}
		}
	}
}

// next reads one row, as a contact of which nothing is set. The error is a *dialer.RowError for a row that cannot be a
// contact, io.EOF after the last row, and an *InputError or a *ChangedError where reading cannot go on; after those there
// is no more.
func (c *Contacts) next(contact *dialer.Contact) (more bool, _ error) {
	r, err := c.table.next()
	c.cells = r.cells
	fault, faulty := errors.AsType[*rowFaultError](err)
	if err != nil && !faulty {
		return false, c.file.explained(err)
	}
	c.row++
	c.grow(r.added)
	if faulty {
		return true, c.rowError(&r, fault)
	}
	route, object, fault := c.parts(&r)
	if fault != nil {
		return true, c.rowError(&r, fault)
	}
	contact.Row, contact.SheetRow = c.row, r.sheetRow
	contact.ID = trimmedCell(r.cells, c.columns.id)
	contact.Number = c.columns.numberOf(r.cells)
	contact.Region = trimmedCell(r.cells, c.columns.region)
	contact.Route = *route
	if !c.callsNobody {
		contact.Metadata = c.metadata.kept(object)
	}
	return true, nil
}

// grow takes in the columns that a row is the first to have.
func (c *Contacts) grow(added []string) {
	for _, name := range added {
		name = cleaned(name)
		c.columns.names = append(c.columns.names, name)
		if c.grows && name != "" {
			c.metadata.addLater(&c.columns, metadataPick{column: len(c.columns.names) - 1, key: keyOf(name)})
		}
	}
}

// parts makes of a row what can go wrong with it.
func (c *Contacts) parts(r *row) (_ *dialer.Route, object []byte, _ *rowFaultError) {
	if fault := c.columns.missing(r.cells); fault != nil {
		return nil, nil, fault
	}
	route, fault := c.routes.of(r.cells, &c.columns)
	if fault != nil {
		return nil, nil, fault
	}
	object, fault = c.metadata.object(r)
	return route, object, fault
}

// rowError returns the error for the row just read, with as much of the contact as could be read.
func (c *Contacts) rowError(r *row, why *rowFaultError) *dialer.RowError {
	e := &dialer.RowError{Row: c.row, SheetRow: r.sheetRow, Reason: why.Reason}
	if id := trimmedCell(r.cells, c.columns.id); isText(id) {
		e.ID = id
	}
	if number := c.columns.numberOf(r.cells); isText(number) {
		e.Number = number
	}
	return e
}

func isText(cell string) bool { return utf8.ValidString(cell) && strings.IndexByte(cell, 0) < 0 }

// isEnd reports whether err is io.EOF itself. An error that wraps it speaks of something else that ended too early.
func isEnd(err error) bool {
	return err == io.EOF //nolint:errorlint // see above
}

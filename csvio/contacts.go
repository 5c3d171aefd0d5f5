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
// column does, without regard to case, spaces, underscores and hyphens.
type ContactsConfig struct {
	// NumberColumn names the column of the phone number. Empty: the one column that is called to_number, phone,
	// phone_number, number, contact_number or mobile.
	NumberColumn string
	// IDColumn names the column that identifies a contact over the runs of a campaign. Empty: none does.
	IDColumn string
	// Metadata names the columns that travel as metadata; the number and id columns may be among them.
	// Nil: every other column that has a name. Empty but not nil: none.
	Metadata []string
	// Set holds constants that are added to the metadata of each contact, after the columns, in this order.
	Set []Pair
	// Route is given to each contact.
	Route dialer.Route
}

// Pair is a key of the metadata and its value.
type Pair struct{ Key, Value string }

// Contacts reads the contacts of one input, in one pass. Its memory does not grow with the input.
// It is not for use by several goroutines.
type Contacts struct {
	table    table
	columns  columns
	metadata metadata
	route    dialer.Route
	row      int // rows read so far
}

// NewContacts reads the header of an input. The error is a *HeaderError where the operator has to change the file or a
// flag, or an *InputError where it cannot be read.
func NewContacts(in *Input, cfg ContactsConfig) (*Contacts, error) {
	names, line, err := in.table.header()
	if err != nil {
		return nil, err //nolint:wrapcheck // it says where and what
	}
	for i, name := range names {
		names[i] = cleaned(name)
	}
	c := &Contacts{table: in.table, route: cfg.Route}
	if c.columns, err = newColumns(names, cfg); err == nil {
		c.metadata, err = newMetadata(c.columns, cfg.Set)
	}
	if err != nil {
		return nil, &HeaderError{Line: line, Place: in.place, Reason: err.Error()}
	}
	return c, nil
}

// All yields the contacts in the order of the file, once: a second call goes on where the first was left.
// Rows are numbered from 1, those that cannot be read included; blank rows are not counted.
//
// A *dialer.RowError stands for one row that cannot be a contact, and the sequence goes on after it; its codes are
// ragged_row, bad_quote and id_missing. Any other error is an *InputError and the last element: the rest of the file
// cannot be read, a quote that is never closed has swallowed it, or its bytes are no text.
//
// After a bad quote the reader goes on with the next physical line, so that the rest of a cell with line breaks can
// count as rows of its own; such rows are ragged or hold no number.
func (c *Contacts) All() iter.Seq2[dialer.Contact, error] {
	return func(yield func(dialer.Contact, error) bool) {
		for {
			contact, err := c.next()
			if isEnd(err) || !yield(contact, err) {
				return
			}
			if err == nil {
				continue
			}
			if _, ok := errors.AsType[*dialer.RowError](err); !ok {
				return
			}
		}
	}
}

// next reads one row. It returns a *dialer.RowError for a row that cannot be a contact, io.EOF after the last row,
// and an *InputError where reading cannot go on.
func (c *Contacts) next() (dialer.Contact, error) {
	r, err := c.table.next()
	if fault, ok := errors.AsType[*rowFault](err); ok {
		c.row++
		return dialer.Contact{}, c.rowError(&r, fault.Reason)
	}
	if err != nil {
		return dialer.Contact{}, err //nolint:wrapcheck // it says where and what
	}
	c.row++
	contact := dialer.Contact{
		Row:      c.row,
		SheetRow: r.sheetRow,
		ID:       c.columns.idOf(r.cells),
		Number:   c.columns.numberOf(r.cells),
		Metadata: c.metadata.object(r.cells),
		Route:    c.route,
	}
	if contact.ID == "" && c.columns.id >= 0 {
		return dialer.Contact{}, c.rowError(&r, dialer.Reason{
			Code: "id_missing", Cause: "the cell of the id column " + c.columns.title(c.columns.id) + " is empty",
			Remedy: "fill it in, or run without --id-column",
		})
	}
	return contact, nil
}

// rowError returns the error for the row just read, with as much of the contact as could be read.
func (c *Contacts) rowError(r *row, why dialer.Reason) *dialer.RowError {
	e := &dialer.RowError{Row: c.row, SheetRow: r.sheetRow, Reason: why}
	if id := c.columns.idOf(r.cells); isText(id) {
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

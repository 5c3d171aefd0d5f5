package csvio

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"iter"

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
	// MaxRowBytes bounds a row, give or take a buffer of 64 KiB; 0 means DefaultMaxRowBytes. A longer row ends the
	// reading: it is the mark of a quote that is never closed.
	MaxRowBytes int
	// Route is given to each contact.
	Route dialer.Route
}

// Pair is a key of the metadata and its value.
type Pair struct{ Key, Value string }

// Contacts reads the contacts of one file, in one pass. Its memory does not grow with the file.
// It is not for use by several goroutines.
type Contacts struct {
	csv      *csv.Reader
	source   *source
	columns  columns
	metadata metadata
	route    dialer.Route
	row      int // rows read so far
	line     int // the last physical line read
}

// NewContacts reads the header of a contacts file: comma-separated UTF-8, with or without a byte order mark, lines
// ended by LF or CRLF. The error is a *HeaderError where the operator has to change the file or a flag, or an
// *InputError where r cannot be read.
func NewContacts(r io.Reader, cfg ContactsConfig) (*Contacts, error) {
	src := newSource(r, cmp.Or(cfg.MaxRowBytes, DefaultMaxRowBytes))
	buffered := bufio.NewReaderSize(src, readAhead)
	if err := skipByteOrderMark(buffered); err != nil {
		return nil, err
	}
	c := &Contacts{csv: csv.NewReader(buffered), source: src, route: cfg.Route}
	c.csv.ReuseRecord = true
	names, err := c.readHeader()
	if err != nil {
		return nil, err
	}
	if c.columns, err = newColumns(names, cfg); err == nil {
		c.metadata, err = newMetadata(c.columns, cfg.Set)
	}
	if err != nil {
		return nil, &HeaderError{Line: c.line, Reason: err.Error()}
	}
	return c, nil
}

// All yields the contacts in the order of the file, once: a second call goes on where the first was left.
// Rows are numbered from 1, those that cannot be read included; blank lines are not rows.
//
// A *dialer.RowError stands for one row that cannot be a contact, and the sequence goes on after it; its codes are
// ragged_row, bad_quote, invalid_utf8, nul_byte and id_missing. Any other error is an *InputError and the last
// element: the rest of the file cannot be read, or a quote that is never closed has swallowed it.
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

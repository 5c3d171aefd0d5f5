package campaign

import (
	"context"
	"errors"
	"fmt"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/calls"
)

// LookAtRecords is Look with the records of the attempts. Contacts from standard input can then be read several times. The records
// must be closed, also when there is an error.
func (c *Campaign) LookAtRecords() (*Look, *calls.Records, error) {
	c.records = calls.NewRecords()
	c.history.KeepPlaces()
	c.contacts.again = true
	look, err := c.Look()
	return look, c.records, err
}

// Columns returns the names of all columns of the contacts file, without those that plan or export have added to a copy, and how a copy is
// written. A file without rows is an error.
func (l *Look) Columns(ctx context.Context) (names []string, dialect table.Dialect, err error) {
	contacts := &l.campaign.contacts
	for _, err := range contacts.all(ctx) {
		if err != nil && !isRow(err) {
			return nil, dialect, err
		}
		names, dialect = contacts.current.OwnHeader(), contacts.current.Dialect()
		if !contacts.current.Grows() && !l.campaign.Piped() { // standard input is kept as far as it is read
			break
		}
	}
	return names, dialect, contacts.checkRows()
}

// EachContact decides about all contacts as Status does, and passes each decision, with the reader whose last row it is about, to f,
// in the order of the file. The error is that of the contacts, or that of f.
func (l *Look) EachContact(ctx context.Context, f func(*csvio.Contacts, *dialer.Decision) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	contacts := &l.campaign.contacts
	plan, err := l.campaign.plan(ctx, lookConfig(), contacts.all, func(d *dialer.Decision) {
		if ctx.Err() == nil {
			if err := f(contacts.current, d); err != nil {
				stop(err)
			}
		}
	})
	l.hidden = l.campaign.checkHidden(&plan)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("reading contacts: %w", context.Cause(ctx))
	case errors.Is(err, engine.ErrDuplicates): // all rows were read
		return nil
	default:
		return err
	}
}

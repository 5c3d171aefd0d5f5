package campaign

import (
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/ahead"
	"bulkdial/internal/campaign/settings"
)

// contacts reads the contacts of a campaign in passes.
type contacts struct {
	cfg *Config
	// file is the contacts file from the first pass on; nil before, and for standard input.
	file *table.File
	// spool has what was read of standard input, where contacts may have to be read again; else nil.
	spool *spool
	// keep saves the header for later runs; nil in a pass that changes nothing.
	keep func(ledger.Header) error
	// again: standard input is read several times.
	again bool
	// last is the header of the last pass.
	last ledger.Header
	// metadata names the columns that the last pass has sent as metadata.
	metadata csvio.MetadataColumns
	// changed is a *ChangeError about the header, or nil. Strict: it ends the pass.
	changed error
	strict  bool
	// hidden are the columns that the sheet hid in the last pass.
	hidden csvio.HiddenColumns
	// swallowed are the rows of the last pass that seem to hold others, as far as it was read.
	swallowed csvio.Swallowed
	// current is the reader of the pass that is in progress, or nil. Amid a pass there may be another one, over contacts that are due. Its last
	// row is that of the last contact in a pass of all, and a later one in a pass of ahead.
	current *csvio.Contacts
	// rows counts those of the last pass, of all shards, and parted says that they are some of the rows of another list.
	rows   int
	parted bool
}

// all returns one pass. It ends with the cause when ctx ends, also while it waits for standard input.
func (c *contacts) all(ctx context.Context) iter.Seq2[*dialer.Contact, error] {
	return c.pass(ctx, (*csvio.Contacts).All)
}

// ahead is all for a consumer that takes about as long as the reader: the two run beside each other. Standard input may be slower than both,
// and its contacts must not wait for more of them.
func (c *contacts) ahead(ctx context.Context) iter.Seq2[*dialer.Contact, error] {
	if c.cfg.Piped() {
		return c.all(ctx)
	}
	return c.pass(ctx, func(reader *csvio.Contacts) iter.Seq2[*dialer.Contact, error] { return ahead.Run(reader.All()) })
}

// pass returns one pass, whose rows are read as read says.
func (c *contacts) pass(ctx context.Context, read func(*csvio.Contacts) iter.Seq2[*dialer.Contact, error]) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		in, err := c.open(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = in.Close() }() // it was only read
		reader, err := c.header(in)
		if err != nil {
			yield(nil, err)
			return
		}
		outer, rows := c.current, 0
		c.current = reader
		defer func() { c.swallowed, c.rows, c.current = reader.Swallowed(), rows, outer }()
		for contact, err := range read(reader) {
			rows++
			if ctx.Err() != nil { // a large file takes a while
				yield(nil, context.Cause(ctx))
				return
			}
			if !yield(contact, c.explain(err)) {
				return
			}
		}
	}
}

func (c *contacts) open(ctx context.Context) (*table.Input, error) {
	in, err := c.openInput(ctx)
	_, header := errors.AsType[*table.HeaderError](err)
	_, input := errors.AsType[*table.InputError](err)
	switch {
	case header || input || errors.Is(err, dialer.ErrContactsChanged):
		return nil, c.explain(err)
	case err != nil:
		return nil, &UsageError{Err: err}
	}
	return in, nil
}

func (c *contacts) openInput(ctx context.Context) (*table.Input, error) {
	if c.cfg.Piped() {
		from, err := c.stdin(ctx)
		if err != nil {
			return nil, err
		}
		return table.OpenInput(c.cfg.Contacts, from, c.cfg.Input) //nolint:wrapcheck // as below
	}
	if c.file == nil {
		var err error
		if c.file, err = table.OpenFile(c.cfg.Contacts); err != nil {
			return nil, err //nolint:wrapcheck // the caller says what it was doing
		}
	}
	return c.file.Input(c.cfg.Input) //nolint:wrapcheck // as above
}

// stdin returns what a pass over standard input reads. There are later passes where contacts have a time before which they are not
// called, are called again, may be over a cap, or outside of their calling hours, and for an export.
func (c *contacts) stdin(ctx context.Context) (io.Reader, error) {
	switch {
	case c.spool != nil:
		return c.spool.again(), nil
	case !c.again && c.cfg.Reading.NotBeforeColumn == "" && c.cfg.Rules.Redial == nil && !c.cfg.Caps.Any() && len(c.cfg.Calling.Guards) == 0:
		return Interruptible(ctx, c.cfg.Stdin), nil
	}
	var err error
	if c.spool, err = newSpool(filepath.Dir(c.cfg.Own)); err != nil {
		return nil, err
	}
	return c.spool.keeping(Interruptible(ctx, c.cfg.Stdin)), nil
}

// header reads the header of the contacts, and compares it with that of the last run.
func (c *contacts) header(in *table.Input) (*csvio.Contacts, error) {
	contacts, err := csvio.NewContacts(in, c.cfg.Reading)
	if err != nil {
		return nil, c.explain(err)
	}
	c.hidden, c.parted = contacts.HiddenColumns(), contacts.Parted()
	c.metadata = contacts.MetadataColumns(mostNamed)
	if was := c.remembered(); was.Number != "" || c.keep != nil { // the names of a wide file are megabytes
		c.last = ledger.Header{Columns: contacts.ColumnNames(), Number: contacts.NumberColumn()}
		if err := was.Check(c.last); err != nil && !c.cfg.Recalled.Accepted[settings.HeaderChange] {
			c.changed = &settings.ChangeError{Names: []string{settings.HeaderChange}, Err: c.explain(err)}
		}
	}
	switch {
	case c.strict && c.changed != nil:
		return nil, c.changed
	case c.keep != nil:
		return contacts, c.keep(c.last)
	default:
		return contacts, nil
	}
}

// remembered is the header of the last run; zero if there is none.
func (c *contacts) remembered() ledger.Header {
	if c.cfg.Recalled == nil {
		return ledger.Header{}
	}
	return c.cfg.Recalled.Header()
}

// explain puts the name of the contacts file before an error about the file as a whole.
func (c *contacts) explain(err error) error {
	if err == nil || isRow(err) {
		return err
	}
	name := c.cfg.Contacts
	if c.cfg.Piped() {
		name = "standard input"
	}
	return fileError{name, err}
}

// checkRows returns an error if the last pass, which had none, found no rows: somebody expects calls.
func (c *contacts) checkRows() error {
	if c.rows > 0 {
		return nil
	}
	return c.explain(Usagef("the list has a header but no rows: export it again, or see whether a filter has left nothing"))
}

// changes returns what has happened to the contacts file since it was read; nil for standard input.
func (c *contacts) changes() *table.FileChanges {
	if c.file == nil {
		return nil
	}
	changes := c.file.Changes()
	return &changes
}

func (c *contacts) close() {
	if c.file != nil {
		_ = c.file.Close() // it was only read
	}
	if c.spool != nil {
		c.spool.close()
	}
}

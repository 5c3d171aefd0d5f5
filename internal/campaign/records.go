package campaign

import (
	"context"
	"errors"
	"fmt"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// Records are the results of a campaign, and how its calls have ended, each at the place that a dialer.Record names. It takes 24 bytes for
// each attempt, and reads the lines again one by one. It is not for use by several goroutines.
type Records struct {
	results recordFiles[*ledger.PlaceReader, *dialer.Result]
	calls   recordFiles[*ledger.CallPlaceReader, *dialer.CDR]
	ends    callEnds
	// interrupted are the results that are in no file.
	interrupted []dialer.Result
}

func newRecords() *Records {
	r := &Records{ends: callEnds{known: map[string]uint64{}}}
	r.results.open, r.calls.open = ledger.OpenPlaces, ledger.OpenCallPlaces
	return r
}

// A place is the index of a file, from 1, and the byte at which a line begins; or interruptedFile and an index in Records.interrupted.
const (
	placeBits       = 48
	interruptedFile = 1<<(64-placeBits) - 1
)

// recordFiles are files of one kind, whose lines readers of type R read as values of type V.
type recordFiles[R placeReader[V], V any] struct {
	paths   []string
	readers []R
	open    func(path string) (R, error)
}

type placeReader[V any] interface {
	At(p ledger.Place) (V, error)
	Close() error
}

// place is the place of a line in a file, which is that of the last call or a further one.
func (f *recordFiles[R, V]) place(path string, at ledger.Place) uint64 {
	if n := len(f.paths); n == 0 || f.paths[n-1] != path {
		f.paths = append(f.paths, path)
	}
	return uint64(len(f.paths))<<placeBits | uint64(at) //nolint:gosec // at is not negative, and no file is that long
}

func (f *recordFiles[R, V]) at(place uint64) (v V, err error) {
	for i := len(f.readers); i < len(f.paths); i++ {
		reader, err := f.open(f.paths[i])
		if err != nil {
			return v, err
		}
		f.readers = append(f.readers, reader)
	}
	return f.readers[place>>placeBits-1].At(ledger.Place(place & (1<<placeBits - 1))) //nolint:wrapcheck // it names the file
}

func (f *recordFiles[R, V]) close() {
	for _, reader := range f.readers {
		_ = reader.Close() // it was only read
	}
}

// place is the place of a result; 0 where places are not kept.
func (r *Records) place(path string, result *dialer.Result, at ledger.Place) uint64 {
	switch {
	case r == nil:
		return 0
	case at < 0:
		r.interrupted = append(r.interrupted, *result)
		return interruptedFile<<placeBits | uint64(len(r.interrupted)-1) //nolint:gosec // not negative
	default:
		return r.results.place(path, at)
	}
}

// callPlace is place for a CDR that is read again whole.
func (r *Records) callPlace(path string, at ledger.Place) uint64 {
	if r == nil {
		return 0
	}
	return r.calls.place(path, at)
}

// endPlace is the place of the end of a call, of which End takes the line only where it says more than fits into the place.
func (r *Records) endPlace(path string, c *dialer.CDR, at ledger.Place) uint64 {
	if r == nil {
		return 0
	}
	if packed, fits := r.ends.pack(endOf(c)); fits {
		return packed
	}
	return r.callPlace(path, at)
}

// Result returns the result at a place; nil for 0. The error is an *ownfile.RecordError if the file was changed since.
func (r *Records) Result(place uint64) (*dialer.Result, error) {
	switch {
	case place == 0:
		return nil, nil //nolint:nilnil // as documented
	case place>>placeBits == interruptedFile:
		return &r.interrupted[place&(1<<placeBits-1)], nil
	default:
		return r.results.at(place)
	}
}

// End returns how the call has ended whose CDR is at a place; zero for 0. The error is as that of Result.
func (r *Records) End(place uint64) (CallEnd, error) {
	if place&packedEnd != 0 {
		return r.ends.unpack(place), nil
	}
	c, err := r.cdr(place)
	if c == nil || err != nil {
		return CallEnd{}, err
	}
	return endOf(c), nil
}

// cdr is Result for the places of callPlace.
func (r *Records) cdr(place uint64) (*dialer.CDR, error) {
	if place == 0 {
		return nil, nil //nolint:nilnil // as documented
	}
	return r.calls.at(place)
}

// Close closes the files.
func (r *Records) Close() {
	r.results.close()
	r.calls.close()
}

// LookAtRecords is Look with the records of the attempts. Contacts from standard input can then be read several times. The records
// must be closed, also when there is an error.
func (c *Campaign) LookAtRecords() (*Look, *Records, error) {
	c.records = newRecords()
	c.history.KeepPlaces()
	c.contacts.again = true
	look, err := c.Look()
	return look, c.records, err
}

// Columns returns the names of all columns of the contacts file, without those that plan or export have added to a copy, and how a copy is
// written. A file without rows is an error.
func (l *Look) Columns(ctx context.Context) (names []string, dialect csvio.Dialect, err error) {
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
	plan, err := l.campaign.plan(ctx, lookConfig(), func(contacts *csvio.Contacts, d *dialer.Decision) {
		if ctx.Err() == nil {
			if err := f(contacts, d); err != nil {
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

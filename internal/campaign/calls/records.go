package calls

import (
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
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

// NewRecords returns records to which a reading of the files adds places. They must be closed.
func NewRecords() *Records {
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

// Place is the place of a result that was read at a place of a file, below 0 if it is in no file; 0 where places are not kept: r is nil.
func (r *Records) Place(path string, result *dialer.Result, at ledger.Place) uint64 {
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

// callPlace is Place for a CDR that is read again whole.
func (r *Records) callPlace(path string, at ledger.Place) uint64 {
	if r == nil {
		return 0
	}
	return r.calls.place(path, at)
}

// EndPlace is the place of the end of a call, of which End takes the line only where it says more than fits into the place.
func (r *Records) EndPlace(path string, c *dialer.CDR, at ledger.Place) uint64 {
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

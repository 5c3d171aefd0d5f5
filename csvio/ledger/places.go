package ledger

import (
	"fmt"

	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// Place is where a result is in its results file: the byte at which its line begins. It stays valid while lines are appended to the
// file, so a million of results can be kept by 8 bytes each and read again one by one. Negative: the result is not in the file.
type Place int64

// ReadPlaces is Read with the place of each result. The unknown results of interrupted attempts, which are not in the file, have a
// negative one.
func ReadPlaces(path string, each func(*dialer.Result, Place)) (State, error) {
	return read(path, func(r *dialer.Result, at rowlog.Position) { each(r, Place(at.Offset)) })
}

// ReadCallPlaces is ReadCalls with the place of each CDR.
func ReadCallPlaces(path string, each func(*dialer.CDR, Place)) error {
	return readCalls(path, func(c *dialer.CDR, at rowlog.Position) { each(c, Place(at.Offset)) })
}

// PlaceReader reads single results of a results file. It is not for use by several goroutines.
type PlaceReader struct {
	lines *rowlog.Placed[resultRow, *dialer.Result]
}

// OpenPlaces opens a results file for reading by place. It locks nothing, and sees what is appended later. A merge replaces the
// file, and places in the old one are not those of the new one.
func OpenPlaces(path string) (*PlaceReader, error) {
	lines, err := rowlog.OpenPlaced(path, openResults, resultReader())
	if err != nil {
		return nil, fmt.Errorf("opening results: %w", err)
	}
	return &PlaceReader{lines}, nil
}

// At returns the result at a place. The error is an *ownfile.RecordError if no line of a result begins there.
func (r *PlaceReader) At(p Place) (*dialer.Result, error) { return r.lines.At(int64(p)) }

// Close closes the file.
func (r *PlaceReader) Close() error { return r.lines.Close() }

// CallPlaceReader is a PlaceReader for the CDRs of a calls file.
type CallPlaceReader struct {
	lines *rowlog.Placed[cdrRow, *dialer.CDR]
}

// OpenCallPlaces is OpenPlaces for a calls file.
func OpenCallPlaces(path string) (*CallPlaceReader, error) {
	lines, err := rowlog.OpenPlaced(path, openCDRs, (*cdrRow).cdr)
	if err != nil {
		return nil, fmt.Errorf("opening calls: %w", err)
	}
	return &CallPlaceReader{lines}, nil
}

// At returns the CDR at a place. The error is an *ownfile.RecordError if no line of a CDR begins there.
func (r *CallPlaceReader) At(p Place) (*dialer.CDR, error) { return r.lines.At(int64(p)) }

// Close closes the file.
func (r *CallPlaceReader) Close() error { return r.lines.Close() }

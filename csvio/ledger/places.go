package ledger

import (
	"bytes"
	"fmt"

	"bulkdial/dialer"
)

// Place is where a result is in its results file: the byte at which its line begins. It stays valid while lines are appended to the
// file, so a million of results can be kept by 8 bytes each and read again one by one. Negative: the result is not in the file.
type Place int64

// ReadPlaces is Read with the place of each result. The unknown results of interrupted attempts, which are not in the file, have a
// negative one.
func ReadPlaces(path string, each func(*dialer.Result, Place)) (State, error) {
	return read(path, func(r *dialer.Result, at place) { each(r, Place(at.Offset)) })
}

// PlaceReader reads single results of a results file. It is not for use by several goroutines.
type PlaceReader struct{ results *logFile[resultRow] }

// OpenPlaces opens a results file for reading by place. It locks nothing, and sees what is appended later. A merge replaces the
// file, and places in the old one are not those of the new one.
func OpenPlaces(path string) (*PlaceReader, error) {
	file, err := openOwn(path)
	if err != nil {
		return nil, fmt.Errorf("opening results: %w", err)
	}
	results, err := openResults(path, file)
	if err != nil {
		_ = file.Close() // it was only read
		return nil, err
	}
	return &PlaceReader{results}, nil
}

// At returns the result at a place. The error is a *RecordError if no line of a result begins there.
func (r *PlaceReader) At(p Place) (*dialer.Result, error) {
	text, err := r.results.lineAt(int64(p))
	if err != nil {
		return nil, err
	}
	row, err := r.results.rowIn(text)
	var result *dialer.Result
	if err == nil {
		result, err = row.result()
	}
	if err != nil {
		return nil, notAt(r.results.path, int64(p))
	}
	return result, nil
}

// Close closes the file.
func (r *PlaceReader) Close() error { return r.results.file.Close() } //nolint:wrapcheck // nothing to add

// lineAt returns the line that begins at a byte of the file, with its line break if it has one. The error is a *RecordError if none
// begins there.
func (f *logFile[T]) lineAt(begin int64) ([]byte, error) {
	info, err := f.file.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", f.path, err)
	}
	if begin < 1 || begin >= info.Size() {
		return nil, notAt(f.path, begin)
	}
	for n := int64(1 << 10); ; n *= 4 {
		n = min(n, info.Size()-begin+1)
		text := make([]byte, n) // with the line break before the line
		if _, err := f.file.ReadAt(text, begin-1); err != nil {
			return nil, fmt.Errorf("reading %s: %w", f.path, err)
		}
		i := bytes.IndexByte(text[1:], '\n')
		switch {
		case text[0] != '\n' || i < 0 && n > maxLine:
			return nil, notAt(f.path, begin)
		case i >= 0:
			return text[1 : i+2], nil
		case n == info.Size()-begin+1:
			return text[1:], nil
		}
	}
}

// notAt reports that no line begins at a byte where one was read.
func notAt(path string, offset int64) error {
	return &RecordError{Path: path, Reason: fmt.Sprintf("no result begins at byte %d, where one was read: the file was changed or replaced since; begin again", offset)}
}

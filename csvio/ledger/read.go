package ledger

import (
	"errors"
	"fmt"
	"io/fs"

	"bulkdial/dialer"
)

// State describes a ledger, apart from its results.
type State struct {
	// Running: a run holds the ledger now. Holder is that run, or the one that was cut off.
	Running bool
	Holder  Holder
	// InFlight is the number of contacts with an intent and no result: they are being called if Running, else unknown.
	InFlight int
}

// Read passes the results of a ledger to each as Open does, but locks and changes nothing, so that it can be used beside a
// run. A missing file is an empty ledger. The error is a *RecordError if a file is damaged or is not ours.
func Read(path string, each func(*dialer.Result)) (State, error) {
	s, err := look(path)
	if err != nil || s == nil {
		return State{}, err
	}
	defer s.close()
	state := State{Running: held(path), Holder: s.notes.holder}
	if s.lost != nil && (state.Running || held(path)) {
		s.lost = nil // the line is being written
	}
	interrupted, err := s.each(func(r *dialer.Result, _ place) { each(r) })
	state.InFlight = len(interrupted)
	return state, err
}

// look opens a snapshot of a ledger for reading; nil if there is no results file and no sign of one.
func look(path string) (*snapshot, error) {
	// The intents are read before the results, so that the result of a batch that is answered in between is seen.
	n, err := readNotes(path)
	if err != nil {
		return nil, err
	}
	file, err := openOwn(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && n.empty():
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, resultsGone(path)
	case err != nil:
		return nil, fmt.Errorf("opening results: %w", err)
	}
	s, err := newSnapshot(path, file, n)
	if err != nil {
		_ = file.Close() // it was only read
	}
	return s, err
}

func (s *snapshot) close() { _ = s.results.file.Close() } // it was only read

package csvio

import (
	"errors"
	"fmt"
	"io/fs"

	"bulkdial/dialer"
)

// State is what is to be known of a record besides its results.
type State struct {
	// Running: a run holds the record now. Holder is that run, or the one that was cut off.
	Running bool
	Holder  Holder
	// InFlight is how many contacts have an intent and no result: they are being called when Running, else unknown.
	InFlight int
}

// ReadRecord passes the results of a record to each as OpenRecord does, but takes and changes nothing, so that it can
// be used beside a run. No file is an empty record.
func ReadRecord(path string, each func(*dialer.Result)) (State, error) {
	return readRecord(path, func() bool { return held(path) }, each)
}

// readRecord is ReadRecord where running tells whether a run holds the record.
func readRecord(path string, running func() bool, each func(*dialer.Result)) (State, error) {
	var state State
	var left []intent
	var err error
	// The intents are read before the results: one that is answered in between is then found answered.
	if state.Holder, left, err = readInflight(inflightPath(path)); err != nil {
		return state, err
	}
	file, err := openOwn(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(left) == 0:
		return state, nil
	case errors.Is(err, fs.ErrNotExist):
		return state, resultsGone(path)
	case err != nil:
		return state, fmt.Errorf("opening results: %w", err)
	}
	defer func() { _ = file.Close() }()
	state.Running = running()
	end, err := measure(file, left)
	if err != nil {
		return state, err
	}
	if end.lost != nil && (state.Running || running()) {
		end.lost = nil // it is being written
	}
	interrupted, err := replay(file, end, left, each)
	state.InFlight = len(interrupted)
	return state, err
}

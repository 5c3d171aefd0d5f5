package csvio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

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
	var state State
	var left []intent
	var err error
	// The intents are read before the results: one that is answered in between is then found answered.
	if state.Holder, left, err = readInflight(inflightPath(path)); err != nil {
		return state, err
	}
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(left) == 0:
		return state, nil
	case errors.Is(err, fs.ErrNotExist):
		return state, resultsGone(path)
	case err != nil:
		return state, fmt.Errorf("opening results: %w", err)
	}
	defer func() { _ = file.Close() }()
	state.Running = held(path)
	size, err := wholeLines(file)
	if err != nil {
		return state, err
	}
	interrupted, err := replay(file, size, left, each)
	state.InFlight = len(interrupted)
	return state, err
}

package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// InUse returns the run that holds the ledger of a results file at this moment, and whether there is one.
func InUse(results string) (ownfile.Holder, bool) {
	return ownfile.InUse(resultsKind(), results)
}

// State describes a ledger, apart from its results.
type State struct {
	// Running: a run holds the ledger now. Holder is that run, or the one that was cut off.
	Running bool
	Holder  ownfile.Holder
	// InFlight is the number of contacts with an intent and no result: they are being called if Running, else unknown.
	InFlight int
}

// Read passes the results of a ledger to each as Open does, but locks and changes nothing, so that it can be used beside a
// run. A missing file is an empty ledger. The error is an *ownfile.RecordError if a file is damaged or is not ours.
func Read(path string, each func(*dialer.Result)) (State, error) {
	return read(path, func(r *dialer.Result, _ rowlog.Position) { each(r) })
}

func read(path string, each func(*dialer.Result, rowlog.Position)) (State, error) {
	s, err := look(path)
	if err != nil || s == nil {
		return State{}, err
	}
	defer s.close()
	s.beside = true
	state := State{Running: ownfile.Held(path), Holder: s.notes.holder}
	if s.lost != nil && (state.Running || ownfile.Held(path)) {
		s.lost = nil // the line is being written
	}
	interrupted, err := s.each(each)
	state.InFlight = len(interrupted)
	return state, err
}

// mostHeader is the maximum length of the header of a file that IsResults and IsCalls take for one, in bytes.
const mostHeader = 4 << 10

// IsResults reports whether the file at path has the header of a results file. It reads no more than that of any file.
func IsResults(path string) bool { return hasHeader[resultRow](path, laterColumns...) }

// IsCalls is IsResults for a calls file.
func IsCalls(path string) bool { return hasHeader[cdrRow](path) }

func hasHeader[T any](path string, optional ...string) bool {
	file, err := ownfile.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }() // it was only read
	header, err := bufio.NewReader(io.NewSectionReader(file, 0, mostHeader)).ReadString('\n')
	if err != nil {
		return false
	}
	_, err = rowlog.NewLayout[T](strings.Split(strings.TrimSuffix(header, "\n"), ","), optional...)
	return err == nil
}

// OwnFiles returns the paths of the files that the ledger with a results file has, whether they exist or not.
func OwnFiles(results string) []string {
	calls := CallsPath(results)
	return []string{
		results, intentsPath(results), settingsPath(results), absencesPath(results), earlierHeaderPath(results), calls, trackerPath(calls),
	}
}

// look opens a snapshot of a ledger for reading; nil if there is no results file and no sign of one. A run or a merge can change
// the files between two readings of them. Then it has changed the settings too, and look reads all again.
func look(path string) (*snapshot, error) {
	settings, err := readSettings(path)
	for {
		if err != nil {
			return nil, err
		}
		s, damage := lookOnce(path, settings)
		if damage == nil {
			return s, nil
		}
		before := settings
		if settings, err = readSettings(path); err == nil && settings.equal(before) {
			return nil, damage
		}
	}
}

func lookOnce(path string, settings *settingsFile) (*snapshot, error) {
	// The intents are read before the results, so that the result of a batch that is answered in between is seen.
	n, err := readNotes(path)
	if err != nil {
		return nil, err
	}
	file, err := ownfile.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && n.empty():
		return nil, settings.check(path, 0, &n)
	case errors.Is(err, fs.ErrNotExist):
		return nil, resultsGone(path)
	case err != nil:
		return nil, fmt.Errorf("opening results: %w", err)
	}
	s, err := newSnapshot(path, file, n, settings)
	if err != nil {
		_ = file.Close() // it was only read
	}
	return s, err
}

func (s *snapshot) close() { _ = s.results.Close() } // it was only read

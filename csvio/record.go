package csvio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"bulkdial/dialer"
)

// Record is a campaign's record, held by this process: the results file and the in-flight record beside it.
// It implements dialer.Log.
type Record struct {
	path     string
	disk     disk
	lock     *fileLock
	file     diskFile
	size     int64 // bytes of whole lines
	unended  bool  // the last of them has lost its line break
	holder   Holder
	inflight *inflight // nil before Begin where an earlier run has left none
	// inflightSize is how large the in-flight record may grow.
	inflightSize int
	// interrupted are the results that an earlier run did not come to write.
	interrupted []dialer.Result
	writer      *writer
}

var _ dialer.Log = (*Record)(nil)

// OpenRecord takes the record of the results file at path, which ResolveResults returned, for holder and passes each result in it to each, in order,
// with those of contacts whose attempt an earlier run did not see the end of. The error is a *LockedError when
// another run holds the record and a *RecordError when a file is damaged or is not ours. Nothing is written before
// Begin, but for the name of the holder where an earlier run has left its own.
func OpenRecord(path string, holder Holder, each func(*dialer.Result)) (*Record, error) {
	return openRecord(osDisk{}, path, holder, each)
}

func openRecord(d disk, path string, holder Holder, each func(*dialer.Result)) (*Record, error) {
	l, err := lock(path)
	if err != nil {
		return nil, err
	}
	r := &Record{path: path, disk: d, lock: l, holder: holder, inflightSize: inflightSize}
	if err := r.load(each); err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

func (r *Record) load(each func(*dialer.Result)) error {
	file, err := r.disk.OpenFile(r.path, os.O_RDWR|os.O_APPEND)
	if err != nil {
		return fmt.Errorf("opening results: %w", err)
	}
	r.file = file
	before, left, err := readInflight(inflightPath(r.path))
	if err != nil {
		return err
	}
	end, err := measure(file, left)
	if err != nil {
		return err
	}
	r.size, r.unended = end.size, end.unended
	if r.interrupted, err = replay(file, end, left, each); err != nil {
		return err
	}
	if before.Run != "" || len(left) > 0 {
		err = r.hold(left)
	}
	return err
}

// hold makes the in-flight record that of this run, with the intents that an earlier one has left.
func (r *Record) hold(left []intent) (err error) {
	r.inflight, err = openInflight(r.disk, inflightPath(r.path), r.holder, left, r.inflightSize)
	return err
}

// Interrupted is how many contacts were in flight when an earlier run was cut off.
func (r *Record) Interrupted() int { return len(r.interrupted) }

// New reports whether nothing was ever written to the results file.
func (r *Record) New() bool { return r.size == 0 }

// Begin makes the record ready for a run: it cuts a torn last line, writes the header of a new file or the line break that
// the last line has lost, and writes down whose attempts were interrupted. To be called once, before the methods of dialer.Log.
func (r *Record) Begin() error {
	if err := r.file.Truncate(r.size); err != nil {
		return fmt.Errorf("cutting the torn end of results: %w", err)
	}
	var lines resultEncoder
	switch {
	case r.size == 0:
		header, err := resultsHeader()
		if err != nil {
			return err
		}
		lines.lines = header
	case r.unended:
		lines.lines = []byte("\n")
	}
	for i := range r.interrupted {
		lines.add(&r.interrupted[i])
	}
	if err := r.write(lines.lines); err != nil {
		return err
	}
	if err := r.file.Sync(); err != nil {
		return fmt.Errorf("syncing results: %w", err)
	}
	if err := r.disk.SyncDir(r.path); err != nil {
		return fmt.Errorf("syncing the folder of results: %w", err)
	}
	if err := r.retireAll(); err != nil {
		return err
	}
	r.writer = newWriter(r)
	return nil
}

// retireAll takes back the intents that an earlier run has left; all of them have results now.
func (r *Record) retireAll() error {
	if r.inflight == nil {
		return r.hold(nil)
	}
	done := make([]string, 0, len(r.inflight.live))
	for _, in := range r.inflight.live {
		done = append(done, in.batch)
	}
	return r.inflight.update(done, nil, nil)
}

// write appends whole lines to the results file.
func (r *Record) write(lines []byte) error {
	if len(lines) == 0 {
		return nil
	}
	if err := r.intact(); err != nil {
		return err
	}
	if _, err := r.file.Write(lines); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	r.size += int64(len(lines))
	return nil
}

// intact reports whether the results file is still the one with this name and as long as this process made it.
func (r *Record) intact() error {
	mine, err := r.file.Stat()
	if err != nil {
		return fmt.Errorf("looking at results: %w", err)
	}
	named, err := os.Stat(r.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(mine, named):
		return &RecordError{Path: r.path, Reason: "the results file was removed or replaced during the run"}
	case err != nil:
		return fmt.Errorf("looking at results: %w", err)
	case mine.Size() != r.size:
		return &RecordError{Path: r.path, Reason: fmt.Sprintf("the results file has %d bytes instead of %d: something else has changed it during the run", mine.Size(), r.size)}
	}
	return nil
}

// Close writes what is waiting and gives the record back. The in-flight record stays if something in it has no
// result, and a results file goes that OpenRecord has made and in which nothing was written. The error says that the last lines may be lost.
func (r *Record) Close() error {
	var err error
	if r.writer != nil {
		err = r.writer.close()
	}
	if r.inflight != nil {
		if closing := r.inflight.close(); err == nil {
			err = closing
		}
	}
	r.release()
	return err
}

func (r *Record) release() {
	if r.file != nil {
		_ = r.file.Close() // what was written is synced
	}
	r.lock.unlock()
}

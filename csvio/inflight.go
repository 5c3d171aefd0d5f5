package csvio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

// Holder says which run holds a record; it is the first line of the in-flight record.
type Holder struct {
	// Run is the run's name, PID its process on Host, Started when it took the record.
	Run     string    `json:"run"`
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
}

func (h Holder) String() string {
	if h.Run == "" {
		return "another process"
	}
	return fmt.Sprintf("run %s (process %d on %s, since %s)", h.Run, h.PID, h.Host, h.Started.UTC().Format(time.RFC3339))
}

// retired is the line that takes an intent back.
type retired struct {
	Done string `json:"done"`
}

// anyLine is a line of the in-flight record before it is known which.
type anyLine struct {
	Holder
	intent
	retired
}

// inflightSize is how large the file may grow before what is retired is thrown out of it, which costs several syncs.
const inflightSize = 4 << 20

// inflightPath is where the in-flight record of a results file is.
func inflightPath(results string) string { return results + ".inflight" }

// newInflightPath is where the next in-flight record is while it is made.
func newInflightPath(results string) string { return inflightPath(results) + ".new" }

// readInflight returns the intents that were not taken back, in their order. A file that is not there holds none.
// What follows the last good line was being written when a run ended, so that its request was never sent.
func readInflight(path string) (Holder, []intent, error) {
	lines, err := readOwn(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Holder{}, nil, nil
	}
	if err != nil {
		return Holder{}, nil, fmt.Errorf("reading the in-flight record: %w", err)
	}
	var holder Holder
	var intents []intent
	bad := 0
	for n, text := range bytes.Split(lines, []byte{'\n'}) {
		var l anyLine
		if len(text) == 0 {
			continue
		}
		if json.Unmarshal(text, &l) != nil || l.Run+l.Done+l.Batch == "" {
			bad = n + 1
			continue
		}
		switch {
		case bad > 0:
			return holder, nil, &RecordError{Path: path, Line: bad, Reason: "this line is damaged; whom it names may have been called. Restore the file"}
		case l.Run != "":
			holder = l.Holder
		case l.Done != "":
			intents = slices.DeleteFunc(intents, func(in intent) bool { return in.Batch == l.Done })
		default:
			intents = append(intents, l.intent)
		}
	}
	if holder.Run == "" { // no crash leaves it so, because it takes its name whole
		return holder, nil, &RecordError{Path: path, Line: 1, Reason: "this is not the in-flight record of bulkdial, or it was emptied, and whom it named may " +
			"have been called: restore it; if it is another file, move it away"}
	}
	return holder, intents, nil
}

// inflight is the in-flight record of the run that holds it. It is not for use by several goroutines.
type inflight struct {
	disk   disk
	path   string
	header []byte
	file   diskFile
	size   int
	most   int // see inflightSize
	// live holds the intents that are not taken back, oldest first; liveSize is the size of their lines.
	live     []liveIntent
	liveSize int
	text     []byte // a buffer
}

// liveIntent is an intent that is not taken back, and the place of its line in the file.
type liveIntent struct {
	batch    string
	contacts int
	at, size int
}

// openInflight makes the file anew for holder, with the intents that an earlier run has left.
func openInflight(d disk, path string, holder Holder, left []intent, most int) (*inflight, error) {
	header, err := line(holder)
	if err != nil {
		return nil, err
	}
	var lines []byte
	var add []liveIntent
	for i := range left {
		text, err := line(&left[i])
		if err != nil {
			return nil, err
		}
		lines = append(lines, text...)
		add = append(add, liveIntent{batch: left[i].Batch, contacts: len(left[i].Contacts), size: len(text)})
	}
	f := &inflight{disk: d, path: path, header: header, most: most}
	if err := f.rewrite(add, lines); err != nil {
		return nil, err
	}
	return f, nil
}

// keep takes intents whose lines stand in the file from a place on.
func (f *inflight) keep(add []liveIntent, at int) {
	for _, in := range add {
		in.at = at
		at += in.size
		f.live = append(f.live, in)
		f.liveSize += in.size
	}
}

func (f *inflight) find(batch string) int {
	return slices.IndexFunc(f.live, func(in liveIntent) bool { return in.batch == batch })
}

// drop takes an intent back and reports whether there was one.
func (f *inflight) drop(batch string) bool {
	i := f.find(batch)
	if i < 0 {
		return false
	}
	f.liveSize -= f.live[i].size
	f.live = slices.Delete(f.live, i, i+1)
	return true
}

// partly reports whether somebody in one of some batches has no result.
func (f *inflight) partly(done []settlement) bool {
	return slices.ContainsFunc(done, func(s settlement) bool {
		i := f.find(s.batch)
		return i >= 0 && f.live[i].contacts > s.results
	})
}

// update takes some intents back and adds others with their lines, which are on disk when it returns.
func (f *inflight) update(done []string, add []liveIntent, lines []byte) error {
	text := f.text[:0]
	for _, batch := range done {
		if f.drop(batch) {
			text = appendRetired(text, batch)
		}
	}
	at := f.size + len(text)
	f.text = append(text, lines...)
	switch {
	case f.size+len(f.text) > f.most+2*f.liveSize:
		return f.rewrite(add, lines)
	case len(f.text) == 0:
		return nil
	}
	if _, err := f.file.Write(f.text); err != nil {
		return fmt.Errorf("writing the in-flight record: %w", err)
	}
	f.size += len(f.text)
	if f.keep(add, at); len(add) == 0 {
		return nil // what is taken back has results, which are on disk
	}
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("syncing the in-flight record: %w", err)
	}
	return nil
}

// rewrite replaces the file by one that holds the live intents alone, and those to add; at no moment is there none.
func (f *inflight) rewrite(add []liveIntent, lines []byte) error {
	text := append(f.text[:0], f.header...)
	for i := range f.live {
		in := &f.live[i]
		text = slices.Grow(text, in.size)
		line := text[len(text) : len(text)+in.size]
		if _, err := f.file.ReadAt(line, int64(in.at)); err != nil {
			return fmt.Errorf("reading the in-flight record: %w", err)
		}
		in.at, text = len(text), text[:len(text)+in.size]
	}
	f.keep(add, len(text))
	f.text = append(text, lines...)
	err := f.intact()
	var file diskFile
	if err == nil {
		file, err = makeFile(f.disk, f.path, f.path+".new", content(f.text))
	}
	if err != nil {
		return fmt.Errorf("making the in-flight record: %w", err)
	}
	if f.file != nil {
		_ = f.file.Close() // nothing of it is needed any more
	}
	f.file, f.size = file, len(f.text)
	return nil
}

// intact returns a *RecordError where something else has the name of the file now, which is left alone.
func (f *inflight) intact() error {
	if f.file == nil {
		return nil
	}
	other, err := replaced(f.path, f.file)
	if other {
		return &RecordError{Path: f.path, Reason: "the in-flight record was replaced during the run"}
	}
	return err
}

// close ends the use of the record. The file goes when nothing is in flight.
func (f *inflight) close() error {
	err := f.intact()
	if err == nil && len(f.live) == 0 {
		err = errors.Join(f.disk.Remove(f.path), f.disk.SyncDir(f.path))
	}
	err = errors.Join(err, f.file.Close())
	if err != nil {
		return fmt.Errorf("closing the in-flight record: %w", err)
	}
	return nil
}

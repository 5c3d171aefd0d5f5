package ledger

import (
	"errors"
	"fmt"
	"slices"

	"bulkdial/dialer"
)

// intents is the intents file of the run that holds the ledger. It is not for use by several goroutines.
type intents struct {
	disk   Disk
	path   string
	holder Holder
	file   File
	mark   mark // the last one in the file
	// live holds the intents that are not taken back, oldest first.
	live []liveIntent
	// text has the lines that note writes; the next call reuses it.
	text []byte
	// size is that of the file, in bytes. limit is how much larger than twice the live intents it may grow, in bytes.
	size, limit int
}

// liveIntent is an intent with its line.
type liveIntent struct {
	batch dialer.BatchName
	line  []byte
}

func newLiveIntent(in *intent) (liveIntent, error) {
	line, err := noteLine(in)
	return liveIntent{batch: in.Batch, line: line}, err
}

// intentsLimit is how much the file may grow, in bytes, before it is rewritten without the intents that were taken back. A
// rewrite costs several syncs.
const intentsLimit = 4 << 20

// rewrite replaces the file by one with the live intents and the mark. At each moment there is a complete file.
func (f *intents) rewrite() error {
	text, err := noteLine(f.holder)
	if err == nil && f.mark != (mark{}) {
		var line []byte
		line, err = noteLine(marked{f.mark})
		text = append(text, line...)
	}
	for _, in := range f.live {
		text = append(text, in.line...)
	}
	if err == nil {
		err = f.intact()
	}
	var file File
	if err == nil {
		file, err = makeFile(f.disk, f.path, content(text))
	}
	if err != nil {
		return fmt.Errorf("making the intents file: %w", err)
	}
	if f.file != nil {
		_ = f.file.Close() // it was replaced
	}
	f.file, f.size = file, len(text)
	return nil
}

// note writes the mark of the results as they are on disk, takes back the intents of batches, and adds others, which are on
// disk when it returns. It writes the done lines before the new intents, so that no contact is in two intents at once. Without
// new intents it does not sync: results count before an intent that was not taken back.
func (f *intents) note(m mark, batches []dialer.BatchName, add []liveIntent) error {
	f.text = f.text[:0]
	write := func(note any) error {
		line, err := noteLine(note)
		f.text = append(f.text, line...)
		return err
	}
	if m != f.mark {
		if err := write(marked{m}); err != nil {
			return err
		}
	}
	for _, batch := range batches {
		i := slices.IndexFunc(f.live, func(in liveIntent) bool { return in.batch == batch })
		if i < 0 {
			continue
		}
		f.live = slices.Delete(f.live, i, i+1)
		if err := write(done{batch}); err != nil {
			return err
		}
	}
	for _, in := range add {
		f.text = append(f.text, in.line...)
	}
	f.mark, f.live = m, append(f.live, add...)
	switch {
	case len(f.text) == 0:
		return nil
	case f.size+len(f.text) > f.limit+2*f.liveSize():
		return f.rewrite()
	}
	if _, err := f.file.Write(f.text); err != nil {
		return fmt.Errorf("writing the intents: %w", err)
	}
	f.size += len(f.text)
	if len(add) == 0 {
		return nil
	}
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("syncing the intents: %w", err)
	}
	return nil
}

func (f *intents) liveSize() int {
	size := 0
	for _, in := range f.live {
		size += len(in.line)
	}
	return size
}

// intact returns a *RecordError if another file has the name now; that file is left alone.
func (f *intents) intact() error {
	if f.file == nil {
		return nil
	}
	other, err := replaced(f.path, f.file)
	if other {
		return &RecordError{Path: f.path, Reason: "the intents file was replaced during the run"}
	}
	return err
}

// close closes the file, and removes it unless keep is set or an intent is live.
func (f *intents) close(keep bool) error {
	err := f.intact()
	if err == nil && !keep && len(f.live) == 0 {
		err = errors.Join(f.disk.Remove(f.path), f.disk.SyncDir(f.path))
	}
	if err = errors.Join(err, f.file.Close()); err != nil {
		return fmt.Errorf("closing the intents: %w", err)
	}
	return nil
}

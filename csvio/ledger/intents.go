package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// intents is the intents file of the run that holds the ledger. It is not for use by several goroutines.
type intents struct {
	disk ownfile.Disk
	path string
	head first // without its size
	file ownfile.File
	mark rowlog.Mark // the last one in the file
	// live holds the intents that are not taken back, oldest first.
	live []liveIntent
	// asked is the number of intents since the run began, also in the files before this one.
	asked int64
	// text has the lines that note writes; the next call reuses it.
	text []byte
	// used is the length of the lines in the file, size that of the file, and room what a new file has for more lines than the
	// live intents need twice; all in bytes.
	used, size, room int
	chain            chain
}

// liveIntent is an intent with the body of its line.
type liveIntent struct {
	batch dialer.BatchName
	body  []byte
}

func newLiveIntent(in *intent) liveIntent { return liveIntent{batch: in.Batch, body: in.body()} }

const (
	// intentsRoom is the room of a new file, in bytes. When it is used up, another file without the intents that were taken back
	// replaces it, which costs several syncs.
	intentsRoom = 256 << 10
	// intentsBlock is what the length of a file is a multiple of, in bytes.
	intentsBlock = 4 << 10
	// sizeDigits is the maximum length of the number of bytes in a line.
	sizeDigits = 20
)

// rewrite replaces the file by one with the live intents and the mark. At each moment there is a complete file.
func (f *intents) rewrite() error {
	err := f.intact()
	var file ownfile.File
	if err == nil {
		err = f.compose()
	}
	if err == nil {
		file, err = ownfile.Make(f.disk, f.path, f.writePadded)
	}
	if err != nil {
		return fmt.Errorf("making the intents file: %w", err)
	}
	if f.file != nil {
		_ = f.file.Close() // it was replaced
	}
	f.file = file
	return nil
}

// compose makes the lines of a new file, which are all synced when it gets its name.
func (f *intents) compose() error {
	head, err := noteBody(f.head)
	if err != nil {
		return err
	}
	lines := make([][]byte, 0, len(f.live)+1)
	if f.mark != (rowlog.Mark{}) {
		body, err := noteBody(marked{f.mark})
		if err != nil {
			return err
		}
		lines = append(lines, body)
	}
	needed := len(head) + 2*sizeDigits + f.room
	for _, in := range f.live {
		lines = append(lines, in.body)
		needed += 2 * (len(in.body) + sumSize)
	}
	f.size = (needed/intentsBlock + 1) * intentsBlock
	whole := f.head
	whole.Size, whole.Earlier = int64(f.size), f.asked-int64(len(f.live))
	if head, err = noteBody(whole); err != nil {
		return err
	}
	f.chain = 0
	f.text = f.chain.add(f.text[:0], head)
	for _, body := range lines {
		f.text = f.chain.add(f.text, body)
	}
	end, err := noteBody(synced{int64(len(f.text))})
	f.text = f.chain.add(f.text, end)
	f.used = len(f.text)
	return err
}

func (f *intents) writePadded(to io.Writer) error {
	padding := bytes.Repeat([]byte{'\n'}, 64<<10)
	_, err := to.Write(f.text)
	for left := f.size - f.used; err == nil && left > 0; left -= len(padding) {
		_, err = to.Write(padding[:min(left, len(padding))])
	}
	return err //nolint:wrapcheck // the caller says what it was doing
}

// note writes the mark of the results as they are on disk, takes back the intents of batches, and adds others, which are on
// disk when it returns. It writes the done lines before the new intents, so that no contact is in two intents at once. Without
// new intents it does not sync: results count before an intent that was not taken back.
func (f *intents) note(m rowlog.Mark, batches []dialer.BatchName, add []liveIntent) error {
	f.text = f.text[:0]
	next := f.chain
	write := func(note any) error {
		body, err := noteBody(note)
		f.text = next.add(f.text, body)
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
		f.text = next.add(f.text, in.body)
	}
	f.mark, f.live, f.asked = m, append(f.live, add...), f.asked+int64(len(add))
	if f.used+len(f.text)+len(syncedBegin)+sizeDigits+sumSize > f.size {
		return f.rewrite()
	}
	if err := f.write(next); err != nil || len(add) == 0 {
		return err
	}
	return f.sync()
}

// write writes the text, after which the chain is next, over the padding.
func (f *intents) write(next chain) error {
	if len(f.text) == 0 {
		return nil
	}
	if _, err := f.file.WriteAt(f.text, int64(f.used)); err != nil {
		return fmt.Errorf("writing the intents: %w", err)
	}
	f.used += len(f.text)
	f.chain = next
	return nil
}

// sync syncs what was written, and writes that it is on disk. The latter needs no sync: a crash that loses it has lost no line
// before it.
func (f *intents) sync() error {
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("syncing the intents: %w", err)
	}
	body, err := noteBody(synced{int64(f.used)})
	if err != nil {
		return err
	}
	next := f.chain
	f.text = next.add(f.text[:0], body)
	return f.write(next)
}

// intact returns an *ownfile.RecordError unless the file still has its name and its size. Another file with the name is left alone.
func (f *intents) intact() error {
	if f.file == nil {
		return nil
	}
	return ownfile.CheckIntact(f.path, f.file, int64(f.size), remedyChanged)
}

// close closes the file, and removes it unless keep is set.
func (f *intents) close(keep bool) error {
	err := f.intact()
	if err == nil && !keep {
		err = errors.Join(f.disk.Remove(f.path), f.disk.SyncDir(f.path))
	}
	if err = errors.Join(err, f.file.Close()); err != nil {
		return fmt.Errorf("closing the intents: %w", err)
	}
	return nil
}

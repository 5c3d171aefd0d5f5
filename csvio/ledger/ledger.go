package ledger

import (
	"fmt"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// Ledger is a campaign's durable record, held by this process. It implements dialer.Ledger.
type Ledger struct {
	path   string
	disk   ownfile.Disk
	holder ownfile.Holder
	file   *ownfile.Locked
	*snapshot
	intents *intents // nil before Begin where an earlier run has left none
	// interrupted are the results that an earlier run did not write.
	interrupted []dialer.Result
	writer      *writer // nil before Begin
	// beginning: Begin was called and has not succeeded, so it is not known what is on disk.
	beginning bool
	// began is the mark of the results at Begin, and last the run that began last, as far as it is known.
	began rowlog.Mark
	last  string
	agent string // see NameAgent
	count intentCount
	room  int // see intents
}

var _ dialer.Ledger = (*Ledger)(nil)

// Open takes the ledger of the results file at path for holder and passes each result in it to each, in order, then one for
// each contact of an interrupted attempt. The results are the receiver's to keep. The error is an *ownfile.LockedError when another run
// holds the ledger and an *ownfile.RecordError when a file is damaged or is not ours. Before Begin it writes only the name of the holder,
// and that only if an earlier run has left an intents file.
func Open(path string, holder ownfile.Holder, each func(*dialer.Result)) (*Ledger, error) {
	return OpenOn(ownfile.OSDisk{}, path, holder, each)
}

// OpenOn is Open on another disk: that of a test, or one that measures.
func OpenOn(d ownfile.Disk, path string, holder ownfile.Holder, each func(*dialer.Result)) (*Ledger, error) {
	return openOn(d, path, holder, intentsRoom, each)
}

func openOn(d ownfile.Disk, path string, holder ownfile.Holder, room int, each func(*dialer.Result)) (*Ledger, error) {
	file, err := ownfile.Lock(resultsKind(), d, path)
	if err != nil {
		return nil, err
	}
	l := &Ledger{path: path, disk: d, holder: holder, file: file, room: room}
	if err := l.load(each); err != nil {
		file.Release()
		return nil, err
	}
	return l, nil
}

func (l *Ledger) load(each func(*dialer.Result)) error {
	settings, err := readSettings(l.path)
	if err != nil {
		return err
	}
	n, err := readNotes(l.path)
	if err != nil {
		return err
	}
	if l.snapshot, err = newSnapshot(l.path, l.file, n, settings); err != nil {
		return err
	}
	if l.interrupted, err = l.each(func(r *dialer.Result, _ rowlog.Position) { each(r) }); err != nil {
		return err
	}
	if l.last = n.began; settings != nil {
		l.last = settings.Run // a run that was cut off in Begin may have begun after it
	}
	if n.holder.Run == "" && n.empty() {
		return nil
	}
	return l.hold(n.mark)
}

// hold replaces the intents file by one that this run holds, with the intents that an earlier one has left.
func (l *Ledger) hold(m rowlog.Mark) error {
	head := first{Holder: l.holder, Began: l.notes.began, After: l.notes.after}
	f := &intents{disk: l.disk, path: intentsPath(l.path), head: head, mark: m, asked: l.notes.asked, room: l.room}
	for i := range l.notes.open {
		f.live = append(f.live, newLiveIntent(&l.notes.open[i]))
	}
	if err := f.rewrite(); err != nil {
		return err
	}
	l.intents = f
	return nil
}

// Interrupted returns the number of contacts that were in flight when an earlier run was cut off.
func (l *Ledger) Interrupted() int { return len(l.interrupted) }

// New reports whether the results file is empty.
func (l *Ledger) New() bool { return l.results.Size() == 0 }

// Begin makes the ledger ready for a run: it cuts a torn last line, writes the header of a new file, and writes a result for
// each interrupted attempt. Call it once, before the methods of dialer.Ledger.
func (l *Ledger) Begin() error {
	l.beginning = true
	if err := l.results.Begin(l.tail != nil); err != nil {
		return err
	}
	lines, err := encodeResults(&l.results.Layout, l.interrupted)
	if err != nil {
		return err
	}
	if err := l.results.Write(lines); err != nil {
		return err
	}
	if err := l.results.Sync(); err != nil {
		return err
	}
	if err := l.disk.SyncDir(l.path); err != nil {
		return fmt.Errorf("syncing the folder of results: %w", err)
	}
	if err := l.startIntents(); err != nil {
		return err
	}
	again, err := openAgain(l.disk, l.path, l.began)
	_ = again.Close() // it was only read
	if err != nil {
		return err
	}
	if err := l.markSettings(true); err != nil {
		return err
	}
	l.file.Created = false // it stays, whatever becomes of it
	l.writer = newWriter(l.results, l.intents, &l.count)
	l.beginning = false
	return nil
}

// startIntents makes an intents file of this run, without the intents that an earlier run has left: all of their contacts have
// results now.
func (l *Ledger) startIntents() error {
	m, err := l.results.Mark()
	if err != nil {
		return err
	}
	l.began = m
	f := &intents{disk: l.disk, path: intentsPath(l.path), room: l.room, mark: m}
	f.head = first{Holder: l.holder, Began: l.holder.Run, After: l.last}
	if before := l.intents; before != nil {
		f.file, f.size = before.file, before.size // which it replaces
	}
	if err := f.rewrite(); err != nil {
		return err
	}
	l.intents, l.last = f, l.holder.Run
	return nil
}

// Close completes the waiting commands and releases the ledger. The intents file stays if a contact in it has no result. A
// results file that Open has created is removed if it is empty. The error says that the last lines may be lost; it is a
// *ownfile.RecordError if the file system has not kept them.
func (l *Ledger) Close() error {
	err := l.complete()
	if l.intents != nil {
		known := err == nil && !l.beginning && len(l.results.Tail()) == 0
		if live := len(l.intents.live) > 0; known && (l.writer != nil || !live) { // before the intents file goes
			err = l.markSettings(live)
		}
		if closing := l.intents.close(!known || err != nil || len(l.intents.live) > 0); err == nil {
			err = closing
		}
	}
	l.count.close()
	l.file.Release()
	return err
}

// complete makes the results durable for a clean end: those of this run, or those that an earlier run has left with intents that
// are all answered.
func (l *Ledger) complete() error {
	switch {
	case l.writer != nil:
		if err := l.writer.close(); err != nil {
			return err
		}
		return l.reopen()
	case l.intents != nil && !l.beginning && len(l.interrupted) == 0 && len(l.results.Tail()) == 0:
		l.intents.live = nil
		return l.results.Sync()
	}
	return nil
}

// reopen closes the results, which lets some file systems write them, and compares what has their name then.
func (l *Ledger) reopen() error {
	if err := l.results.Intact(); err != nil {
		return err
	}
	m, err := l.results.Mark()
	if err != nil {
		return err
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("closing results: %w", err)
	}
	l.file.File, err = openAgain(l.disk, l.path, m)
	return err
}

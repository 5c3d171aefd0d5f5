package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// Calls is the calls file of a campaign or of a shard, held by this process. It is not for use by several goroutines.
type Calls struct {
	disk   ownfile.Disk
	path   string
	file   *ownfile.Locked
	log    *rowlog.Log[cdrRow]
	holder ownfile.Holder
	// named: the tracker file is this process's. empty: the calls file has no CDR.
	named, empty bool
	// failure is the first error of Append.
	failure error
}

// OpenCalls takes the calls file at path for holder, creates it if it is missing, and passes each CDR in it to each, in order; they
// are the receiver's to keep. It cuts a torn last line. The error is an *ownfile.LockedError that names the holder when another process
// has the file, and an *ownfile.RecordError when the file is damaged or is not ours; then the file is unchanged.
func OpenCalls(d ownfile.Disk, path string, holder ownfile.Holder, each func(*dialer.CDR)) (*Calls, error) {
	file, err := ownfile.Lock(callsKind(), d, path)
	if err != nil {
		return nil, err
	}
	c := &Calls{disk: d, path: path, file: file, holder: holder, empty: true}
	if err := c.load(each); err != nil {
		_ = c.release()
		return nil, err
	}
	return c, nil
}

func (c *Calls) load(each func(*dialer.CDR)) error {
	if err := c.Describe(dialer.LineUse{}); err != nil { // one that a process has left that did not end cleanly is replaced
		return err
	}
	c.named = true
	log, err := openCDRs(c.path, c.file)
	if err != nil {
		return err
	}
	if err := eachCDR(log, func(r *dialer.CDR, _ rowlog.Position) {
		c.empty = false
		each(r)
	}); err != nil {
		return err
	}
	if log.Size() > 0 && len(log.Tail()) == 0 {
		c.log = log
		return nil
	}
	if err := log.Begin(false); err != nil {
		return err
	}
	if err := log.Sync(); err != nil {
		return err
	}
	if err := c.disk.SyncDir(c.path); err != nil {
		return fmt.Errorf("syncing the folder of calls: %w", err)
	}
	c.log = log
	return nil
}

// Tracker says which process holds a calls file, and how many lines it uses. It is the content of the tracker file.
type Tracker struct {
	ownfile.Holder

	Lines dialer.LineUse `json:"lines"`
}

// Describe tells others which process holds the file, and how many lines it uses now. It may be called beside Append.
func (c *Calls) Describe(use dialer.LineUse) error {
	text, err := json.Marshal(Tracker{c.holder, use})
	if err == nil {
		err = c.writeTracker(append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing who tracks the calls: %w", err)
	}
	return nil
}

// writeTracker writes the tracker file in place: it is for the eyes of others only, who read nothing from half of it.
func (c *Calls) writeTracker(text []byte) error {
	path := trackerPath(c.path)
	if err := ownfile.Check(path); err != nil {
		return err
	}
	file, err := c.disk.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC|unix.O_NOFOLLOW)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

// Append adds the lines of CDRs with one write, and returns when they are on disk. After an error it is not known what is on
// disk, and every later Append returns that error.
func (c *Calls) Append(cdrs []dialer.CDR) error {
	if c.failure != nil || len(cdrs) == 0 {
		return c.failure
	}
	c.failure = c.append(cdrs)
	return c.failure
}

func (c *Calls) append(cdrs []dialer.CDR) error {
	lines, err := encodeCDRs(&c.log.Layout, cdrs)
	if err != nil {
		return err
	}
	c.empty = false // or it is not known
	if err := c.log.Write(lines); err != nil {
		return err
	}
	return c.log.Sync()
}

// Close releases the file. A file without CDRs that OpenCalls has created is removed.
func (c *Calls) Close() error {
	if c.file.Created && c.empty && c.log.Intact() == nil {
		if err := c.file.Truncate(0); err != nil { // release removes an empty file
			return errors.Join(fmt.Errorf("emptying calls: %w", err), c.release())
		}
	}
	return c.release()
}

// release removes the tracker file, while no other process can have written one, and then the lock.
func (c *Calls) release() error {
	var err error
	if c.named {
		err = c.disk.Remove(trackerPath(c.path))
	}
	c.file.Release()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing who tracks the calls: %w", err)
	}
	return nil
}

// ReadCalls passes the CDRs in the calls file at path to each as OpenCalls does, but locks and changes nothing. A missing file
// has none, and a torn last line does not count.
func ReadCalls(path string, each func(*dialer.CDR)) error {
	return readCalls(path, func(c *dialer.CDR, _ rowlog.Position) { each(c) })
}

func readCalls(path string, each func(*dialer.CDR, rowlog.Position)) error {
	file, err := ownfile.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("opening calls: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	log, err := openCDRs(path, file)
	if err != nil {
		return err
	}
	return eachCDR(log, each)
}

// eachCDR passes each CDR in a file to f, in order.
func eachCDR(log *rowlog.Log[cdrRow], f func(*dialer.CDR, rowlog.Position)) error {
	for l, err := range rowlog.Read(log, (*cdrRow).cdr) {
		if e, ok := errors.AsType[*ownfile.RecordError](err); ok {
			e.Reason += ", " + callsRemedy
		}
		if err != nil {
			return err
		}
		f(l.Row, l.Position)
	}
	return nil
}

// CallsInUse returns the process that holds a calls file at this moment, and whether there is one.
func CallsInUse(path string) (ownfile.Holder, bool) { return ownfile.InUse(callsKind(), path) }

// ReadTracker returns what the holder of a calls file says of itself, and whether there is one at this moment.
func ReadTracker(path string) (Tracker, bool) {
	if _, used := CallsInUse(path); !used {
		return Tracker{}, false
	}
	return readTracker(path), true
}

// readTracker returns what the tracker file of a calls file says; the zero Tracker where it says nothing.
func readTracker(path string) Tracker {
	text, err := ownfile.Read(trackerPath(path))
	var t Tracker
	if err != nil || json.Unmarshal(text, &t) != nil {
		return Tracker{}
	}
	return t
}

package ledger

import (
	"time"

	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// writer is the one goroutine that writes the files of a ledger. It takes all waiting commands, writes and syncs their results,
// then their intents, and tells the waiters. After the first error it writes nothing any more, because it is not known what a
// failed write or sync has left on disk; the next run reads that.
type writer struct {
	results  *rowlog.Log[resultRow]
	intents  *intents
	count    *intentCount
	commands chan command
	ended    chan struct{}
	// lines has the results of a group; the next group reuses it.
	lines []byte
	// lost is closed after the first error, which is failure.
	lost    chan struct{}
	failure error
}

// command is a piece of work for the writer.
type command struct {
	// results are lines to write; then the intent of the settled batch is taken back, none if it is empty. The sender encodes
	// the lines, so that the writer has little to do between two syncs.
	results []byte
	settled dialer.BatchName
	intent  *liveIntent
	// told is called when the results are on disk, and those of each command before; noted when the intent is too. The argument
	// is the error that prevented it. Either may be nil.
	told, noted func(error)
	// err says why the results could not be encoded, which loses the ledger.
	err error
}

// waiting is the maximum number of commands that wait, and that are written together.
const waiting = 1 << 10

func newWriter(results *rowlog.Log[resultRow], in *intents, count *intentCount) *writer {
	w := &writer{
		results: results, intents: in, count: count,
		commands: make(chan command, waiting), ended: make(chan struct{}), lost: make(chan struct{}),
	}
	go w.run()
	return w
}

func (w *writer) run() {
	defer close(w.ended)
	for first := range w.commands {
		w.commit(w.group(first))
	}
}

// group returns a command and those that wait after it.
func (w *writer) group(first command) []command {
	group := []command{first}
	for len(group) < waiting {
		select {
		case next, open := <-w.commands:
			if !open {
				return group
			}
			group = append(group, next)
		default:
			return group
		}
	}
	return group
}

func (w *writer) commit(group []command) {
	err := w.do(group, w.record)
	for _, c := range group {
		if c.told != nil {
			c.told(err)
		}
	}
	err = w.do(group, w.note)
	for _, c := range group {
		if c.noted != nil {
			c.noted(err)
		}
	}
}

// do runs one step on a group, unless the ledger is lost. It returns the error that has lost the ledger.
func (w *writer) do(group []command, part func([]command) error) error {
	if w.failure == nil {
		if err := part(group); err != nil {
			w.failure = err
			close(w.lost)
		}
	}
	return w.failure
}

// record writes and syncs the results of a group.
func (w *writer) record(group []command) error {
	w.lines = w.lines[:0]
	for _, c := range group {
		if c.err != nil {
			return c.err
		}
		w.lines = append(w.lines, c.results...)
	}
	if len(w.lines) == 0 {
		return nil
	}
	if err := w.results.Write(w.lines); err != nil {
		return err
	}
	return w.results.Sync()
}

// note writes and syncs the intents of a group, and takes back those whose results are on disk.
func (w *writer) note(group []command) error {
	var settled []dialer.BatchName
	var add []liveIntent
	for _, c := range group {
		if c.settled != "" {
			settled = append(settled, c.settled)
		}
		if c.intent != nil {
			add = append(add, *c.intent)
		}
	}
	if len(add) > 0 {
		if err := w.intact(); err != nil {
			return err
		}
	}
	m, err := w.results.Mark()
	if err != nil {
		return err
	}
	if err := w.intents.note(m, settled, add); err != nil || len(add) == 0 {
		return err
	}
	if err := w.count.write(w.intents.asked); err != nil {
		return err
	}
	return w.intact()
}

// intact returns an *ownfile.RecordError if another process has changed or replaced a file. It is asked before intents are written, and again
// after their sync, before their requests leave: the next run must find them in the file with that name.
func (w *writer) intact() error {
	if err := w.intents.intact(); err != nil {
		return err
	}
	return w.results.Intact()
}

// err returns the error that has lost the ledger, or nil.
func (w *writer) err() error {
	select {
	case <-w.lost:
		return w.failure
	default:
		return nil
	}
}

// close completes the waiting commands and ends the goroutine.
func (w *writer) close() error {
	close(w.commands)
	<-w.ended
	return w.failure
}

// Intend implements dialer.Ledger.
func (l *Ledger) Intend(req dialer.Request) error {
	in := intentOf(&req, time.Now())
	live := newLiveIntent(&in)
	noted := make(chan error, 1)
	l.writer.commands <- command{intent: &live, noted: func(err error) { noted <- err }}
	return <-noted
}

// Settle implements dialer.Ledger.
func (l *Ledger) Settle(batch dialer.BatchName, results []dialer.Result, told func(error)) {
	lines, err := encodeResults(&l.results.Layout, results)
	l.writer.commands <- command{settled: batch, results: lines, err: err, told: told}
}

// Append implements dialer.Ledger.
func (l *Ledger) Append(result dialer.Result) error {
	if err := l.writer.err(); err != nil {
		return err
	}
	lines, err := encodeResults(&l.results.Layout, []dialer.Result{result})
	l.writer.commands <- command{results: lines, err: err}
	return err
}

// Flush implements dialer.Ledger.
func (l *Ledger) Flush() error {
	told := make(chan error, 1)
	l.writer.commands <- command{told: func(err error) { told <- err }}
	return <-told
}

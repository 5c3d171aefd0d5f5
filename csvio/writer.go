package csvio

import (
	"sync/atomic"
	"time"

	"bulkdial/dialer"
)

// writer is the one goroutine that writes a record. What waits for it at a moment is written together and synced
// once: the results first, so that an intent is taken back only when its results are on disk, then the intents.
type writer struct {
	record  *Record
	queue   chan entry
	ended   chan struct{}
	lines   *resultEncoder
	dirty   bool                  // lines were written and not synced
	failure atomic.Pointer[error] // the first error; the record is lost from then on
}

// entry is a piece of work for the writer: an intent, or the results of the batch that is done, or a result alone.
type entry struct {
	intent  liveIntent
	done    string
	results []dialer.Result
	reply   chan error // nil: nobody waits
}

// queueSize is how much may wait to be written together.
const queueSize = 256

func newWriter(record *Record) *writer {
	w := &writer{
		record: record, lines: newResultEncoder(),
		queue: make(chan entry, queueSize), ended: make(chan struct{}),
	}
	go w.run()
	return w
}

func (w *writer) run() {
	defer close(w.ended)
	group := make([]entry, 0, queueSize)
	for first := range w.queue {
		group = append(group[:0], first)
		for waiting := len(w.queue); waiting > 0; waiting-- {
			group = append(group, <-w.queue)
		}
		err := w.err()
		if err == nil {
			if err = w.commit(group); err != nil {
				w.failure.Store(&err)
			}
		}
		for i := range group {
			if group[i].reply != nil {
				group[i].reply <- err
			}
		}
	}
}

// commit writes a group. It is not tried again when it fails: after a failed sync nobody knows what is on disk.
func (w *writer) commit(group []entry) error {
	w.lines.buf.Reset()
	var done []string
	var intents []liveIntent
	for i := range group {
		e := &group[i]
		if e.done != "" {
			done = append(done, e.done)
		}
		if e.intent.batch != "" {
			intents = append(intents, e.intent)
		}
		if err := w.lines.add(e.results); err != nil {
			return err
		}
	}
	lines := w.lines.buf.Bytes()
	w.dirty = w.dirty || len(lines) > 0
	durable := w.dirty && len(done) > 0
	if err := w.record.write(lines, durable); err != nil {
		return err
	}
	w.dirty = w.dirty && !durable
	return w.record.inflight.update(done, intents)
}

// err returns the error that has ended the use of the record, or nil.
func (w *writer) err() error {
	if err := w.failure.Load(); err != nil {
		return *err
	}
	return nil
}

// close writes and syncs what is waiting and ends the goroutine.
func (w *writer) close() error {
	close(w.queue)
	<-w.ended
	if err := w.err(); err != nil || !w.dirty {
		return err
	}
	return w.record.write(nil, true)
}

func (w *writer) send(e entry) error {
	e.reply = make(chan error, 1)
	w.queue <- e
	return <-e.reply
}

// Intend implements dialer.Log.
func (r *Record) Intend(req dialer.Request) error {
	text, err := line(newIntent(&req, time.Now()))
	if err != nil {
		return err
	}
	return r.writer.send(entry{intent: liveIntent{req.Batch, text}})
}

// Settle implements dialer.Log.
func (r *Record) Settle(batch string, results []dialer.Result) error {
	return r.writer.send(entry{done: batch, results: results})
}

// Append implements dialer.Log.
func (r *Record) Append(result dialer.Result) error {
	if err := r.writer.err(); err != nil {
		return err
	}
	r.writer.queue <- entry{results: []dialer.Result{result}}
	return nil
}

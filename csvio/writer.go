package csvio

import (
	"sync"
	"time"

	"bulkdial/dialer"
)

// writer is the one goroutine that writes a record. What waits for it at a moment is a group, which is written together:
// the results, which are synced beside it by syncer, and the intents, which are synced at once. An intent is taken back
// when its results are on disk.
type writer struct {
	record *Record
	synced *syncer
	ended  chan struct{}

	mu sync.Mutex // guards what follows
	// work tells the writer that something waits for it, and room those who wait that the group was taken.
	work, room sync.Cond
	next       *group
	spare      *group
	closing    bool
	// out holds since when the requests are on their way that have no results yet, by batch; took is how long the last
	// took that has, and most how many there were at one time.
	out  map[string]time.Time
	took time.Duration
	most int
	// answered are the batches whose results are on disk and whose intents are not taken back yet.
	answered []string
	failure  error // the first; the record is lost from then on
}

func newWriter(record *Record) *writer {
	w := &writer{record: record, next: newGroup(nil), ended: make(chan struct{}), out: map[string]time.Time{}}
	w.work.L, w.room.L = &w.mu, &w.mu
	w.synced = &syncer{writer: w, file: record.file, syncing: make(chan struct{}, 1)}
	go w.run()
	return w
}

// join returns the group that is written next, locked, once it has room; leave hands it in.
func (w *writer) join() *group {
	w.mu.Lock()
	for w.next.full() {
		w.room.Wait()
	}
	return w.next
}

func (w *writer) leave() {
	w.next.joined++
	w.mu.Unlock()
	w.work.Signal()
}

const (
	// quickAnswer is how fast answers must come for a group to wait for more intents, gatherLooks how often it looks
	// whether they are there, and gatherPause how long it waits each time; most systems take longer.
	quickAnswer = 2 * time.Millisecond
	gatherLooks = 10
	gatherPause = 40 * time.Microsecond
)

// complete reports whether the next group need not wait: the answers do not come at once, or most of those who may join
// it have.
func (w *writer) complete() bool {
	return w.took > quickAnswer || len(w.out) == 0 || 4*len(w.next.live) >= 3*w.most || w.next.full() || w.closing
}

// gather waits a little for the next group to be complete. Where answers come as fast as syncs, a sync would else find few
// intents, and many syncs take the time that is needed elsewhere. A batch that is alone waits for nobody.
func (w *writer) gather() {
	for range gatherLooks {
		if w.complete() {
			return
		}
		w.mu.Unlock()
		time.Sleep(gatherPause)
		w.mu.Lock()
	}
}

// sent notes that the requests of intents may leave.
func (w *writer) sent(intents []liveIntent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	for i := range intents {
		w.out[intents[i].batch] = now
	}
	w.most = max(w.most, len(w.out))
}

// take returns the next group when something waits, or nil when nothing will any more.
func (w *writer) take() *group {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.next.joined == 0 && len(w.answered) == 0 && !w.closing {
		w.work.Wait()
	}
	if w.next.joined == 0 && w.closing {
		return nil
	}
	w.gather()
	g := w.next
	w.next, w.spare = newGroup(w.spare), nil
	w.room.Broadcast()
	return g
}

func (w *writer) run() {
	defer close(w.ended)
	for g := w.take(); g != nil; g = w.take() {
		g.err = w.commit(g)
		w.sent(g.live)
		close(g.committed)
		w.mu.Lock()
		w.spare = g
		w.mu.Unlock()
	}
}

// commit writes a group. It is not tried again when it fails: after a failed sync nobody knows what is on disk.
func (w *writer) commit(g *group) error {
	err := w.err()
	if err == nil {
		err = w.fail(w.record.write(g.results.lines))
	}
	full := w.synced.add(g.settled, len(g.results.lines))
	// Whoever has no result may be in the next request, and must not be in two intents at once.
	if full || err != nil || w.record.inflight.partly(g.settled) {
		err = w.synced.sync()
	}
	if err == nil {
		err = w.fail(w.record.inflight.update(w.takeAnswered(), g.live, g.intents))
	}
	if err != nil {
		_ = w.synced.sync() // tells whose results are lost
	}
	return err
}

func (w *writer) takeAnswered() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	batches := w.answered
	w.answered = nil
	return batches
}

// answer lets the intents of batches be taken back.
func (w *writer) answer(batches []settlement) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range batches {
		w.answered = append(w.answered, batches[i].batch)
	}
	w.work.Signal()
}

// err returns the error that has ended the use of the record, or nil.
func (w *writer) err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failure
}

// fail ends the use of the record, unless err is nil, which it returns.
func (w *writer) fail(err error) error {
	if err == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failure == nil {
		w.failure = err
	}
	return err
}

// close writes and syncs what is waiting and ends the goroutine.
func (w *writer) close() error {
	w.mu.Lock()
	w.closing = true
	w.work.Signal()
	w.mu.Unlock()
	<-w.ended
	if err := w.synced.sync(); err != nil {
		return err
	}
	return w.record.inflight.update(w.takeAnswered(), nil, nil)
}

// Intend implements dialer.Log.
func (r *Record) Intend(req dialer.Request) error {
	at := time.Now()
	g := r.writer.join()
	g.intend(&req, at)
	r.writer.leave()
	<-g.committed
	return g.err
}

// Settle implements dialer.Log.
func (r *Record) Settle(batch string, results []dialer.Result, told func(error)) {
	w := r.writer
	w.join().settle(batch, results, told)
	w.took = time.Since(w.out[batch])
	delete(w.out, batch)
	w.leave()
}

// Append implements dialer.Log.
func (r *Record) Append(result dialer.Result) error {
	r.writer.join().results.add(&result)
	defer r.writer.leave()
	return r.writer.failure
}

// Flush implements dialer.Log.
func (r *Record) Flush() error {
	g := r.writer.join()
	r.writer.leave()
	<-g.committed
	return r.writer.synced.sync()
}

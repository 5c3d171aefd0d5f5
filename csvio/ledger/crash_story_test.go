package ledger_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

const (
	crashResults  = "leads.results.csv"
	crashInflight = crashResults + ".inflight"
	crashSettings = crashResults + ".campaign"
)

// The promises that a note on a tape can record. Settling is not made yet: its results may be on disk.
const (
	intended = "intended"
	settling = "settling"
	settled  = "settled"
)

// story is a campaign that is recorded on a tape, and its results.
type story struct {
	t      *testing.T
	dir    string
	tape   *tape
	record *ledger.Ledger
	room   int // of the intents file, in bytes
	rows   int
	runs   int // that have begun
	opened int // runs that have opened the ledger
	// order names the batches, requests and results are by batch; skips are by row.
	order    []string
	requests map[string]dialer.Request
	results  map[string][]dialer.Result
	skips    map[int]dialer.Result
	// again names for a batch the earlier one whose remaining contacts it sends.
	again  map[string]string
	seen   map[[sha256.Size]byte]bool // the crashes already played
	played int
	// refused counts the crashes after which the ledger is refused.
	refused int
}

func newStory(t *testing.T) *story {
	t.Helper()
	return &story{
		t: t, dir: crashDir(t), room: 1 << 10, tape: newTape(newFolder()),
		requests: map[string]dialer.Request{}, results: map[string][]dialer.Result{}, skips: map[int]dialer.Result{},
		again: map[string]string{},
		seen:  map[[sha256.Size]byte]bool{},
	}
}

// crashDir returns an empty folder, in memory if the system has one, for thousands of recoveries.
func crashDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bulkdial-crash-") //nolint:usetesting // the folder of tests may be on a slow disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// open opens the ledger on a disk, as another run than those before.
func (s *story) open(p *tape, dir string, each func(*dialer.Result)) *ledger.Ledger {
	t := s.t
	t.Helper()
	s.opened++
	holder := ownfile.Holder{Run: fmt.Sprint("run", s.opened), PID: 7, Host: "here", Started: at(t)}
	record, err := ledger.OpenWithRoom(p, filepath.Join(dir, crashResults), holder, s.room, each)
	if err != nil {
		t.Fatalf("OpenOn() = %v", err)
	}
	return record
}

func (s *story) begin() {
	s.t.Helper()
	s.record = s.open(s.tape, s.dir, func(*dialer.Result) {})
	must(s.t, s.record.Begin())
	s.runs++
	must(s.t, s.record.Remember(ledger.Settings{Values: map[string][]string{"runs": {strconv.Itoa(s.runs)}}}))
}

func (s *story) close() {
	s.t.Helper()
	must(s.t, s.record.Close())
}

// plan defines the request of a batch and its results: one for each word; an empty word is none.
func (s *story) plan(batch string, attempt int, rows []int, words ...dialer.Disposition) {
	req := request(dialer.BatchName(batch), rows...)
	for i := range req.Attempts {
		req.Attempts[i].Number = attempt
	}
	var rs []dialer.Result
	for i, word := range words {
		if word == "" {
			continue
		}
		r := results(s.t, req, word)[i]
		r.Attempt = attempt
		rs = append(rs, r)
	}
	s.order = append(s.order, batch)
	s.requests[batch], s.results[batch] = req, rs
	s.rows = max(s.rows, slices.Max(rows))
}

func (s *story) intend(batch string) {
	s.t.Helper()
	if err := s.record.Intend(s.requests[batch]); err != nil {
		s.t.Errorf("Intend(%s) = %v", batch, err)
	}
	s.tape.note(intended, batch)
}

// settle waits until the results are on disk.
func (s *story) settle(batch string) {
	s.t.Helper()
	<-s.hand(batch)
}

// hand passes the results of a batch to the ledger. The channel is closed when they are on disk.
func (s *story) hand(batch string) <-chan struct{} {
	s.t.Helper()
	done := make(chan struct{})
	s.tape.note(settling, batch)
	s.record.Settle(dialer.BatchName(batch), s.results[batch], func(err error) {
		if err != nil {
			s.t.Errorf("Settle(%s) = %v", batch, err)
		}
		s.tape.note(settled, batch)
		close(done)
	})
	return done
}

func (s *story) skip(row int) {
	s.t.Helper()
	r := dialer.Result{Row: row, Number: "911", Disposition: dialer.Invalid, ErrorCode: "number_invalid", Error: "no number", At: at(s.t)}
	s.skips[row] = r
	must(s.t, s.record.Append(r))
}

// together makes commands wait until the writer takes them in one group.
func (s *story) together(first func(), rest ...func()) {
	s.t.Helper()
	hold := s.tape.holdSyncs()
	done := make(chan struct{}, len(rest)+1)
	start := func(work func()) {
		go func() {
			work()
			done <- struct{}{}
		}()
	}
	until := func(is func() bool) {
		for !is() {
			if len(done) > 0 {
				s.t.Fatal("the first has not waited for a sync")
			}
			runtime.Gosched()
		}
	}
	start(first)
	until(s.tape.holds)
	for i, work := range rest {
		start(work)
		until(func() bool { return s.record.Waiting() > i })
	}
	close(hold)
	for range len(rest) + 1 {
		<-done
	}
}

// promises are the promises of a ledger up to a moment.
type promises map[string]bool

func (p promises) made(promise, batch string) bool { return p[promise+" "+batch] }

// unfinished is the end of the name of a file that is being written to replace another.
var unfinished = regexp.MustCompile(`\.[A-Z2-7]{26}\.new`)

// key distinguishes crashes.
func (c *crash) key() [sha256.Size]byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(c.img)) {
		if unfinished.MatchString(name) {
			continue // no run reads it
		}
		fmt.Fprintln(h, name, len(c.img[name]), c.img[name])
	}
	fmt.Fprintln(h, slices.Sorted(maps.Keys(c.promises)), c.power, c.intents)
	fmt.Fprintln(h, unfinished.ReplaceAllString(fmt.Sprintln(c.left.names(), c.left.pending), ""))
	for _, n := range c.left.inodes {
		fmt.Fprintln(h, len(n.durable), len(n.pending))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// crash is a moment of a crash, and the state that it leaves.
type crash struct {
	img      image
	promises promises
	// torn: in the middle of a write. power: power was lost.
	torn, power bool
	where       string
	// refusable: zeros among the results may be refused, because a run cannot know what they were.
	refusable bool
	// intents is the intents file as the first crash left it.
	intents string
	// left is the folder as the next process finds it, with the changes that are not durable yet.
	left *folder
}

// asked reports whether the intent of a batch is in the intents file, and retired whether it was taken back there.
func (c *crash) asked(batch string) bool {
	return slices.ContainsFunc(ledger.ChainedLines(c.intents), func(line string) bool {
		return strings.HasPrefix(line, `{"batch":"`+batch+`",`)
	})
}

func (c *crash) retired(batch string) bool {
	return slices.Contains(ledger.ChainedLines(c.intents), `{"done":"`+batch+`"}`)
}

// window selects the crashes of a tape.
type window struct {
	// from is the first event at which one comes.
	from int
	// step is the distance between the bytes at which a crash of the process cuts a write; powerStep is that of a power loss.
	step, powerStep int
	// scattered: a power loss also keeps any of the pages that are not synced.
	scattered bool
}

// crashes yields the possible crashes of a tape that begins at a folder: a crash of the process before each event, within each
// write and at the end, and a power loss at each of these moments.
func crashes(start *folder, events []event, w window, yield func(crash)) {
	now, made := start.clone(), promises{}
	for i := range len(events) + 1 {
		if i >= w.from {
			c := crash{img: now.killed(), promises: maps.Clone(made), where: fmt.Sprintf("killed at event %d", i), left: now.clone()}
			yield(c)
			now.powerless(w.powerStep, func(img image) {
				yield(crash{img: img, promises: c.promises, power: true, where: fmt.Sprintf("power lost at event %d", i), left: img.onDisk()})
			})
			if w.scattered {
				now.scattered(func(name string, img image) {
					yield(crash{
						img: img, promises: c.promises, power: true, where: fmt.Sprintf("power lost at event %d, pages of %s with it", i, name),
						left: img.onDisk(), refusable: name == crashResults && strings.Contains(img[name], "\x00"),
					})
				})
			}
		}
		if i == len(events) {
			return
		}
		e := events[i]
		if e.action == written && i >= w.from {
			for _, cut := range cutsOf(e.data, w.step) {
				part := e
				part.data = e.data[:cut]
				torn := now.clone()
				torn.apply(part)
				yield(crash{img: torn.killed(), promises: maps.Clone(made), where: fmt.Sprintf("killed at event %d, byte %d", i, cut), left: torn, torn: true})
			}
		}
		now.apply(e)
		if e.action == noted {
			made[e.name+" "+e.to] = true
		}
	}
}

// recover simulates a crash, lets the next run recover from it, and checks the results that this run and a later Read get. It
// returns the disk of the recovery. It skips a crash that was simulated before.
func (s *story) recover(dir string, c crash) *tape {
	s.t.Helper()
	key := c.key()
	if s.seen[key] {
		return nil
	}
	s.seen[key] = true
	s.played++
	c.img.lay(s.t, dir)
	path := filepath.Join(dir, crashResults)
	var looked, held, kept []dialer.Result
	into := func(list *[]dialer.Result) func(*dialer.Result) {
		return func(r *dialer.Result) {
			*list = append(*list, *r)
			(*list)[len(*list)-1].At = r.At.Truncate(time.Millisecond) // as in the file
		}
	}
	if _, err := ledger.Read(path, into(&looked)); err != nil {
		_, refused := errors.AsType[*ownfile.RecordError](err)
		if _, err := ledger.Open(path, ownfile.Holder{Run: "r"}, func(*dialer.Result) {}); !refused || !c.refusable || err == nil {
			s.t.Fatalf("%s: Read() and Open() = %v", c.where, err)
		}
		s.refused++
		return nil
	}
	disk := newTape(c.left)
	record := s.open(disk, dir, into(&held))
	if err := errors.Join(record.Begin(), record.Close()); err != nil {
		s.t.Fatalf("%s: recovering: %v", c.where, err)
	}
	state, err := ledger.Read(path, into(&kept))
	if err != nil || state.InFlight != 0 || state.Running {
		s.t.Errorf("%s: after the recovery Read() = %+v, %v", c.where, state, err)
	}
	for _, told := range [][]dialer.Result{looked, kept} {
		if diff := cmp.Diff(held, told); diff != "" {
			s.t.Errorf("%s: a look and a run do not say the same:\n%s", c.where, diff)
		}
	}
	s.check(c, held)
	s.checkFolder(c, dir)
	if s.t.Failed() {
		s.t.Fatalf("%s, which left %q", c.where, c.img)
	}
	return disk
}

// lay writes the state after a crash to a folder.
func (img image) lay(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{crashResults, crashInflight, crashInflight + ".new", crashSettings} {
		text, ok := img[name]
		if !ok {
			if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			continue
		}
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
}

func (s *story) checkFolder(c crash, dir string) {
	s.t.Helper()
	entries, err := os.ReadDir(dir)
	must(s.t, err)
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == crashSettings })
	if len(entries) != 1 || entries[0].Name() != crashResults {
		s.t.Errorf("%s: a clean end has left %v", c.where, entries)
	}
	if text := content(s.t, filepath.Join(dir, crashResults)); !strings.HasPrefix(text, header) || !strings.HasSuffix(text, "\n") {
		s.t.Errorf("%s: the results file became %q", c.where, text)
	}
}

// check compares a ledger with its promises at the crash.
func (s *story) check(c crash, held []dialer.Result) {
	s.t.Helper()
	type attempt struct {
		batch dialer.BatchName
		row   int
	}
	said := map[attempt]dialer.Result{}
	for _, r := range held {
		if r.Disposition == dialer.Invalid {
			if diff := cmp.Diff(s.skips[r.Row], r); diff != "" {
				s.t.Errorf("%s: a skip became %+v", c.where, r)
			}
			r.Batch = "skips"
		}
		if _, twice := said[attempt{r.Batch, r.Row}]; twice {
			s.t.Errorf("%s: row %d has two words in batch %s", c.where, r.Row, r.Batch)
		}
		said[attempt{r.Batch, r.Row}] = r
	}
	last := map[int]dialer.Disposition{}
	for _, batch := range s.order {
		for _, a := range s.requests[batch].Attempts {
			row := a.Contact.Row
			word, ok := said[attempt{dialer.BatchName(batch), row}]
			s.checkWord(c, batch, row, word, ok)
			if ok {
				last[row] = word.Disposition
			}
		}
	}
	for batch, before := range s.again {
		if c.asked(batch) && c.asked(before) && !c.retired(before) {
			s.t.Errorf("%s: the contacts that batch %s has left are in the intent of batch %s too, and its own intent is live", c.where, before, batch)
		}
	}
	s.checkCalls(c, held, last)
}

// checkWord checks the last word on one attempt.
func (s *story) checkWord(c crash, batch string, row int, word dialer.Result, ok bool) {
	s.t.Helper()
	var want *dialer.Result
	for i := range s.results[batch] {
		if s.results[batch][i].Row == row {
			want = &s.results[batch][i]
		}
	}
	genuine := ok && want != nil && cmp.Equal(*want, word)
	unknown := ok && word.Disposition == dialer.Unknown && word.ErrorCode == "interrupted" && word.Number == number(row)
	asked := c.asked(batch)
	may := ""
	switch {
	case c.promises.made(settled, batch) && want != nil:
		if !genuine {
			may = "its real result"
		}
	case c.promises.made(settled, batch): // the contact was not called: pending, unless the ledger did not have that yet
		if ok && (!unknown || !c.power && (!asked || c.retired(batch))) {
			may = "none"
		}
	case c.promises.made(settling, batch) && want != nil:
		if !genuine && !unknown {
			may = "its real result, or unknown"
		}
	case c.promises.made(settling, batch):
		if ok && !unknown {
			may = "none, or unknown"
		}
	case c.promises.made(intended, batch):
		if !unknown {
			may = "unknown"
		}
	case asked: // a power loss can lose the line, because no command waited for it
		if !unknown && (ok || !c.power) {
			may = "unknown"
		}
	case ok:
		may = "none: its request cannot have left"
	}
	if may != "" {
		s.t.Errorf("%s: row %d of batch %s has the word %+v (%t), want %s", c.where, row, batch, word, ok, may)
	}
}

// plainNumbers accepts each number unchanged.
type plainNumbers struct{}

func (plainNumbers) Read(number, _ string) (dialer.Number, error) {
	return dialer.Number{E164: number}, nil
}

// checkCalls asks a screen which contacts would be called: those without a last word, and those that were certainly not called.
func (s *story) checkCalls(c crash, held []dialer.Result, last map[int]dialer.Disposition) {
	s.t.Helper()
	rules := screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 3}
	history := screen.NewHistory()
	for i := range held {
		history.Add(&held[i])
	}
	screen := screen.New(screen.Config{Rules: rules, Numbers: plainNumbers{}, History: history})
	for row := 1; row <= s.rows; row++ {
		got := screen.Decide(&dialer.Contact{Row: row, SheetRow: row + 1, Number: number(row)})
		if want := last[row] == "" || last[row] == dialer.Rejected; got.Call != want {
			s.t.Errorf("%s: row %d would be called: %t, want %t; its last word is %q", c.where, row, got.Call, want, last[row])
		}
	}
}

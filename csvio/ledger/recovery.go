package ledger

import (
	"reflect"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/ledger/rowlog"
	"bulkdial/dialer"
)

// snapshot is the content of the files of a ledger at one moment.
type snapshot struct {
	results *rowlog.Log[resultRow]
	notes   notes
	// settings are those beside the results, or nil.
	settings *settingsFile
	// tail is the result after the last line break that lacks only its own line break, or nil.
	tail *dialer.Result
	// lost is a call, placed or unknown, in a torn end of the results that no crash leaves; nil if there is none.
	lost *lostCall
	// beside: a run can write to the files while they are read.
	beside bool
}

// newSnapshot prepares the reading of a results file, with the notes and the settings beside it. The error is an *ownfile.RecordError if
// they do not match.
func newSnapshot(path string, file ownfile.File, n notes, settings *settingsFile) (*snapshot, error) {
	results, err := openResults(path, file)
	if err != nil {
		return nil, err
	}
	if results.Size() == 0 && !n.empty() {
		return nil, resultsGone(path)
	}
	if err := settings.check(path, results.Size(), &n); err != nil {
		return nil, err
	}
	covered := false
	for _, m := range []rowlog.Mark{n.mark, settings.markOf()} {
		whole, err := results.Check(m)
		if err != nil {
			return nil, err
		}
		covered = covered || whole
	}
	if err := results.CheckZeros(n.mark); err != nil {
		return nil, err
	}
	s := &snapshot{results: results, notes: n, settings: settings}
	if s.tail = wholeTail(results, covered, &n); s.tail == nil {
		s.lost = lostIn(results, &n)
	}
	return s, nil
}

// each passes each result to take with its place, in order, then an unknown result for each contact whose intent has none. It
// returns the latter, which are not in the file; their lines are 0, and their offsets negative.
func (s *snapshot) each(take func(*dialer.Result, rowlog.Position)) ([]dialer.Result, error) {
	f := s.withAgents(take)
	open := newOpenIntents(s.notes.open)
	next := rowlog.Position{Line: 2, Offset: int64(len(s.results.Header()))}
	lost := s.lost
	strays := newStrays(s.notes)
	for l, err := range rowlog.Read(s.results, resultReader()) {
		if err != nil {
			return nil, err
		}
		r := l.Row
		if lost != nil && lost.saidBy(r) {
			lost = nil
		}
		if strays.has(r, l.Offset) && !s.moved() {
			return nil, strayResult(s.results.Path(), l.Line)
		}
		open.answered(r)
		f(r, l.Position)
		next.Line = l.Line + 1
	}
	if lost != nil {
		return nil, lineCut(s.results.Path(), next.Line)
	}
	if s.tail != nil {
		r := *s.tail
		if strays.has(&r, s.results.Size()) && !s.moved() {
			return nil, strayResult(s.results.Path(), next.Line)
		}
		open.answered(&r)
		f(&r, rowlog.Position{Line: next.Line, Offset: s.results.Size()})
	}
	interrupted := open.interrupted()
	for i, r := range interrupted {
		f(&r, rowlog.Position{Offset: -1 - int64(i)})
	}
	return interrupted, nil
}

// withAgents adds to the results of a run the agent that the settings name for it.
func (s *snapshot) withAgents(take func(*dialer.Result, rowlog.Position)) func(*dialer.Result, rowlog.Position) {
	if s.settings == nil || len(s.settings.Agents) == 0 {
		return take
	}
	run, agent := "", "" // the results of a run are neighbors
	return func(r *dialer.Result, at rowlog.Position) {
		if r.AgentID == "" && r.Batch != "" {
			if name := r.Batch.Run(); name != run {
				run, agent = name, s.settings.Agents[name]
			}
			r.AgentID = agent
		}
		take(r, at)
	}
}

// moved reports whether a run is at work beside the reading of the files, or has changed the intents since they were read.
func (s *snapshot) moved() bool {
	if !s.beside {
		return false
	}
	again, err := readNotes(s.results.Path())
	return ownfile.Held(s.results.Path()) || err != nil || !reflect.DeepEqual(again, s.notes)
}

// strays finds results of requests that no intent names. After the mark of the intents file there are results of its open intents,
// skips, results that say that nobody was called, which may belong to an earlier request, and corrections of interrupted attempts by
// import-log, but no others.
type strays struct {
	notes       notes
	interrupted map[attemptKey]bool
}

// attemptKey identifies an attempt.
type attemptKey struct {
	batch dialer.BatchName
	row   int
}

func newStrays(n notes) strays { return strays{notes: n, interrupted: map[attemptKey]bool{}} }

// has takes the result at an offset, and reports whether it is a stray.
func (s *strays) has(r *dialer.Result, offset int64) bool {
	key, m := attemptKey{r.Batch, r.Row}, s.notes.mark
	corrects := s.interrupted[key]
	if r.ErrorCode == Interrupted {
		s.interrupted[key] = true
	}
	return m != (rowlog.Mark{}) && offset >= m.Size && placed(r.Disposition) && !corrects && !s.notes.names(r)
}

// openIntents finds the contacts of intents that have no result.
type openIntents struct {
	intents []intent
	// rows are the rows without a result, by batch.
	rows map[dialer.BatchName]map[int]bool
}

func newOpenIntents(intents []intent) openIntents {
	o := openIntents{intents: intents, rows: map[dialer.BatchName]map[int]bool{}}
	for _, in := range intents {
		rows := map[int]bool{}
		for _, c := range in.Contacts {
			rows[c.Row] = true
		}
		o.rows[in.Batch] = rows
	}
	return o
}

func (o *openIntents) answered(r *dialer.Result) {
	if len(o.rows) > 0 {
		delete(o.rows[r.Batch], r.Row)
	}
}

// Interrupted is the error_code of an attempt whose answer no run has recorded.
const Interrupted = "interrupted"

// interrupted returns an unknown result for each contact that has none.
func (o *openIntents) interrupted() []dialer.Result {
	var results []dialer.Result
	for _, in := range o.intents {
		for _, c := range in.Contacts {
			if !o.rows[in.Batch][c.Row] {
				continue
			}
			results = append(results, dialer.Result{
				Row: c.Row, ID: c.ID, Number: c.ToNumber, Disposition: dialer.Unknown,
				ErrorCode: Interrupted, Error: "the run ended before the answer was recorded; the call may have been placed",
				Attempt: c.Attempt, Batch: in.Batch, FromNumberID: in.FromNumberID, AgentID: in.AgentID, At: in.At,
			})
		}
	}
	return results
}

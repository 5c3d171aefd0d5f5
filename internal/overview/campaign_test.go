package overview_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/overview"
	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

// e164 reads cells that are numbers of E.164 already.
type e164 struct{}

func (e164) Read(cell, _ string) (dialer.Number, error) {
	if !dialer.IsE164(cell) {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_bad", Cause: "this is not a number"}}
	}
	return dialer.Number{E164: cell}, nil
}

// began is when the campaigns of the tests begin.
var began = time.Date(2026, 11, 26, 20, 58, 3, 0, time.UTC)

// places tells where contacts are.
func places(tb testing.TB) *place.Places {
	tb.Helper()
	data, err := zoneinfo.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	p, err := place.New(place.Config{Zones: data, At: began})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// config returns the campaign of leads.csv in a folder.
func config(tb testing.TB, folder string) campaign.Config {
	tb.Helper()
	files, err := fileset.Name(filepath.Join(folder, "leads.csv"), "", false, dialer.Shard{})
	if err != nil {
		tb.Fatal(err)
	}
	retry, _ := screen.ParseRetry(screen.DefaultRetry)
	return campaign.Config{
		Files: files, Numbers: e164{}, SandboxID: func(string) bool { return false },
		Rules:   screen.Rules{Duplicates: screen.SkipDuplicates, Retry: retry, MaxAttempts: 3},
		Reading: csvio.ContactsConfig{NumberColumn: "phone"},
	}
}

// overviewOf makes the overview of a campaign.
func overviewOf(tb testing.TB, cfg campaign.Config) *overview.Overview {
	tb.Helper()
	c, err := campaign.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	defer c.Close()
	o, err := overview.Make(tb.Context(), c, overview.Config{Places: places(tb)})
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

func write(tb testing.TB, path string, lines ...string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// story writes the files of a random campaign.
type story struct {
	t      *testing.T
	rng    *rand.Rand
	folder string
	cfg    campaign.Config
	now    time.Time
	rows   []string // numbers
	// shards is how many files the results are in; 0: one for the whole.
	shards int
	runs   int
	cdrs   map[int][]dialer.CDR
}

func newStory(t *testing.T, seed uint64) *story {
	t.Helper()
	s := &story{t: t, rng: rand.New(rand.NewPCG(seed, 21)), folder: t.TempDir(), now: began, cdrs: map[int][]dialer.CDR{}}
	if s.rng.IntN(3) == 0 {
		s.shards = 2
	}
	lines := []string{"phone," + s.pick("timezone", "timezone", "zone")} // the latter is no column of zones
	for range s.rng.IntN(40) {
		number := s.number()
		lines = append(lines, number+","+s.pick("", "", "America/New_York", "America/Chicago", "America/Los_Angeles"))
		s.rows = append(s.rows, number)
	}
	if s.rng.IntN(4) > 0 && len(lines) > 2 { // a row that was removed since
		at := 1 + s.rng.IntN(len(lines)-2)
		lines = append(lines[:at:at], lines[at+1:]...)
	}
	write(t, filepath.Join(s.folder, "leads.csv"), lines...)
	s.cfg = config(t, s.folder)
	return s
}

func (s *story) pick(words ...string) string { return words[s.rng.IntN(len(words))] }

func (s *story) number() string {
	switch {
	case s.rng.IntN(12) == 0:
		return "n/a"
	case s.rng.IntN(8) == 0 && len(s.rows) > 0:
		return s.rows[s.rng.IntN(len(s.rows))]
	default:
		return s.pick("+1415", "+1212", "+1850", "+1800", "+44207") + fmt.Sprintf("%07d", s.rng.IntN(10_000_000))
	}
}

// pass lets time pass: mostly little, sometimes much.
func (s *story) pass() {
	s.now = s.now.Add(time.Duration(s.rng.IntN(20_000)) * time.Millisecond)
	if s.rng.IntN(30) == 0 {
		s.now = s.now.Add(time.Duration(s.rng.IntN(100)) * time.Hour)
	}
}

// tell lets runs call the contacts, and writes how the calls have ended.
func (s *story) tell() {
	var left []dialer.Contact // those that may be called
	seen := map[string]bool{}
	for i, number := range s.rows {
		if dialer.IsE164(number) && !seen[number] {
			left = append(left, dialer.Contact{Row: i + 1, Number: number})
		}
		seen[number] = true
	}
	tried := map[string]int{}
	for range s.rng.IntN(5) {
		var again []dialer.Contact
		for shard := range max(1, s.shards) {
			var own []dialer.Contact
			for _, c := range left {
				if c.Row%max(1, s.shards) == shard {
					own = append(own, c)
				}
			}
			again = append(again, s.run(shard, own, tried)...)
		}
		left = again
	}
	for shard, cdrs := range s.cdrs {
		calls, err := ledger.OpenCalls(ownfile.OSDisk{}, ledger.CallsPath(s.path(shard)), ownfile.Holder{Run: "r"}, func(*dialer.CDR) {})
		must(s.t, err)
		must(s.t, calls.Append(cdrs))
		must(s.t, calls.Close())
	}
	if s.shards > 0 && s.runs > 0 && s.rng.IntN(2) == 0 {
		_, err := ledger.Merge(s.cfg.Results, nil)
		if err != nil && !strings.Contains(err.Error(), "no results") {
			s.t.Fatal(err)
		}
	}
}

// path is that of a results file.
func (s *story) path(shard int) string {
	if s.shards == 0 {
		return s.cfg.Results
	}
	return ledger.ShardResults(s.cfg.Results, dialer.Shard{Index: shard + 1, Count: s.shards})
}

// run is one run. It returns the contacts that later ones may call.
func (s *story) run(shard int, contacts []dialer.Contact, tried map[string]int) (left []dialer.Contact) {
	s.runs++
	name := fmt.Sprintf("20261126T20%04d-r%d", s.runs, shard)
	l, err := ledger.Open(s.path(shard), ownfile.Holder{Run: name}, func(*dialer.Result) {})
	must(s.t, err)
	must(s.t, l.Begin())
	runs := ledger.RunsPath(s.cfg.Results)
	must(s.t, ledger.AppendRunBegin(ownfile.OSDisk{}, runs, ledger.RunBegin{Run: name, At: s.now}))
	n := uint64(0)
	for len(contacts) > 0 {
		size := min(len(contacts), 1+s.rng.IntN(3))
		n++
		left = append(left, s.batch(l, shard, dialer.NewBatchName(name, n, 1), contacts[:size], tried)...)
		contacts = contacts[size:]
	}
	must(s.t, l.Close())
	if s.rng.IntN(4) > 0 { // else it was killed
		must(s.t, ledger.AppendRunEnd(ownfile.OSDisk{}, runs, ledger.RunEnd{Run: name, At: s.now}))
	}
	s.pass()
	return left
}

// batch is one request. It returns the contacts that later runs may call.
func (s *story) batch(l *ledger.Ledger, shard int, name dialer.BatchName, contacts []dialer.Contact, tried map[string]int) (left []dialer.Contact) {
	req := dialer.Request{Batch: name}
	for _, c := range contacts {
		tried[c.Number]++
		req.Attempts = append(req.Attempts, dialer.Attempt{Contact: c, Number: tried[c.Number]})
	}
	must(s.t, l.Intend(req))
	s.pass()
	var results, corrections []dialer.Result
	for _, a := range req.Attempts {
		r := dialer.Result{Row: a.Contact.Row, Number: a.Contact.Number, Attempt: a.Number, Batch: name, At: s.now}
		s.answer(&r)
		results = append(results, r)
		if r.Disposition == dialer.Unknown && s.rng.IntN(2) == 0 { // reconcile finds out
			r.At = r.At.Add(time.Hour)
			for r.Disposition == dialer.Unknown {
				s.answer(&r)
			}
			corrections = append(corrections, r)
		}
		again := r.Disposition == dialer.Rejected
		if r.Disposition == dialer.Accepted {
			again = s.end(shard, &r)
		}
		if again {
			left = append(left, a.Contact)
		}
	}
	l.Settle(name, results, func(err error) { must(s.t, err) })
	must(s.t, l.Flush())
	for _, r := range corrections {
		must(s.t, l.Append(r))
	}
	return left
}

// answer fills in what becomes of an attempt.
func (s *story) answer(r *dialer.Result) {
	r.CallID, r.ErrorCode, r.Error = "", "", ""
	switch s.rng.IntN(6) {
	case 0:
		r.Disposition, r.ErrorCode, r.Error = dialer.Rejected, s.pick("bad_item", "blocked"), "refused: +14155550199"
	case 1:
		r.Disposition, r.ErrorCode, r.Error = dialer.Unknown, "timeout", "no answer came"
	default:
		r.Disposition, r.CallID = dialer.Accepted, fmt.Sprintf("ac_%s_%d", r.Batch, r.Row)
	}
}

// end lets the call of a result end, or not yet. It reports whether the contact is called again.
func (s *story) end(shard int, r *dialer.Result) (again bool) {
	if s.rng.IntN(5) == 0 {
		return false
	}
	outcomes := dialer.Outcomes()
	c := dialer.CDR{
		CallID: r.CallID, Row: r.Row, Number: r.Number, Attempt: r.Attempt, Batch: r.Batch, Outcome: outcomes[s.rng.IntN(len(outcomes))],
		RecordedAt: r.At.Add(time.Hour),
	}
	if s.rng.IntN(2) == 0 {
		c.Outcome = dialer.OutcomeAnswered
	}
	if s.rng.IntN(8) > 0 {
		c.Started = r.At.Add(time.Duration(s.rng.IntN(5_000)) * time.Millisecond)
	}
	if s.rng.IntN(8) > 0 {
		c.Ended = r.At.Add(5*time.Second + time.Duration(s.rng.IntN(300_000))*time.Millisecond)
	}
	s.cdrs[shard] = append(s.cdrs[shard], c)
	if s.rng.IntN(5) == 0 {
		s.cdrs[shard] = append(s.cdrs[shard], c)
	}
	return c.Outcome == dialer.OutcomeBusy
}

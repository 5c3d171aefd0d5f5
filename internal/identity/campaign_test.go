package identity_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// person is somebody in the contacts file. The key stays what it is, whatever the row says.
type person struct {
	key    int
	number string
}

// The ways in which rows may have ids.
const (
	noIDs      = iota
	stableIDs  // by the person
	otherIDs   // another column, in which the same ids belong to others
	renumbered // by the place in the file
	idSchemes
)

// setting is what the operator says of one run.
type setting struct {
	scheme int
	rules  dialer.Rules
	listed map[string]bool
	// piped: the contacts can be read only once.
	piped  bool
	shards int
	// anyIDs: some run of the campaign has ids.
	anyIDs bool
}

// Refresh and List make the numbers that are listed a suppression list.
func (s *setting) Refresh() error { return nil }

func (s *setting) List(number string) string {
	if s.listed[number] {
		return "dnc"
	}
	return ""
}

// campaign is one campaign under test.
type campaign struct {
	t       *testing.T
	rng     *rand.Rand
	seed    uint64
	results string
	oracle  *oracle
	rows    []person
	people  int
	setting
	run int
	// lost are the true ends of calls whose answers did not reach the record, by batch and row.
	lost map[string]dialer.Result
}

func newCampaign(t *testing.T, seed uint64, dir string) *campaign {
	t.Helper()
	c := &campaign{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), seed: seed, results: filepath.Join(dir, "leads.results.csv"),
		oracle: newOracle(), lost: map[string]dialer.Result{},
	}
	for range 1 + c.rng.IntN(6) {
		c.rows = append(c.rows, c.newcomer())
	}
	c.setting = setting{listed: map[string]bool{}}
	for range 5 {
		c.decide(1)
	}
	return c
}

// number is one of few, so that many have the same.
func (c *campaign) number() string {
	if c.rng.IntN(20) == 0 {
		return "n/a"
	}
	return "+1415555010" + strconv.Itoa(c.rng.IntN(4))
}

func (c *campaign) newcomer() person {
	c.people++
	return person{c.people, c.number()}
}

// decide changes some of what the operator says, each with a chance.
func (c *campaign) decide(chance float64) {
	change := func() bool { return c.rng.Float64() < chance }
	if change() {
		c.scheme = c.rng.IntN(idSchemes)
		c.rules.UseIDs = c.scheme != noIDs
		c.anyIDs = c.anyIDs || c.rules.UseIDs
	}
	if change() {
		policies := []dialer.Duplicates{dialer.SkipDuplicates, dialer.SkipDuplicates, dialer.AllowDuplicates, dialer.AllowDuplicates, dialer.FailDuplicates}
		c.rules.Duplicates = policies[c.rng.IntN(len(policies))]
	}
	if change() {
		c.rules.MaxAttempts = 1 + c.rng.IntN(4)
	}
	if change() {
		retries := []string{dialer.DefaultRetry, dialer.DefaultRetry, dialer.DefaultRetry, "none", "rejected", "unknown", "rejected,invalid,unknown"}
		c.rules.Retry, _ = dialer.ParseRetry(retries[c.rng.IntN(len(retries))])
	}
	if change() {
		c.listed = map[string]bool{}
		if c.rng.IntN(3) == 0 {
			c.listed[c.number()] = true
		}
	}
	if change() {
		c.piped = c.rng.IntN(4) == 0
		c.shards = 1 + max(0, c.rng.IntN(6)-3)
	}
}

// edit changes the file as people do between runs.
func (c *campaign) edit() {
	for range c.rng.IntN(3) {
		switch c.rng.IntN(4) {
		case 0:
			c.rng.Shuffle(len(c.rows), func(i, j int) { c.rows[i], c.rows[j] = c.rows[j], c.rows[i] })
		case 1:
			c.rows = slices.Insert(c.rows, c.rng.IntN(len(c.rows)+1), c.newcomer())
		case 2:
			if i := c.rng.IntN(len(c.rows)); len(c.rows) > 1 {
				c.rows = slices.Delete(c.rows, i, i+1)
			}
		case 3:
			c.rows[c.rng.IntN(len(c.rows))].number = c.number()
		}
	}
}

// id is the id of the i-th row, empty where there are none.
func (c *campaign) id(i int) string {
	switch c.scheme {
	case stableIDs:
		return strconv.Itoa(c.rows[i].key)
	case otherIDs:
		return strconv.Itoa((c.rows[i].key*7 + 3) % 11)
	case renumbered:
		return strconv.Itoa(i + 1)
	default:
		return ""
	}
}

func (c *campaign) contacts() iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i, p := range c.rows {
			if !yield(&dialer.Contact{Row: i + 1, SheetRow: i + 2, ID: c.id(i), Number: p.number}, nil) {
				return
			}
		}
	}
}

// asWritten takes every cell for E.164.
type asWritten struct{}

func (asWritten) Read(cell, _ string) (dialer.Number, error) {
	if !dialer.IsE164(cell) {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_bad", Cause: "no number"}}
	}
	return dialer.Number{E164: cell}, nil
}

// play plays the campaign to its end, and returns what was wrong.
func (c *campaign) play() []string {
	for i := range 2 + c.rng.IntN(4) {
		if i > 0 {
			c.edit()
			c.decide(0.4)
		}
		c.oracle.sees(c.rows)
		c.runShards(true)
		if c.rng.IntN(4) == 0 {
			c.importLog()
		}
		if c.rng.IntN(3) == 0 {
			c.merge()
		}
	}
	c.finish()
	return c.oracle.faults
}

// finish runs the campaign until everybody was called whom nothing speaks against.
func (c *campaign) finish() {
	c.piped, c.shards, c.rules.MaxAttempts = false, 1, 100
	c.rules.Retry, _ = dialer.ParseRetry(dialer.DefaultRetry)
	if c.rules.Duplicates == dialer.FailDuplicates {
		c.rules.Duplicates = dialer.SkipDuplicates
	}
	for range 2 {
		c.runShards(false)
	}
	ids := map[string]bool{}
	for i, p := range c.rows {
		id := c.id(i)
		again := id != "" && ids[id]
		ids[id] = true
		settled := id != "" && c.oracle.touched["id "+id]
		if !again && !settled && !c.listed[p.number] && dialer.IsE164(p.number) && !c.oracle.touched[p.number] {
			c.oracle.fault("row %d with %s was never called", i+1, p.number)
		}
	}
}

func (c *campaign) runShards(trouble bool) {
	for i := range c.shards {
		c.runShard(dialer.Shard{Index: i + 1, Count: c.shards}, trouble)
	}
}

// expected are the errors with which a run may end.
var expected = []error{dialer.ErrDenied, dialer.ErrOutage, dialer.ErrLimit, dialer.ErrDuplicates}

// runShard is one run as the command does it: the record, those of the others, a first pass over the contacts, the run.
func (c *campaign) runShard(shard dialer.Shard, trouble bool) {
	c.run++
	if !shard.Divided() {
		shard = dialer.Shard{}
	}
	results := csvio.ShardResults(c.results, shard)
	history := dialer.NewHistory(c.rules)
	record, err := csvio.OpenRecord(results, csvio.Holder{Run: "run"}, history.Add)
	c.must(err)
	files, err := csvio.RecordFiles(c.results)
	c.must(err)
	for _, file := range files {
		if file.Path != results {
			_, err := csvio.ReadRecord(file.Path, history.Add)
			c.must(err)
		}
	}
	caller := &caller{campaign: c, trouble: trouble, results: results, crashAt: -1}
	cfg := dialer.Config{
		Run: fmt.Sprintf("r%d", c.run), BatchSize: 1 + c.rng.IntN(3), Concurrency: 1, Shard: shard,
		MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Second,
	}
	if trouble && c.rng.IntN(4) == 0 {
		cfg.Limit = 1 + c.rng.IntN(3)
	}
	if trouble && c.rng.IntN(4) == 0 {
		caller.crashAt = c.rng.IntN(4)
	}
	caller.rng = rand.New(rand.NewPCG(c.seed, uint64(c.run)+2))
	c.must(c.dial(record, cfg, caller, history))
	c.must(record.Close())
	caller.crash()
}

// dial surveys the contacts, unless they can be read only once, and calls them.
func (c *campaign) dial(record *csvio.Record, cfg dialer.Config, caller *caller, history *dialer.History) error {
	screen := dialer.NewScreen(dialer.Screening{Rules: c.rules, Numbers: asWritten{}, History: history, Suppression: &c.setting})
	if !c.piped {
		_, err := dialer.MakePlan(cfg, c.contacts(), screen, nil)
		if errors.Is(err, dialer.ErrDuplicates) {
			return nil
		}
		screen = screen.Again()
	}
	if err := record.Begin(); err != nil {
		return fmt.Errorf("beginning: %w", err)
	}
	_, err := dialer.Run(context.Background(), cfg, func(context.Context) iter.Seq2[*dialer.Contact, error] { return c.contacts() }, dialer.Deps{
		Screen: screen, Caller: caller, Log: record, Stats: &dialer.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
	})
	if slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) }) {
		return nil
	}
	return err
}

// importLog brings the answers that did not reach the record back into it, as the command does.
func (c *campaign) importLog() {
	files, err := csvio.RecordFiles(c.results)
	c.must(err)
	found := map[string]dialer.Result{}
	for _, file := range files {
		interrupted := map[string]dialer.Result{}
		record, err := csvio.OpenRecord(file.Path, csvio.Holder{Run: "import"}, func(r *dialer.Result) {
			if at := place(r.Batch, r.Row); r.ErrorCode == csvio.Interrupted {
				interrupted[at] = *r
			} else {
				delete(interrupted, at)
			}
		})
		c.must(err)
		c.must(record.Begin())
		for _, at := range slices.Sorted(maps.Keys(interrupted)) {
			if r, ok := c.lost[at]; ok {
				c.must(record.Append(r))
				found[at] = r
			}
		}
		c.must(record.Close())
	}
	for at, r := range found {
		delete(c.lost, at)
		c.oracle.found(&r)
	}
}

// merge makes one file of those of the shards, which may go then.
func (c *campaign) merge() {
	_, err := csvio.Merge(c.results)
	if _, ok := errors.AsType[*csvio.MergeError](err); ok {
		return
	}
	c.must(err)
	if c.rng.IntN(2) == 0 {
		return
	}
	files, err := filepath.Glob(strings.TrimSuffix(c.results, ".csv") + ".*-of-*")
	c.must(err)
	for _, file := range files {
		c.must(os.Remove(file))
	}
}

func place(batch string, row int) string { return batch + "/" + strconv.Itoa(row) }

func (c *campaign) must(err error) {
	if err != nil {
		c.oracle.fault("run %d: %v", c.run, err)
	}
}

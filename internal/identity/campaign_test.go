package identity_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	play "bulkdial/internal/campaign"
)

// person is one person of the contacts file. The key stays the same when the row changes.
type person struct {
	key    int
	number string
	// broken: the row has a cell too many.
	broken bool
}

// The ways in which rows may have ids.
const (
	noIDs      = iota
	stableIDs  // by the person
	otherIDs   // another column, in which the same ids belong to others
	renumbered // by the place in the file
	sharedIDs  // several have the same
	idSchemes
)

// setting is what the operator says of one run.
type setting struct {
	scheme int
	rules  screen.Rules
	listed map[string]bool
	// piped: the contacts can be read only once.
	piped  bool
	shards int
	// anyIDs: some run of the campaign has ids.
	anyIDs bool
}

// byID reports whether the id alone identifies a contact.
func (s *setting) byID() bool { return s.rules.UseIDs && !s.rules.IDsByNumber }

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
	// refused: the last run was, because of the ids.
	refused bool
	// large: there are hundreds of people.
	large bool
	// written is the text of the contacts file.
	written string
	run     int
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
	if c.large = seed%40 == 0; c.large { // so that a few of those called are less than 1 percent
		for i := range 150 + c.rng.IntN(150) {
			c.people++
			c.rows = append(c.rows, person{key: c.people, number: fmt.Sprintf("+1415556%04d", i)})
		}
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
	return person{c.people, c.number(), c.rng.IntN(25) == 0}
}

// decide changes some of what the operator says, each with a chance.
func (c *campaign) decide(chance float64) {
	change := func() bool { return c.rng.Float64() < chance }
	if change() {
		c.scheme = c.rng.IntN(idSchemes)
		if c.large && c.rng.IntN(4) > 0 {
			c.scheme = stableIDs
		}
		c.rules.UseIDs = c.scheme != noIDs
		c.rules.IDsByNumber = c.rules.UseIDs && c.rng.IntN(4) == 0
		c.anyIDs = c.anyIDs || c.rules.UseIDs
	}
	if change() {
		policies := []screen.Duplicates{screen.SkipDuplicates, screen.SkipDuplicates, screen.AllowDuplicates, screen.AllowDuplicates, screen.FailDuplicates}
		c.rules.Duplicates = policies[c.rng.IntN(len(policies))]
	}
	if change() {
		c.rules.MaxAttempts = 1 + c.rng.IntN(4)
	}
	if change() {
		retries := []string{screen.DefaultRetry, screen.DefaultRetry, screen.DefaultRetry, "none", "rejected", "unknown", "rejected,invalid,unknown"}
		c.rules.Retry, _ = screen.ParseRetry(retries[c.rng.IntN(len(retries))])
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
			corrected := 1
			if c.large {
				corrected += c.rng.IntN(5)
			}
			for range corrected {
				c.rows[c.rng.IntN(len(c.rows))].number = c.number()
			}
		}
	}
}

// idColumn is the column of the ids, empty where rows have none. Each scheme has its own.
func (c *campaign) idColumn() string {
	return []string{"", "stable", "other", "renumbered", "shared"}[c.scheme]
}

// id is the id of the i-th row, empty where there are none.
func (c *campaign) id(i int) string {
	if c.scheme == noIDs {
		return ""
	}
	return c.ids(i)[c.scheme-1]
}

// ids are the cells of the id columns of the i-th row.
func (c *campaign) ids(i int) [idSchemes - 1]string {
	key := c.rows[i].key
	return [...]string{strconv.Itoa(key), strconv.Itoa((key*7 + 3) % 11), strconv.Itoa(i + 1), strconv.Itoa(key % 3)}
}

// contacts is the text of the contacts file.
func (c *campaign) contacts() string {
	var text strings.Builder
	text.WriteString("phone,stable,other,renumbered,shared\n")
	for i, p := range c.rows {
		ids := c.ids(i)
		text.WriteString(p.number + "," + strings.Join(ids[:], ","))
		if p.broken {
			text.WriteString(",odd")
		}
		text.WriteString("\n")
	}
	return text.String()
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

// finish runs the campaign until each contact that may be called was called.
func (c *campaign) finish() {
	c.piped, c.shards, c.rules.MaxAttempts = false, 1, 100
	c.rules.Retry, _ = screen.ParseRetry(screen.DefaultRetry)
	if c.rules.Duplicates == screen.FailDuplicates {
		c.rules.Duplicates = screen.SkipDuplicates
	}
	for left := 2; left > 0; left-- {
		if c.runShards(false); c.refused { // because of the ids, which happens once
			c.rules.IDsByNumber = true
			left++
		}
	}
	ids, byID := map[string]bool{}, c.byID()
	for i, p := range c.rows {
		if p.broken {
			continue
		}
		id := c.id(i)
		other := byID && (ids[id] || c.oracle.touched["id "+id]) // another row or number is that of the contact
		ids[id] = true
		if !other && !c.listed[p.number] && dialer.IsE164(p.number) && !c.oracle.touched[p.number] {
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
var expected = []error{dialer.ErrDenied, dialer.ErrOutage, dialer.ErrLimit, dialer.ErrDuplicates, dialer.ErrNoLine}

// runShard is one run, as the command does it.
func (c *campaign) runShard(shard dialer.Shard, trouble bool) {
	c.run++
	if !shard.Divided() {
		shard = dialer.Shard{}
	}
	cfg := dialer.Config{
		Run: fmt.Sprintf("r%d", c.run), BatchSize: 1 + c.rng.IntN(3), Concurrency: 1, Shard: shard,
		MaxFailures: 5, MaxRejectRatio: 1, MaxWait: 5 * time.Millisecond, RequestTimeout: time.Second,
	}
	if trouble && c.rng.IntN(4) == 0 {
		cfg.Limit = 1 + c.rng.IntN(3)
	}
	caller := &caller{campaign: c, trouble: trouble, results: ledger.ShardResults(c.results, shard), crashAt: -1}
	if trouble && c.rng.IntN(4) == 0 {
		caller.crashAt = c.rng.IntN(4)
	}
	caller.rng = rand.New(rand.NewPCG(c.seed, uint64(c.run)+2))
	ids := make([]string, len(c.rows))
	for i := range ids {
		ids[i] = c.id(i)
	}
	c.oracle.begins(&c.setting, c.rows, ids)
	err := c.dial(cfg, caller)
	caller.crash()
	_, c.refused = errors.AsType[*play.UnstableIDsError](err)
	switch {
	case !c.piped && !c.oracle.unsure && c.refused != c.oracle.unstable:
		c.oracle.fault("run %d ends with %v; the ids are unstable: %v", c.run, err, c.oracle.unstable)
	case !c.refused:
		c.must(err)
	case c.rng.IntN(2) == 0:
		c.rules.IDsByNumber = true
	}
}

// dial runs all phases of a run.
func (c *campaign) dial(cfg dialer.Config, caller *caller) error {
	ctx, cancel := context.WithCancel(context.Background()) // ends the reading of standard input
	defer cancel()
	opened, err := c.open(cfg.Shard)
	if err != nil {
		return err
	}
	defer opened.Close()
	run, err := opened.Open(play.RunConfig{Send: cfg, Holder: ledger.Holder{Run: "run"}, Disk: ledger.OSDisk{}})
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	err = errors.Join(run.Join(), run.CheckIDs())
	var work bool
	if err == nil {
		work, err = run.MakePlan(ctx)
	}
	if err == nil && work {
		err = run.Begin()
	}
	if err == nil && work {
		err = run.Dial(ctx, dialer.Deps{Caller: caller, Stats: &dialer.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop()})
	}
	_, err = run.Finish(err)
	if slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) }) {
		return nil
	}
	return err
}

// open opens the campaign with the contacts file as it is now.
func (c *campaign) open(shard dialer.Shard) (*play.Campaign, error) {
	contacts, text := filepath.Join(filepath.Dir(c.results), "leads.csv"), c.contacts()
	switch {
	case c.piped:
		contacts = play.Stdin
	case text != c.written:
		if err := os.WriteFile(contacts, []byte(text), 0o600); err != nil {
			return nil, err
		}
		c.written = text
	}
	files, err := play.NameFiles(contacts, c.results, false, shard)
	if err != nil {
		return nil, err
	}
	return play.New(play.Config{
		Files: files, Shard: shard, Rules: c.rules, Numbers: asWritten{}, Guards: dialer.Guards{screen.SuppressionGuard{Lists: &c.setting}},
		Reading: csvio.ContactsConfig{NumberColumn: "phone", IDColumn: c.idColumn(), Metadata: []string{}},
		Stdin:   strings.NewReader(text), SandboxID: func(string) bool { return false },
	})
}

// importLog brings the answers that did not reach the ledgers back into them.
func (c *campaign) importLog() {
	var log bytes.Buffer
	logger := zerolog.New(&log)
	for _, at := range slices.Sorted(maps.Keys(c.lost)) {
		r := c.lost[at]
		line := dialer.NewRescueLine(&r)
		line.Log(&logger)
	}
	files, err := ledger.ResultsFiles(c.results)
	c.must(err)
	known := map[string]bool{}
	for _, file := range files {
		_, err := ledger.Read(file.Path, func(r *dialer.Result) { // what the import has to find
			known[place(r.Batch, r.Row)] = r.ErrorCode == ledger.Interrupted
		})
		c.must(err)
		opened, err := c.open(file.Shard)
		c.must(err)
		_, err = opened.ImportLog(context.Background(), ledger.Holder{Run: "import"}, bytes.NewReader(log.Bytes()))
		opened.Close()
		c.must(err)
	}
	for at, r := range c.lost {
		if known[at] {
			delete(c.lost, at)
			c.oracle.found(at, r.Disposition)
		}
	}
}

// merge makes one file of those of the shards, which may go then.
func (c *campaign) merge() {
	_, err := ledger.Merge(c.results, nil)
	if _, ok := errors.AsType[*ledger.MergeError](err); ok {
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

func place(batch dialer.BatchName, row int) string { return string(batch) + "/" + strconv.Itoa(row) }

func (c *campaign) must(err error) {
	if err != nil {
		c.oracle.fault("run %d: %v", c.run, err)
	}
}

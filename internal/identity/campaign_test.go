package identity_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// campaign is one campaign under test, with those that begin when the operator forgets the name of its results.
type campaign struct {
	t    *testing.T
	rng  *rand.Rand
	seed uint64
	dir  string
	// leads are the contacts, and rejects a file of those that could not be called; nil: there is none.
	leads, rejects *sheet
	people, names  int
	// lists are the numbers on the suppression lists, by the name of the list.
	lists map[string]string
	command
	setting
	// record is that of the last run, and records are all of them, by the path of the results.
	*record
	records map[string]*record
	// large: there are hundreds of people.
	large bool
	run   int
	// earlierRuns is how many runs are those of an earlier version, which remembered nothing.
	earlierRuns int
	faults      []string
}

// record is what the model knows of the campaign of a results file.
type record struct {
	results string
	oracle  *oracle
	// lost are the true ends of calls whose answers did not reach the ledger, by batch and row.
	lost map[string]dialer.Result
	// agreed are the values of the flags in the last run that has begun.
	agreed map[string][]string
	// pairs: a change of the ids was accepted.
	pairs bool
}

func newCampaign(t *testing.T, seed uint64, dir string) *campaign {
	t.Helper()
	c := &campaign{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), seed: seed, dir: dir, leads: &sheet{path: filepath.Join(dir, "leads.csv")},
		records: map[string]*record{}, command: command{given: map[string][]string{}},
	}
	for range 1 + c.rng.IntN(6) {
		c.leads.rows = append(c.leads.rows, c.newcomer())
	}
	if c.large = seed%40 == 0; c.large { // so that a few of those called are less than 1 percent
		for i := range 150 + c.rng.IntN(150) {
			c.people++
			c.leads.rows = append(c.leads.rows, person{key: c.people, number: fmt.Sprintf("+1415556%04d", i)})
		}
	}
	c.earlierRuns = [...]int{0, 0, 0, 1 + c.rng.IntN(4), math.MaxInt}[c.rng.IntN(5)]
	c.decide(1)
	return c
}

// chance is true once in n times.
func (c *campaign) chance(n int) bool { return c.rng.IntN(n) == 0 }

// enter goes on with the campaign of a results file.
func (c *campaign) enter(results string) {
	if c.records[results] == nil {
		r := &record{results: results, oracle: newOracle(c.fault), lost: map[string]dialer.Result{}}
		r.oracle.elsewhere = c.calledBeside(r)
		c.records[results] = r
	}
	c.record = c.records[results]
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
			if c.chance(5) {
				c.rename()
			}
		}
		c.runShards(c.leads, true)
		if c.chance(4) {
			c.importLog()
		}
		if c.chance(3) {
			c.merge()
		}
		if c.chance(4) {
			c.writeRejects()
		}
		if c.rejects != nil && c.chance(2) {
			c.runShards(c.rejects, true)
		}
	}
	if c.rejects != nil {
		c.finish(c.rejects)
	}
	c.finish(c.leads)
	return c.faults
}

// finish runs the campaign of a file until each contact that may be called was called.
func (c *campaign) finish(s *sheet) {
	c.pipes, c.shards = false, 1
	c.retry, _ = screen.ParseRetry(screen.DefaultRetry)
	c.given = map[string][]string{maxAttempts: {"100"}}
	for range 2 {
		c.runShards(s, false)
	}
	ids, byID := map[string]bool{}, c.byID()
	for i, p := range s.rows {
		if p.broken {
			continue
		}
		id := s.id(i, c.column)
		other := byID && (ids[id] || c.oracle.touched["id "+id]) // another row or number is that of the contact
		ids[id] = true
		if !other && !c.listed[p.number] && dialer.IsE164(p.number) && !c.oracle.touched[p.number] {
			c.fault("row %d of %s with %s was never called", i+1, filepath.Base(s.path), p.number)
		}
	}
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
		at := fileset.Files{Contacts: c.leads.path, Results: c.results, Own: file.Path}
		recalled, _, err := c.recall(&at)
		c.must(err)
		opened, err := c.open(c.leads, at, recalled, file.Shard)
		c.must(err)
		_, err = opened.ImportLog(context.Background(), ownfile.Holder{Run: "import"}, bytes.NewReader(log.Bytes()))
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
	files := fileset.Files{Results: c.results, Own: c.results}
	_, err := settings.Merge(&files, flagRules())
	if _, ok := errors.AsType[*ledger.MergeError](err); ok {
		return
	}
	c.must(err)
	if c.chance(2) {
		return
	}
	shards, err := filepath.Glob(strings.TrimSuffix(c.results, ".csv") + ".*-of-*")
	c.must(err)
	for _, file := range shards {
		c.must(os.Remove(file))
	}
}

func place(batch dialer.BatchName, row int) string { return string(batch) + "/" + strconv.Itoa(row) }

func (c *campaign) must(err error) {
	if err != nil {
		c.fault("run %d: %v", c.run, err)
	}
}

// trace shows a step of a campaign that is played alone.
func (c *campaign) trace(format string, args ...any) {
	if *onlySeed != 0 {
		c.t.Logf(format, args...)
	}
}

func (c *campaign) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

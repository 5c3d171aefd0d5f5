package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
	"bulkdial/internal/sandbox"
)

var (
	modelSeeds = flag.Int("model.seeds", 12, "how many campaigns TestModel plays")
	modelAll   = flag.Bool("model.all", false, "let each campaign of TestModel meet every fault, instead of half of them")
	modelFirst = flag.Uint64("model.first", 1, "the seed of the first campaign of TestModel")
)

// TestModel plays random campaigns: random contacts, edited between runs; random faults of the API; runs, of the whole
// campaign or of shards whose number changes, that are killed at random moments. When all is done, no number was called more often than the rules allow, and every row has
// its word.
func TestModel(t *testing.T) {
	t.Parallel()
	for i := range *modelSeeds {
		seed := *modelFirst + uint64(i)
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			newModel(t, seed).play()
		})
	}
}

// model is one campaign under test.
type model struct {
	t       *testing.T
	rng     *rand.Rand
	path    string
	useIDs  bool
	allow   bool
	sharded bool
	rows    []modelRow
	nextID  int
	api     *httptest.Server
	handler atomic.Pointer[sandbox.Server]
	// allowed is how often each number may have been called, by all versions of the file.
	allowed map[string]int
	owners  map[string]map[string]bool // number → the ids that ever had it
	placed  map[string]int             // by the sandboxes that were replaced
}

type modelRow struct {
	id, cell string
	number   string // E.164; empty when the cell is no number
}

func newModel(t *testing.T, seed uint64) *model {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 0))
	m := &model{
		t: t, rng: rng, path: filepath.Join(t.TempDir(), "leads.csv"),
		useIDs: rng.IntN(2) == 0, allow: rng.IntN(3) == 0,
		allowed: map[string]int{}, owners: map[string]map[string]bool{}, placed: map[string]int{},
	}
	m.sharded = rng.IntN(3) == 0
	for range 5 + rng.IntN(120) {
		m.rows = append(m.rows, m.newRow())
	}
	m.api = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.handler.Load().ServeHTTP(w, r) }))
	t.Cleanup(m.api.Close)
	m.serve(fmt.Sprintf("reject=%.2f,busy=%.2f,500=%.2f,429=%.2f,503=%.2f,drop=%.2f,hang=%.2f,cut=%.2f,html=%.2f,short=%.2f,reorder=%.2f,respell=%.2f,101=%.2f,lineless=%.2f,poison=%.2f,latency=%dms,seed=%d",
		m.some(0.3), m.some(0.2), m.some(0.2), m.some(0.1), m.some(0.1), m.some(0.2), m.some(0.05), m.some(0.1), m.some(0.1),
		m.some(0.1), m.some(0.1), m.some(0.5), m.some(0.05), m.some(0.05), m.some(0.05), rng.IntN(20), seed))
	return m
}

// some returns 0 half of the time, unless every fault is asked for, else up to most.
func (m *model) some(most float64) float64 {
	if m.rng.IntN(2) == 0 && !*modelAll {
		return 0
	}
	return m.rng.Float64() * most
}

// serve puts a new sandbox in place of the present one, whose ledger is kept.
func (m *model) serve(faults string) {
	m.t.Helper()
	m.collect()
	parsed, err := sandbox.ParseFaults(faults)
	if err != nil {
		m.t.Fatal(err)
	}
	m.handler.Store(sandbox.New(sandbox.Config{Faults: parsed}))
}

func (m *model) collect() {
	if m.handler.Load() == nil {
		return
	}
	l, err := fetchLedger(m.api.URL)
	if err != nil {
		m.t.Fatal(err)
	}
	for number, n := range l.Calls {
		m.placed[number] += n
	}
}

func (m *model) newRow() modelRow {
	m.nextID++
	row := modelRow{id: "id" + strconv.Itoa(m.nextID)}
	switch line := m.rng.IntN(60); {
	case m.rng.IntN(12) == 0:
		row.cell = []string{"", "911", "n/a", "+1 415", "4155550123"}[m.rng.IntN(5)]
	case m.rng.IntN(3) == 0:
		row.number = fmt.Sprintf("+1415555%04d", 100+line)
		row.cell = fmt.Sprintf("+1 (415) 555-%04d", 100+line)
	default:
		row.number = fmt.Sprintf("+1415555%04d", 100+m.rng.IntN(60)*m.rng.IntN(60))
		row.cell = row.number
	}
	return row
}

// write writes the contacts file and notes what it allows.
func (m *model) write() {
	m.t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	_ = w.Write([]string{"crm_id", "phone", "name"})
	rows := map[string]int{}
	for _, row := range m.rows {
		_ = w.Write([]string{row.id, row.cell, "Anna, \"A\"\nof " + row.id})
		if row.number == "" {
			continue
		}
		rows[row.number]++
		if m.owners[row.number] == nil {
			m.owners[row.number] = map[string]bool{}
		}
		m.owners[row.number][row.id] = true
	}
	for number, n := range rows {
		switch {
		case !m.allow:
			n = 1
		case m.useIDs:
			n = len(m.owners[number])
		}
		m.allowed[number] = max(m.allowed[number], n)
	}
	w.Flush()
	if err := os.WriteFile(m.path, text.Bytes(), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// edit changes the file as people do between runs.
func (m *model) edit() {
	switch m.rng.IntN(5) {
	case 0:
		m.rng.Shuffle(len(m.rows), func(i, j int) { m.rows[i], m.rows[j] = m.rows[j], m.rows[i] })
	case 1:
		i := m.rng.IntN(len(m.rows))
		m.rows = slices.Insert(m.rows, i, m.newRow(), m.newRow())
	case 2:
		i := m.rng.IntN(len(m.rows) - 1)
		m.rows = slices.Delete(m.rows, i, i+1)
	case 3: // correct a row
		row := &m.rows[m.rng.IntN(len(m.rows))]
		if row.number == "" {
			row.number = fmt.Sprintf("+1415556%04d", m.nextID)
			row.cell = row.number
		}
	}
}

func (m *model) play() {
	for range 2 + m.rng.IntN(6) {
		m.write()
		m.once(true)
		m.edit()
	}
	// The API recovers, and the operator runs it until it is done.
	m.serve("")
	m.write()
	for range 6 {
		if !slices.ContainsFunc(m.once(false), func(code int) bool { return code != exit.OK && code != exit.Look }) {
			break
		}
	}
	m.check()
}

// args are the flags that must be the same for all commands of a campaign.
func (m *model) args(command string) []string {
	args := []string{command, m.path, "--number-column", "phone"}
	if m.useIDs {
		args = append(args, "--id-column", "crm_id")
	}
	if m.allow {
		args = append(args, "--duplicates", "allow")
	}
	return args
}

// once executes one run, or one of each shard, which may be killed, and returns their exit codes; -1 when one was killed.
func (m *model) once(trouble bool) []int {
	m.t.Helper()
	shards := 1
	if m.sharded {
		shards += m.rng.IntN(3)
	}
	concurrency, size := 1+m.rng.IntN(6), 1+m.rng.IntN(7)
	before := m.interrupted()
	runs := make([]*modelRun, shards)
	for i := range runs {
		runs[i] = m.start(trouble, concurrency, size, fmt.Sprintf("%d/%d", i+1, shards))
	}
	codes, killed := make([]int, shards), false
	for i, run := range runs {
		codes[i] = run.wait(m)
		killed = killed || run.killed.Load()
	}
	if killed {
		if n := m.interrupted() - before; n > shards*concurrency*size {
			m.t.Errorf("killed with %d in flight, more than %d×%d×%d", n, shards, concurrency, size)
		}
	}
	return codes
}

// modelRun is a run that is under way.
type modelRun struct {
	cmd    *exec.Cmd
	output bytes.Buffer
	killed atomic.Bool
	timer  *time.Timer
}

// start begins the run of a shard. In trouble it is cut off after a while.
func (m *model) start(trouble bool, concurrency, size int, shard string) *modelRun {
	m.t.Helper()
	args := append(m.args("run"),
		"--base-url", m.api.URL, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes", "--cps", "0",
		"--batch-size", strconv.Itoa(size), "--concurrency", strconv.Itoa(concurrency), "--max-failures", "20",
		"--request-timeout", "250ms", "--log-level", "error", "--shard", shard)
	if !trouble {
		args = append(args, "--request-timeout", "20s")
	}
	if m.rng.IntN(4) == 0 && trouble {
		args = append(args, "--limit", strconv.Itoa(1+m.rng.IntN(20)))
	}
	run := &modelRun{cmd: exec.Command("bulkdial", args...)}
	run.cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
	run.cmd.Stdout, run.cmd.Stderr = &run.output, &run.output
	if err := run.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	if trouble {
		// A run that waits for lines is not killed too early to get anywhere, nor allowed to wait for ever.
		after := time.Duration(m.rng.IntN(400)) * time.Millisecond
		run.timer = time.AfterFunc(after, func() {
			if m.seedBit(after) {
				_ = run.cmd.Process.Signal(syscall.SIGTERM)
				return
			}
			run.killed.Store(true)
			_ = run.cmd.Process.Kill()
		})
	}
	return run
}

// wait returns the exit code.
func (r *modelRun) wait(m *model) int {
	m.t.Helper()
	err := r.cmd.Wait()
	if r.timer != nil {
		r.timer.Stop()
	}
	code := r.cmd.ProcessState.ExitCode()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		m.t.Fatalf("run: %v (%v)", err, exit)
	}
	if !slices.Contains([]int{-1, exit.OK, exit.Look, exit.Outage, exit.Paused, 143}, code) {
		m.t.Fatalf("exit code %d:\n%s", code, r.output.String())
	}
	return code
}

// seedBit makes a choice without touching the generator from another goroutine.
func (m *model) seedBit(d time.Duration) bool { return d/time.Millisecond%3 == 0 }

// interrupted counts the contacts that are in flight or were when a run was cut off.
func (m *model) interrupted() int {
	n := 0
	for _, r := range m.results() {
		if r["error_code"] == "interrupted" {
			n++
		}
	}
	return n + len(m.inflight())
}

// inflight returns the numbers of the contacts of intents that were not taken back and have no result in the file beside them. One of
// another division, where a later run has found the call, may have one.
func (m *model) inflight() []string {
	m.t.Helper()
	files, _ := filepath.Glob(m.resultsFiles() + ".inflight")
	var numbers []string
	for _, file := range files {
		text, _ := os.ReadFile(file)
		numbers = append(numbers, m.openIntents(string(text), m.resultsOf(strings.TrimSuffix(file, ".inflight")))...)
	}
	return numbers
}

func (m *model) openIntents(text string, results []map[string]string) []string {
	answered := map[string]bool{}
	for _, r := range results {
		answered[r["batch"]+"/"+r["row"]] = true
	}
	live := map[string][]string{}
	for line := range strings.Lines(text) {
		var l struct {
			Batch    string `json:"batch"`
			Done     string `json:"done"`
			Contacts []struct {
				Row    int    `json:"row"`
				Number string `json:"to_number"`
			} `json:"contacts"`
		}
		if json.Unmarshal([]byte(line), &l) != nil {
			continue
		}
		delete(live, l.Done)
		for _, c := range l.Contacts {
			if key := l.Batch + "/" + strconv.Itoa(c.Row); !answered[key] {
				live[l.Batch] = append(live[l.Batch], c.Number)
			}
		}
	}
	var numbers []string
	for _, open := range live {
		numbers = append(numbers, open...)
	}
	return numbers
}

// resultsFiles is a pattern of the names of the results files of the campaign and its shards.
func (m *model) resultsFiles() string { return strings.TrimSuffix(m.path, ".csv") + ".results*.csv" }

// results reads the results files with the standard library alone; a torn end is left out.
func (m *model) results() []map[string]string {
	m.t.Helper()
	files, err := filepath.Glob(m.resultsFiles())
	if err != nil {
		m.t.Fatal(err)
	}
	var rows []map[string]string
	for _, file := range files {
		rows = append(rows, m.resultsOf(file)...)
	}
	return rows
}

func (m *model) resultsOf(file string) []map[string]string {
	m.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		m.t.Fatal(err)
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		m.t.Fatalf("the results file is damaged: %v", err)
	}
	var rows []map[string]string
	for i, record := range records {
		if i == 0 {
			continue
		}
		row := map[string]string{}
		for j, name := range records[0] {
			row[name] = record[j]
		}
		rows = append(rows, row)
	}
	return rows
}

// check holds the ledger, the results and the contacts against each other.
func (m *model) check() {
	m.t.Helper()
	m.collect()
	accepted, doubt := map[string]int{}, map[string]int{}
	calls := map[string]bool{}
	for _, r := range m.results() {
		switch r["disposition"] {
		case "accepted":
			accepted[r["to_number"]]++
			if calls[r["agent_call_id"]] {
				m.t.Errorf("call %s is recorded twice", r["agent_call_id"])
			}
			calls[r["agent_call_id"]] = true
		case "unknown":
			doubt[r["to_number"]]++
		}
	}
	// A shard that was killed leaves its intents, where the campaign was divided otherwise from then on.
	left := m.inflight()
	for _, number := range left {
		doubt[number]++
	}
	for number, n := range m.placed {
		if n > m.allowed[number] {
			m.t.Errorf("%s was called %d times; the rules allow %d", number, n, m.allowed[number])
		}
		if n < accepted[number] || n > accepted[number]+doubt[number] {
			m.t.Errorf("%s was called %d times; the record says %d accepted, %d unknown", number, n, accepted[number], doubt[number])
		}
	}
	m.checkWords(left)
}

// checkWords looks for the last word on each row. Left are the numbers that are in flight for good.
func (m *model) checkWords(left []string) {
	m.t.Helper()
	var output, warnings bytes.Buffer // it warns of results whose rows were removed
	cmd := exec.Command("bulkdial", append(m.args("status"), "--json")...)
	cmd.Stdout, cmd.Stderr = &output, &warnings
	_ = cmd.Run() // 3 when something is to be looked at
	var status struct {
		InFlight int          `json:"in_flight"`
		Contacts dialer.Tally `json:"contacts"`
	}
	if err := json.Unmarshal(output.Bytes(), &status); err != nil {
		m.t.Fatalf("status: %v:\n%s%s", err, output.String(), warnings.String())
	}
	c := status.Contacts
	words := c.Accepted + c.Rejected + c.Unknown + c.Invalid + c.Duplicate + c.Pending
	if c.Rows != len(m.rows) || words != c.Rows || status.InFlight != len(left) || !m.sharded && len(left) > 0 {
		m.t.Errorf("status of %d rows: %s", len(m.rows), output.String())
	}
	said := map[string]map[string]bool{}
	for _, r := range m.results() {
		for _, key := range []string{"n" + r["to_number"], "i" + r["id"]} {
			if said[key] == nil {
				said[key] = map[string]bool{}
			}
			said[key][r["disposition"]] = true
		}
	}
	for i, row := range m.rows {
		if slices.Contains(left, row.number) {
			continue
		}
		key := "n" + row.number
		switch {
		case row.number == "":
			key = "n" + row.cell
		case m.useIDs:
			key = "i" + row.id
		}
		if len(said[key]) == 0 {
			m.t.Errorf("row %d (%s, %s) has no word", i+1, row.id, row.cell)
		}
	}
}

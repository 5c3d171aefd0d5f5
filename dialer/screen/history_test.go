package screen_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// TestMemory: a contact that the ledger knows takes at most 64 bytes of live heap, 128 with an id, the pass over the file
// included, however full the maps are.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills large tables")
	}
	for _, test := range []struct {
		useIDs, timed bool
		most          float64
	}{{false, false, 64}, {true, false, 128}, {false, true, 64}, {true, true, 128}} {
		worst := 0.0
		for size := 100_000; size < 130_000; size += 8_000 { // tables just grown, and not
			rules := screen.Rules{Duplicates: screen.SkipDuplicates, UseIDs: test.useIDs, MaxAttempts: 3}
			before := liveHeap()
			history := screen.NewHistory()
			if test.timed {
				history.KeepTimes(time.Now(), 24*time.Hour)
			}
			after, _ := screen.ParseDelays(screen.DefaultDelays)
			set, _ := screen.ParseRedial("busy,short")
			rules.Redial = &screen.Redial{Set: set, Short: time.Second, After: after}
			for i := range size {
				r := dialer.Result{Row: i + 1, Number: fmt.Sprintf("+1415%07d", i), Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1", At: time.Now()}
				if test.useIDs {
					r.ID = fmt.Sprint("crm-", i)
				}
				history.Add(&r)
			}
			history.Permit(rules.Redial, time.Now())
			for i := range size {
				history.AddCDR(&dialer.CDR{Number: fmt.Sprintf("+1415%07d", i), Attempt: 1, Batch: "r0.1", Outcome: dialer.OutcomeAnswered})
			}
			pass := screen.New(screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: history})
			for i := range size {
				c := dialer.Contact{Row: i + 1, SheetRow: i + 2, Number: fmt.Sprintf("+1415%07d", i)}
				if test.useIDs {
					c.ID = fmt.Sprint("crm-", i)
				}
				if d := pass.Decide(&c); d.LastWord != dialer.Accepted || d.Outcome != dialer.OutcomeAnswered {
					t.Fatalf("row %d is %+v, want accepted and answered", i+1, d)
				}
			}
			each := float64(liveHeap()-before) / float64(size)
			worst = max(worst, each)
			if each > test.most {
				t.Errorf("ids %v, times %v: each of %d contacts takes %.1f bytes, want at most %v", test.useIDs, test.timed, size, each, test.most)
			}
			runtime.KeepAlive(pass)
		}
		t.Logf("ids %v, times %v: %.1f bytes at most for each contact", test.useIDs, test.timed, worst)
	}
}

// TestCapsMemory: a number that only the results of others have takes at most 52 bytes, and one that this run calls 25.
func TestCapsMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills large tables")
	}
	for size := 100_000; size < 130_000; size += 8_000 { // tables just grown, and not
		before := liveHeap()
		others := screen.NewHistory()
		others.KeepTimes(time.Now(), 24*time.Hour)
		for i := range size {
			others.Add(&dialer.Result{Row: i + 1, Number: fmt.Sprintf("+1415%07d", i), Disposition: dialer.Accepted, Attempt: 1, Batch: "r0.1", At: time.Now()})
		}
		between := liveHeap()
		recent := screen.NewRecent()
		for i := range size {
			recent.Add(uint64(i+1), 1)
		}
		of, live := float64(between-before)/float64(size), float64(liveHeap()-between)/float64(size)
		if of > 52 || live > 25 {
			t.Errorf("each of %d numbers takes %.1f bytes of others and %.1f of this run", size, of, live)
		}
		t.Logf("%d numbers: %.1f and %.1f bytes", size, of, live)
		runtime.KeepAlive(others)
		runtime.KeepAlive(recent)
	}
}

// TestManyInvalid: each of many ids keeps its last word.
func TestManyInvalid(t *testing.T) {
	history := screen.NewHistory()
	for i := range 1000 {
		history.Add(&dialer.Result{Row: i + 1, ID: strconv.Itoa(i), Number: "n/a", Disposition: dialer.Invalid})
	}
	pass := screen.New(screen.Config{Rules: screen.Rules{UseIDs: true, MaxAttempts: 3}, Numbers: dialertest.PlainNumbers{}, History: history})
	for i := range 1001 {
		d := pass.Decide(&dialer.Contact{Row: i + 1, ID: strconv.Itoa(i), Number: fmt.Sprintf("+1415%07d", i)})
		if d.Call != (i == 1000) {
			t.Errorf("id %d is %s", i, decided(d))
		}
	}
}

// TestHistoryOrder: the results and then the CDRs of a ledger say the same in any order, and when some are in several files.
func TestHistoryOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	ledgers := 2000
	if testing.Short() {
		ledgers = 200
	}
	now := time.Now()
	set, _ := screen.ParseRedial("no_answer,failed,moved")
	after, _ := screen.ParseDelays(screen.DefaultDelays)
	redial := &screen.Redial{Set: set, Short: time.Second, After: after}
	again := 0
	for range ledgers {
		lines := randomLines(rng)
		cells := randomCells(rng)
		sorted, shuffled := screen.NewHistory(), screen.NewHistory()
		sorted.Permit(redial, now)
		shuffled.Permit(redial, now)
		cdrs := randomCDRs(rng, lines, now)
		for i := range lines {
			sorted.Add(&lines[i])
		}
		for i := range cdrs {
			sorted.AddCDR(&cdrs[i])
		}
		twice := append(slices.Clone(lines), lines[:rng.IntN(len(lines)+1)]...)
		rng.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
		for i := range twice {
			shuffled.Add(&twice[i])
		}
		cdrs = append(cdrs, cdrs[:rng.IntN(len(cdrs)+1)]...)
		rng.Shuffle(len(cdrs), func(i, j int) { cdrs[i], cdrs[j] = cdrs[j], cdrs[i] })
		for i := range cdrs {
			shuffled.AddCDR(&cdrs[i])
		}
		for i, rules := range slices.Concat(allRules(), allRules()) {
			if i < len(allRules()) {
				rules.Redial = redial
			}
			decide := func(history *screen.History) []string {
				cfg := screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: history}
				counting := screen.New(cfg)
				redials(counting, cells, now)
				cfg.Earlier = counting.Seen()
				return redials(screen.New(cfg), cells, now)
			}
			want := decide(sorted)
			if diff := cmp.Diff(want, decide(shuffled)); diff != "" {
				t.Fatalf("%+v\n%+v: decisions differ in another order (-want +got):\n%s", rules, lines, diff)
			}
			if strings.Contains(strings.Join(want, " "), "after") {
				again++
			}
		}
		a, _ := sorted.Runs()
		if b, _ := shuffled.Runs(); a != b || sorted.CallsPlaced() != shuffled.CallsPlaced() {
			t.Fatalf("%d runs, and %d in another order", a, b)
		}
	}
	if again < ledgers/20 {
		t.Errorf("%d redials, which is too few to say anything", again)
	}
}

// randomLines makes lines of a ledger, of few ids, numbers and requests, so that many are about the same.
func randomLines(rng *rand.Rand) []dialer.Result {
	lines := make([]dialer.Result, rng.IntN(8))
	for i := range lines {
		r := &lines[i]
		r.Row, r.Number, r.Disposition = 1+rng.IntN(3), number(rng), dialer.Dispositions()[rng.IntN(len(dialer.Dispositions()))]
		if rng.IntN(2) == 0 {
			r.ID = strconv.Itoa(rng.IntN(3))
		}
		if !r.Disposition.Skip() {
			r.Attempt, r.Batch = 1+rng.IntN(3), dialer.NewBatchName(fmt.Sprint("r", rng.IntN(3)), uint64(rng.IntN(2)), 1+rng.IntN(2))
		}
	}
	return lines
}

// randomCDRs makes CDRs of some of the lines, one or more of each.
func randomCDRs(rng *rand.Rand, lines []dialer.Result, now time.Time) []dialer.CDR {
	var cdrs []dialer.CDR
	for range rng.IntN(6) {
		if len(lines) > 0 {
			r := lines[rng.IntN(len(lines))]
			cdrs = append(cdrs, dialer.CDR{
				Number: r.Number, Attempt: r.Attempt, Batch: r.Batch, Outcome: dialer.Outcomes()[rng.IntN(len(dialer.Outcomes()))],
				EndReason: []string{"", "moved"}[rng.IntN(2)], RecordedAt: now.Add(-time.Duration(rng.IntN(100)) * time.Hour),
			})
		}
	}
	return cdrs
}

func randomCells(rng *rand.Rand) []string {
	cells := make([]string, 1+rng.IntN(4))
	for i := range cells {
		cells[i] = strconv.Itoa(rng.IntN(4)) + "=" + number(rng)
	}
	return cells
}

func number(rng *rand.Rand) string { return "+1415555010" + strconv.Itoa(rng.IntN(2)) }

// allRules are rules of all kinds.
func allRules() []screen.Rules {
	var all []screen.Rules
	for _, ids := range [][2]bool{{false, false}, {true, false}, {true, true}} {
		for _, duplicates := range []screen.Duplicates{screen.SkipDuplicates, screen.AllowDuplicates} {
			for _, text := range []string{screen.DefaultRetry, "none", "unknown"} {
				retry, _ := screen.ParseRetry(text)
				all = append(all, screen.Rules{UseIDs: ids[0], IDsByNumber: ids[1], Duplicates: duplicates, Retry: retry, MaxAttempts: 3})
			}
		}
	}
	return all
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestHistoryRuns: skips and lines of no run count for neither, in whatever order the lines of runs come.
func TestHistoryRuns(t *testing.T) {
	history := screen.NewHistory()
	at := time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)
	for i, tt := range []struct {
		line   string
		placed bool
		runs   int
	}{
		{"invalid - 911 0 -", false, 0},
		{"rejected - +14155550101 1 r0.1", false, 1},
		{"unknown - +14155550102 1 r0.2", false, 1},
		{"rejected - +14155550101 2 r1.1", false, 2},
		{"accepted - +14155550103 1 r0.3", true, 2},
		{"rejected - +14155550104 1 r2.1", true, 3},
	} {
		r := dialertest.Past(tt.line)
		r.At = at.Add(time.Duration(-i) * time.Minute)
		history.Add(&r)
		if runs, last := history.Runs(); history.CallsPlaced() != tt.placed || runs != tt.runs || !last.Equal(at) {
			t.Errorf("after %q: calls placed: %t, %d runs, the last result at %v; want %t, %d, %v", tt.line, history.CallsPlaced(), runs, last, tt.placed, tt.runs, at)
		}
	}
	later := dialertest.Past("rejected - +14155550104 2 r2.2")
	later.At = at.Add(time.Second)
	history.Add(&later)
	if _, last := history.Runs(); !last.Equal(later.At) {
		t.Errorf("the last result is at %v, want %v", last, later.At)
	}
}

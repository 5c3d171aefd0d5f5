package identity_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/guards"
	"bulkdial/dialer/screen"
)

// TestMergeKeepsHistory: what a run reads from merged results is what it would have read from the files of the shards, whatever
// lines they have and in whatever order: who is called, as which attempt, and which skips are on record.
func TestMergeKeepsHistory(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 3))
		results := filepath.Join(memoryDir(t), "leads.results.csv")
		paths := []string{results}
		for i := 1; i <= 2; i++ {
			paths = append(paths, ledger.ShardResults(results, dialer.Shard{Index: i, Count: 2}))
		}
		for i, lines := range scattered(rng) {
			text := "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,at\n" + strings.Join(lines, "")
			if err := os.WriteFile(paths[i], []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		separate := historyOf(t, paths...)
		if _, err := ledger.Merge(results, nil); err != nil {
			t.Fatal(err)
		}
		rows := randomRows(rng)
		for name, history := range map[string]*screen.History{"merged": historyOf(t, results), "with the files of the shards": historyOf(t, paths...)} {
			for _, rules := range allRules() {
				if diff := cmp.Diff(decisions(separate, rules, rows), decisions(history, rules, rows)); diff != "" {
					t.Fatalf("seed %d, %s, %+v: decisions differ (-separate +merged):\n%s", seed, name, rules, diff)
				}
			}
		}
		_ = os.RemoveAll(filepath.Dir(results))
	}
}

// scattered makes random lines, some of them in several of three files.
func scattered(rng *rand.Rand) [3][]string {
	var files [3][]string
	for range rng.IntN(12) {
		d, attempt, batch, call := dialer.Dispositions()[rng.IntN(len(dialer.Dispositions()))], 0, "", ""
		if !d.Skip() {
			attempt, batch = 1+rng.IntN(3), string(dialer.NewBatchName(fmt.Sprint("r", rng.IntN(3)), uint64(rng.IntN(2)), 1+rng.IntN(2)))
		}
		if d == dialer.Accepted {
			call = fmt.Sprint("ac_", rng.IntN(100))
		}
		id := [...]string{"", "", "1", "2"}[rng.IntN(4)]
		line := fmt.Sprintf("%d,%s,+1415555010%d,%s,%s,,,%d,%s,,,2026-11-25T08:30:0%d.000Z\n",
			1+rng.IntN(3), id, rng.IntN(2), d, call, attempt, batch, rng.IntN(10))
		for copies := 1 + rng.IntN(4)/3; copies > 0; copies-- {
			at := rng.IntN(len(files))
			files[at] = append(files[at], line)
		}
	}
	for _, lines := range files {
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	}
	return files
}

func historyOf(t *testing.T, paths ...string) *screen.History {
	t.Helper()
	history := screen.NewHistory()
	for _, path := range paths {
		if _, err := ledger.Read(path, history.Add); err != nil {
			t.Fatal(err)
		}
	}
	return history
}

func randomRows(rng *rand.Rand) []dialer.Contact {
	rows := make([]dialer.Contact, 1+rng.IntN(5))
	for i := range rows {
		rows[i] = dialer.Contact{Row: i + 1, SheetRow: i + 2, ID: strconv.Itoa(rng.IntN(4)), Number: fmt.Sprint("+1415555010", rng.IntN(2))}
	}
	return rows
}

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

// decisions are those of a pass over rows that were counted before, as in a run.
func decisions(history *screen.History, rules screen.Rules, rows []dialer.Contact) []dialer.Decision {
	guard := guards.Suppression{Lists: &setting{listed: map[string]bool{"+14155550101": len(rows)%2 == 0}}}
	cfg := screen.Config{Rules: rules, Numbers: asWritten{}, History: history, Guards: dialer.Guards{guard}}
	counting := screen.New(cfg)
	for _, c := range rows {
		counting.Decide(&c)
	}
	cfg.Earlier = counting.Seen()
	decided, pass := make([]dialer.Decision, len(rows)), screen.New(cfg)
	for i, c := range rows {
		decided[i] = pass.Decide(&c)
	}
	return decided
}

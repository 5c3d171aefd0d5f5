package sandbox_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outcomes sends batches in a random order and concurrently, each three times in a row, and returns what became of
// each number each time. Ids are left out: they are never the same.
func outcomes(t *testing.T, h http.Handler, batches [][]string) map[string][]string {
	t.Helper()
	shuffled := slices.Clone(batches)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	all := map[string][]string{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, b := range shuffled {
		wg.Go(func() {
			for range 3 {
				got := place(h, b...)
				mu.Lock()
				for i, n := range b {
					all[n] = append(all[n], outcome(t, got, i))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all
}

func outcome(t *testing.T, r reply, i int) string {
	t.Helper()
	if r.status != http.StatusOK || !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") {
		return strconv.Itoa(r.status)
	}
	entries := r.entries(t)
	if i >= len(entries) {
		return "absent"
	}
	return fmt.Sprint(entries[i].Number, entries[i].ID != "", entries[i].Error)
}

func TestFaultsRepeat(t *testing.T) {
	const faults = "poison=0.02,503=0.1,429=0.1,500=0.1,html=0.1,short=0.1,reorder=0.1,reject=0.1,busy=0.1,drop=0.1,seed="
	batches := slices.Collect(slices.Chunk(numbers(400), 4))
	h := server(t, faults+"7")
	first := outcomes(t, h, batches)
	called := readCallLog(t, h)
	for name, again := range map[string]http.Handler{"another server": server(t, faults+"7"), "cleared server": cleared(t, h)} {
		if diff := cmp.Diff(first, outcomes(t, again, batches)); diff != "" {
			t.Errorf("%s, outcomes: -first +again:\n%s", name, diff)
		}
		if diff := cmp.Diff(called, readCallLog(t, again)); diff != "" {
			t.Errorf("%s, call log: -first +again:\n%s", name, diff)
		}
	}
	if cmp.Equal(first, outcomes(t, server(t, faults+"8"), batches)) {
		t.Error("another seed gives the same outcomes")
	}
	changed := 0
	for _, o := range first {
		if o[0] != o[1] || o[1] != o[2] {
			changed++
		}
	}
	if changed < 100 {
		t.Errorf("%d of 400 numbers had another outcome when they were tried again, want most", changed)
	}
}

func cleared(t *testing.T, h http.Handler) http.Handler {
	t.Helper()
	if got := clearCallLog(h); got.status != http.StatusNoContent || got.body != "" {
		t.Fatalf("DELETE = %d %q, want 204 and no body", got.status, got.body)
	}
	return h
}

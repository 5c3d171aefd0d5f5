package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox"
)

func clearCallLog(h http.Handler) reply {
	return serve(h, httptest.NewRequest(http.MethodDelete, "/sandbox/calls", http.NoBody))
}

func TestCallLogText(t *testing.T) {
	h := server(t, "")
	text := func() string {
		return serve(h, httptest.NewRequest(http.MethodGet, "/sandbox/calls", http.NoBody)).body
	}
	const empty = `{"requests":0,"placed":0,"most":0,"in_progress":0,"most_in_progress":0,"calls":{}}` + "\n"
	if got := text(); got != empty {
		t.Errorf("call log = %s, want %s", got, empty)
	}
	place(h, "+442079460018", "+14155550123", "+14155550123")
	place(h, "+12", "+14155550124")
	const want = `{"requests":2,"placed":3,"most":2,"in_progress":3,"most_in_progress":3,"calls":{"+14155550123":2,"+442079460018":1}}` + "\n"
	if got := text(); got != want {
		t.Errorf("call log = %s, want %s", got, want)
	}
	if old := serve(h, httptest.NewRequest(http.MethodGet, "/sandbox/ledger", http.NoBody)).body; old != want {
		t.Errorf("the old path gives %s, want %s", old, want)
	}
	clearCallLog(h)
	if got := text(); got != empty {
		t.Errorf("call log = %s once cleared, want %s", got, empty)
	}
}

func TestCallLogIsExactUnderConcurrency(t *testing.T) {
	const workers, rounds = 16, 25
	h := server(t, "")
	sent := numbers(10)
	ids := make([][]string, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for range rounds {
				for _, e := range place(h, sent...).entries(t) {
					ids[w] = append(ids[w], e.ID)
				}
			}
		})
	}
	wg.Wait()
	want := callLog{Requests: workers * rounds, Placed: workers * rounds * len(sent), Most: workers * rounds, Calls: map[string]int{}}
	for _, n := range sent {
		want.Calls[n] = workers * rounds
	}
	if diff := cmp.Diff(want, readCallLog(t, h)); diff != "" {
		t.Errorf("call log: -want +got:\n%s", diff)
	}
	different := map[string]bool{}
	for _, list := range ids {
		for _, id := range list {
			different[id] = true
		}
	}
	if len(different) != want.Placed {
		t.Errorf("%d different ids, want %d", len(different), want.Placed)
	}
}

func TestIDsDifferBetweenServersAndAcrossClearing(t *testing.T) {
	h := server(t, "")
	ids := map[string]bool{}
	add := func(h http.Handler) {
		id := place(h, "+14155550123").entries(t)[0].ID
		if !strings.HasPrefix(id, sandbox.IDPrefix) || ids[id] {
			t.Errorf("id = %q after %v, want a new one with %s", id, ids, sandbox.IDPrefix)
		}
		ids[id] = true
	}
	add(h)
	clearCallLog(h)
	add(h)
	add(server(t, ""))
}

func TestEachAnswerHasItsOwnRequestID(t *testing.T) {
	h := server(t, "")
	met := map[string]bool{}
	for range 3 {
		id := place(h, "+14155550123").header.Get("X-Request-Id")
		if id == "" || met[id] {
			t.Errorf("X-Request-Id = %q after %v, want a new one", id, met)
		}
		met[id] = true
	}
}

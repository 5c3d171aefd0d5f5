package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/sandbox/request/requesttest"
)

func TestFaultsOfRequests(t *testing.T) {
	const limited = "concurrency_limited"
	tests := []struct {
		faults     string
		status     int
		code       string
		retryAfter string
	}{
		{"poison=1", http.StatusBadRequest, "", ""},
		{"429=1", http.StatusTooManyRequests, limited, ""},
		{"429=1,retry-after=1200ms", http.StatusTooManyRequests, limited, "2"},
		{"503=1", http.StatusServiceUnavailable, "", "1"},
		{"503=1,retry-after=3s", http.StatusServiceUnavailable, "", "3"},
	}
	for _, tt := range tests {
		t.Run(tt.faults, func(t *testing.T) {
			h := server(t, tt.faults)
			got := place(h, numbers(3)...)
			p := got.problem(t, tt.status)
			code := ""
			if p.Code != nil {
				code = *p.Code
			}
			if code != tt.code || got.header.Get("Retry-After") != tt.retryAfter {
				t.Errorf("code, Retry-After = %q, %q, want %q, %q", code, got.header.Get("Retry-After"), tt.code, tt.retryAfter)
			}
			if strings.Contains(p.Message, "outbound_calls") {
				t.Errorf("message = %q, which names a field", p.Message)
			}
			if l := readCallLog(t, h); l.Placed != 0 {
				t.Errorf("placed = %d, want 0", l.Placed)
			}
		})
	}
}

// TestEachFaultHappens: each fault, when it is certain, disturbs an answer to a POST; those of lists and of calls that are
// read have tests of their own.
func TestEachFaultHappens(t *testing.T) {
	for key := range strings.SplitSeq(allKeys, ", ") {
		switch key {
		case "latency", "retry-after", "seed": // they say when and how, and are no faults
			continue
		case "lines-429", "queued", "late", "order", "page-lose", "page-repeat", "list-429", "get-500":
			continue
		}
		sent := numbers(3)
		ctx, leave := context.WithCancel(t.Context())
		leave() // an answer that never comes is waited for as long as the client is there
		got := serve(server(t, key+"=1"), callRequest("", v1, requesttest.Batch(sent...)).WithContext(ctx))
		if undisturbed(got, sent) {
			t.Errorf("%s=1 disturbs nothing: %s", key, got.body)
		}
	}
}

// undisturbed reports whether an answer has an id and no error for each number.
func undisturbed(r reply, sent []string) bool {
	var body struct {
		Calls []entry `json:"calls"`
	}
	if json.Unmarshal([]byte(r.body), &body) != nil || r.status != http.StatusOK || !slices.Equal(listed(body.Calls), sent) {
		return false
	}
	return !slices.ContainsFunc(body.Calls, func(e entry) bool { return e.ID == "" || e.Error != nil })
}

func TestEachRepetitionOfARequestHasItsOwnDraw(t *testing.T) {
	h := server(t, "429=0.5")
	refused := 0
	for range 200 {
		if place(h, "+14155550123").status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 60 || refused > 140 {
		t.Errorf("%d of 200 equal requests were refused, want about half", refused)
	}
}

func TestInternalErrorPlacesInHalfOfTheCases(t *testing.T) {
	h := server(t, "500=1,seed=3")
	for _, n := range numbers(1000) {
		place(h, n).problem(t, http.StatusInternalServerError)
	}
	if l := readCallLog(t, h); l.Placed < 400 || l.Placed > 600 || l.Requests != 1000 {
		t.Errorf("placed = %d of %d, want about half of 1000", l.Placed, l.Requests)
	}
}

func TestDisturbedAnswers(t *testing.T) {
	sent := numbers(4)
	t.Run("html", func(t *testing.T) {
		h := server(t, "html=1")
		got := place(h, sent...)
		if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || !strings.Contains(got.body, "<html>") {
			t.Errorf("answer = %d %s %q, want a 200 with HTML", got.status, got.header.Get("Content-Type"), got.body)
		}
		if l := readCallLog(t, h); l.Placed != 4 {
			t.Errorf("placed = %d, want 4", l.Placed)
		}
	})
	t.Run("short", func(t *testing.T) {
		h := server(t, "short=1")
		got := place(h, sent...).entries(t)
		if want := sent[:3]; !slices.Equal(listed(got), want) {
			t.Errorf("numbers = %v, want %v", listed(got), want)
		}
		if l := readCallLog(t, h); l.Placed != 4 {
			t.Errorf("placed = %d, want 4", l.Placed)
		}
	})
	t.Run("reorder", func(t *testing.T) {
		for seed := range 20 {
			got := listed(place(server(t, fmt.Sprint("reorder=1,seed=", seed)), sent...).entries(t))
			moved := 0
			for i := range sent {
				if got[i] != sent[i] {
					moved++
				}
			}
			if slices.Sort(got); moved != 2 || !slices.Equal(got, sent) {
				t.Errorf("%d of %v moved, want 2 of the numbers sent", moved, got)
			}
		}
	})
	t.Run("respell", func(t *testing.T) {
		got := listed(place(server(t, "respell=1"), sent...).entries(t))
		marks := strings.NewReplacer("tel:", "", " ", "", "+", "")
		for i, number := range sent {
			if got[i] == number || "+"+marks.Replace(got[i]) != number {
				t.Errorf("the number %s is spelled %q, want it otherwise", number, got[i])
			}
		}
	})
	t.Run("reorder of one", func(t *testing.T) {
		if got := listed(place(server(t, "reorder=1"), sent[0]).entries(t)); !slices.Equal(got, sent[:1]) {
			t.Errorf("numbers = %v, want %v", got, sent[:1])
		}
	})
}

func listed(entries []entry) []string {
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Number
	}
	return list
}

func TestFaultsOfItems(t *testing.T) {
	tests := []struct{ faults, key, code string }{
		{"reject=0.5", "code", "destination_rejected"},
		{"busy=0.5", "error_code", "concurrency_limited"},
	}
	for _, tt := range tests {
		t.Run(tt.faults, func(t *testing.T) {
			h := server(t, tt.faults)
			sent := numbers(200)
			got := place(h, sent...).entries(t)
			l := readCallLog(t, h)
			if !slices.Equal(listed(got), sent) || l.Placed < 60 || l.Placed > 140 {
				t.Fatalf("entries, placed = %d, %d, want all of 200 in order and about half", len(got), l.Placed)
			}
			for _, e := range got {
				refused := e.ID == "" && e.Error[tt.key] == tt.code && e.Error["message"] != ""
				placed := e.ID != "" && e.Error == nil
				if calls := l.Calls[e.Number]; placed == refused || placed != (calls == 1) {
					t.Errorf("entry %+v, called %d times", e, calls)
				}
			}
			changed := 0
			for i, e := range place(h, sent...).entries(t) {
				if (e.ID == "") != (got[i].ID == "") {
					changed++
				}
			}
			if changed < 60 || changed > 140 {
				t.Errorf("%d of 200 had another fault the second time, want about half", changed)
			}
		})
	}
}

func TestPoisonIsForGood(t *testing.T) {
	h := server(t, "poison=0.1,seed=1")
	var poisoned, good []string
	for _, n := range numbers(500) {
		if place(h, n).status == http.StatusOK {
			good = append(good, n)
		} else {
			poisoned = append(poisoned, n)
		}
	}
	if len(poisoned) < 20 || len(poisoned) > 80 {
		t.Fatalf("%d of 500 are poisoned, want about 50", len(poisoned))
	}
	place(h, good...).entries(t)
	for _, n := range poisoned {
		place(h, good[0], n, good[1]).problem(t, http.StatusBadRequest)
	}
	if l := readCallLog(t, h); l.Placed != 2*len(good) || l.Most != 2 {
		t.Errorf("placed, most = %d, %d, want %d, 2", l.Placed, l.Most, 2*len(good))
	}
}

func TestNoLineIsForGood(t *testing.T) {
	h := server(t, "lineless=0.1,seed=1")
	sent := numbers(500)
	refused := map[string]bool{}
	for range 3 {
		for _, e := range place(h, sent...).entries(t) {
			if e.ID != "" {
				continue
			}
			if refused[e.Number] = true; e.Error["error_code"] != "concurrency_limited" {
				t.Errorf("entry %+v, want one for want of a line", e)
			}
		}
	}
	if len(refused) < 20 || len(refused) > 80 {
		t.Errorf("%d of 500 never get a line, want about 50, the same each time", len(refused))
	}
	if l := readCallLog(t, h); l.Placed != 3*(500-len(refused)) {
		t.Errorf("placed = %d, want three times all others", l.Placed)
	}
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := server(t, "latency=80ms")
		begin := time.Now()
		place(h, "+14155550123").entries(t)
		place(h, "no number").problem(t, http.StatusBadRequest)
		if got, want := time.Since(begin), 160*time.Millisecond; got != want {
			t.Errorf("two answers took %v, want %v", got, want)
		}
		readCallLog(t, h)
		ctx, leave := context.WithTimeout(t.Context(), time.Millisecond)
		defer leave()
		serve(h, callRequest("", v1, requesttest.Batch("+14155550123")).WithContext(ctx))
		if got, want := time.Since(begin), 161*time.Millisecond; got != want {
			t.Errorf("all took %v, want %v: the call log has no latency, and a client that has gone delays no other", got, want)
		}
	})
}

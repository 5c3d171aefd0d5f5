package sandbox_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/sandbox"
)

// twoLines has two lines, and calls that ring for a minute.
func twoLines(tb testing.TB, faults string) *sandbox.Server {
	tb.Helper()
	return scripted(tb, faults, sandbox.Script{Lines: 2, Outcomes: sandbox.Outcomes{NoAnswer: 1}})
}

func TestLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := twoLines(t, "")
		sent := numbers(3)
		got := place(h, sent...).entries(t)
		if got[0].ID == "" || got[1].ID == "" || got[2].ID != "" || got[2].Error["error_code"] != "concurrency_limited" {
			t.Errorf("entries = %+v, want two calls and a refusal", got)
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if got := place(h, sent[2]).entries(t); got[0].ID != "" || got[0].Error["error_code"] != "concurrency_limited" {
			t.Errorf("entry = %+v, want a refusal while both lines are taken", got[0])
		}
		time.Sleep(time.Nanosecond)
		if got := place(h, sent[2]).entries(t); got[0].ID == "" {
			t.Errorf("entry = %+v, want a call once a line is free", got[0])
		}
		if l := readCallLog(t, h); l.Placed != 3 || l.Most != 1 {
			t.Errorf("call log = %+v, want three numbers called once", l)
		}
	})
}

// TestLines429: the refusal of a request that finds no line is a 429 by choice; one that finds a line is not refused.
func TestLines429(t *testing.T) {
	h := twoLines(t, "lines-429=1")
	sent := numbers(3)
	if got := place(h, sent...).entries(t); got[1].ID == "" || got[2].ID != "" {
		t.Errorf("entries = %+v, want two calls and a refusal", got)
	}
	if p := place(h, sent[2]).problem(t, http.StatusTooManyRequests); p.Code == nil || *p.Code != "concurrency_limited" {
		t.Errorf("code = %v, want concurrency_limited", p.Code)
	}
	if l := readCallLog(t, h); l.Placed != 2 {
		t.Errorf("call log = %+v, want two calls", l)
	}
}

func TestClearingFreesLines(t *testing.T) {
	h := twoLines(t, "")
	place(h, numbers(2)...).entries(t)
	clearCallLog(h)
	if got := place(h, numbers(2)...).entries(t); got[0].ID == "" || got[1].ID == "" {
		t.Errorf("entries = %+v, want two calls", got)
	}
}

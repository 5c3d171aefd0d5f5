package sandbox_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := server(t, "lines=2,call=30s")
		sent := numbers(3)
		got := place(h, sent...).entries(t)
		if got[0].ID == "" || got[1].ID == "" || got[2].ID != "" || got[2].Error["error_code"] != "concurrency_limited" {
			t.Errorf("entries = %+v, want two calls and a refusal", got)
		}
		if p := place(h, sent[2]).problem(t, http.StatusTooManyRequests); p.Code == nil || *p.Code != "concurrency_limited" {
			t.Errorf("code = %v, want concurrency_limited", p.Code)
		}
		time.Sleep(30*time.Second - time.Nanosecond)
		place(h, sent[2]).problem(t, http.StatusTooManyRequests)
		time.Sleep(time.Nanosecond)
		if got := place(h, sent[2]).entries(t); got[0].ID == "" {
			t.Errorf("entry = %+v, want a call once the lines are free", got[0])
		}
		if l := readCallLog(t, h); l.Placed != 3 || l.Most != 1 {
			t.Errorf("call log = %+v, want three numbers called once", l)
		}
	})
}

func TestLinesLastAMinuteByDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := server(t, "lines=1")
		place(h, "+14155550123").entries(t)
		time.Sleep(time.Minute - time.Nanosecond)
		place(h, "+14155550123").problem(t, http.StatusTooManyRequests)
		time.Sleep(time.Nanosecond)
		place(h, "+14155550123").entries(t)
	})
}

func TestClearingFreesLines(t *testing.T) {
	h := server(t, "lines=1,call=1h")
	place(h, "+14155550123").entries(t)
	place(h, "+14155550123").problem(t, http.StatusTooManyRequests)
	clearCallLog(h)
	place(h, "+14155550123").entries(t)
}

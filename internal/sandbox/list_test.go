package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/sandbox"
)

type callList struct {
	Data    []shown `json:"data"`
	HasMore bool    `json:"has_more"`
	Next    *string `json:"next_page"`
}

func (l callList) ids() []string {
	ids := make([]string, len(l.Data))
	for i := range l.Data {
		ids[i] = l.Data[i].ID
	}
	return ids
}

func listCalls(tb testing.TB, h http.Handler, query string) callList {
	tb.Helper()
	l := decode[callList](tb, ask(h, http.MethodGet, "/agents/calls?agent_id=agent_1&"+query))
	if l.HasMore != (l.Next != nil) {
		tb.Errorf("has_more = %t, next_page = %v", l.HasMore, l.Next)
	}
	return l
}

// placed places a call to each of n numbers, a second apart, and returns the ids in that order.
func placed(tb testing.TB, h http.Handler, n int) []string {
	tb.Helper()
	var ids []string
	for _, number := range numbers(n) {
		ids = append(ids, place(h, number).entries(tb)[0].ID)
	}
	return ids
}

// walk reads all pages after one another, and calls between before each page but the first.
func walk(tb testing.TB, h http.Handler, limit int, between func()) (ids []string) {
	tb.Helper()
	query := fmt.Sprint("limit=", limit)
	for range 1000 {
		l := listCalls(tb, h, query)
		ids = append(ids, l.ids()...)
		if !l.HasMore {
			return ids
		}
		query = fmt.Sprintf("limit=%d&starting_after=%s", limit, url.QueryEscape(*l.Next))
		between()
	}
	tb.Fatal("the pages have no end")
	return nil
}

func nothing() {}

func reversed(list []string) []string {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}

func TestListPages(t *testing.T) {
	h := server(t, "")
	newest := reversed(placed(t, h, 25))
	serve(h, callRequest("", v1, `{"from_number_id":"ap_1","agent_id":"agent_2","outbound_calls":[{"to_number":"+14155550123"}]}`)).entries(t)
	if got := listCalls(t, h, ""); !slices.Equal(got.ids(), newest[:10]) || !got.HasMore {
		t.Errorf("first page = %v", got.ids())
	}
	if got := listCalls(t, h, "limit=100"); !slices.Equal(got.ids(), newest) || got.HasMore {
		t.Errorf("a page of 100 = %v", got.ids())
	}
	if got := walk(t, h, 7, nothing); !slices.Equal(got, newest) {
		t.Errorf("all pages = %v, want %v", got, newest)
	}
	if got := listCalls(t, h, "limit=3&ending_before="+newest[10]); !slices.Equal(got.ids(), newest[7:10]) || !got.HasMore {
		t.Errorf("page before the 11th = %v, want %v", got.ids(), newest[7:10])
	}
	if got := listCalls(t, h, "limit=5&ending_before="+newest[2]); !slices.Equal(got.ids(), newest[:2]) || got.HasMore {
		t.Errorf("page before the 3rd = %v, want %v", got.ids(), newest[:2])
	}
	if got := listCalls(t, h, "starting_after="+newest[24]); len(got.Data) != 0 || got.HasMore {
		t.Errorf("page after the last = %v", got.ids())
	}
}

// TestListWhileCallsArrive: new calls come before the cursor, so that a walk neither loses nor repeats one.
func TestListWhileCallsArrive(t *testing.T) {
	h := server(t, "")
	newest := reversed(placed(t, h, 20))
	got := walk(t, h, 6, func() { place(h, "+14155550199") })
	if !slices.Equal(got, newest) {
		t.Errorf("all pages = %v, want %v", got, newest)
	}
}

func TestListRefuses(t *testing.T) {
	h := server(t, "")
	id := placed(t, h, 1)[0]
	for _, query := range []string{
		"", "agent_id=", "agent_id=a&agent_id=b", "agent_id=agent_1&limit=0", "agent_id=agent_1&limit=101", "agent_id=agent_1&limit=x",
		"agent_id=agent_1&status=completed", "agent_id=agent_1&start_time_gte=yesterday", "agent_id=agent_1&starting_after=ac_x",
		"agent_id=agent_1&starting_after=" + id + "&ending_before=" + id, "agent_id=agent_2&starting_after=" + id, "agent_id=%zz",
	} {
		ask(h, http.MethodGet, "/agents/calls?"+query).problem(t, http.StatusBadRequest)
	}
}

func TestListOrder(t *testing.T) {
	h := server(t, "order=oldest")
	if want := placed(t, h, 8); !slices.Equal(walk(t, h, 3, nothing), want) {
		t.Errorf("order=oldest gives another order than %v", want)
	}
	h = server(t, "order=any")
	want := placed(t, h, 30)
	got := walk(t, h, 7, nothing)
	if slices.Equal(got, want) || slices.Equal(got, reversed(want)) {
		t.Errorf("order=any gives the order of time")
	}
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("order=any gives %v, want all of %v", got, want)
	}
}

// TestListBorders: pages lose or repeat the call at their border, and another walk has other faults.
func TestListBorders(t *testing.T) {
	h := server(t, "page-lose=0.3")
	newest := reversed(placed(t, h, 60))
	lost := map[string]int{}
	const walks = 40 // the ids are new each time, and so are the draws
	for range walks {
		got := walk(t, h, 5, nothing)
		for i, id := range newest {
			if !slices.Contains(got, id) {
				lost[id]++
				if i == 0 || lost[id] == walks {
					t.Errorf("call %d is lost in walk %d", i, lost[id])
				}
			}
		}
	}
	if len(lost) == 0 {
		t.Error("no call is lost")
	}
	h = server(t, "page-repeat=1")
	newest = reversed(placed(t, h, 9))
	want := []string{newest[0], newest[1], newest[2], newest[2], newest[3], newest[4], newest[4]}
	if got := walk(t, h, 3, nothing); !slices.Equal(got[:7], want) || got[len(got)-1] != newest[8] {
		t.Errorf("all pages = %v, want %v first, and %s last", got, want, newest[8])
	}
}

// TestListStartTime: the bounds hide calls of other times, and those that have no start time yet.
func TestListStartTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := scripted(t, "", sandbox.Script{Outcomes: only("busy")})
		first := placed(t, h, 1)[0]
		time.Sleep(time.Hour)
		between := time.Now()
		second := placed(t, h, 1)[0]
		query := func(name string) string { return name + "=" + url.QueryEscape(between.Format(time.RFC3339)) }
		if got := listCalls(t, h, query("start_time_gte")).ids(); len(got) != 0 {
			t.Errorf("calls since then = %v, want none: the second one has no start time", got)
		}
		time.Sleep(time.Minute)
		if got := listCalls(t, h, query("start_time_gte")).ids(); !slices.Equal(got, []string{second}) {
			t.Errorf("calls since then = %v, want the second", got)
		}
		if got := listCalls(t, h, query("start_time_lte")).ids(); len(got) == 0 || got[len(got)-1] != first {
			t.Errorf("calls until then = %v, want the first", got)
		}
	})
}

func TestListLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := server(t, "late=1")
		id := placed(t, h, 1)[0]
		time.Sleep(time.Minute - 1)
		if got := listCalls(t, h, "").ids(); len(got) != 0 {
			t.Errorf("after a minute the list has %v, want nothing", got)
		}
		if c := getCall(t, h, id); c.ID != id {
			t.Errorf("call = %+v, want it by its id", c)
		}
		time.Sleep(14*time.Minute + 1)
		if got := listCalls(t, h, "").ids(); !slices.Equal(got, []string{id}) {
			t.Errorf("after 15 minutes the list has %v, want the call", got)
		}
	})
}

func TestListIsRefused(t *testing.T) {
	h := server(t, "list-429=0.5,retry-after=2s")
	refused := 0
	for range 100 {
		if got := ask(h, http.MethodGet, "/agents/calls?agent_id=agent_1"); got.status == http.StatusTooManyRequests {
			refused++
			if after := got.header.Get("Retry-After"); after != "2" {
				t.Errorf("Retry-After = %q, want 2", after)
			}
		}
	}
	if refused < 30 || refused > 70 {
		t.Errorf("%d of 100 lists were refused, want about half", refused)
	}
}

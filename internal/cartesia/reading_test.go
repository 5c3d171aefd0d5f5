package cartesia_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

// fakeAPI returns a client of a sandbox, and the id of each call that it has placed, in order.
func fakeAPI(t *testing.T, config sandbox.Config, calls int) (*cartesia.Client, []string) {
	t.Helper()
	s := httptest.NewServer(http.StripPrefix("/proxy", sandbox.New(config)))
	t.Cleanup(s.Close)
	c := newClient(t, s.URL+"/proxy")
	var ids []string
	for len(ids) < calls {
		req := request(min(calls-len(ids), 50))
		for i := range req.Attempts {
			req.Attempts[i].Contact.Metadata = json.RawMessage(`{"name":"Zoë","n":1,"deep":{"a":[true, null]}}`)
		}
		for _, e := range c.Call(t.Context(), req).Entries {
			ids = append(ids, e.CallID)
		}
	}
	return c, ids
}

// quick are calls that are answered within moments and then last.
func quick(welcome string) sandbox.Config {
	return sandbox.Config{Script: sandbox.Script{
		Outcomes: sandbox.Outcomes{Answered: 1}, Speed: 1e5, MeanCall: 1e5 * time.Hour, Welcome: welcome,
	}}
}

// TestCallFromPlacingToItsEnd: a call of the sandbox is read, listed and canceled.
func TestCallFromPlacingToItsEnd(t *testing.T) {
	c, ids := fakeAPI(t, quick(""), 3)
	got := dialer.CallRecord{Status: "created"}
	for got.Status == "created" {
		var err error
		if got, err = c.Get(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
	}
	if got.Started.IsZero() || !got.Ended.IsZero() || got.From == "" {
		t.Errorf("started call = %+v", got)
	}
	want := dialer.CallRecord{
		ID: ids[0], AgentID: "agent_1", Status: "started", Started: got.Started, To: "+14155550100", From: got.From,
		Variables: map[string]string{"name": "Zoë", "n": "1", "deep": `{"a":[true,null]}`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("started call (-want +got):\n%s", diff)
	}
	ended, err := c.Cancel(t.Context(), ids[0])
	if outcome, over := ended.Outcome(); err != nil || outcome != dialer.OutcomeCanceled || !over || ended.Ended.IsZero() {
		t.Errorf("Cancel = %+v, %v", ended, err)
	}
	if again, err := c.Get(t.Context(), ids[0]); err != nil || again.EndReason != "api_cancelled" || again.Summary == "" {
		t.Errorf("then Get = %+v, %v", again, err)
	}
	page, err := c.List(t.Context(), dialer.ListQuery{AgentID: "agent_1"})
	if err != nil || len(page.Calls) != 3 || page.More || page.Next != "" {
		t.Errorf("List = %+v, %v", page, err)
	}
	if _, err := c.Cancel(t.Context(), ids[0]); status(err) != http.StatusBadRequest {
		t.Errorf("Cancel of an ended call: %v", err)
	}
	if _, err := c.Get(t.Context(), "ac_sandbox_none"); status(err) != http.StatusNotFound || !strings.Contains(err.Error(), "ac_sandbox_none") {
		t.Errorf("Get of no call: %v", err)
	}
}

// status is the HTTP status of an error; 0 when it has none.
func status(err error) int {
	if e, ok := errors.AsType[*dialer.APIError](err); ok {
		return e.HTTPStatus
	}
	return 0
}

// TestListWalk: a walk over all pages meets every call, in any order of the list, and bounds reach the API.
func TestListWalk(t *testing.T) {
	for _, order := range []sandbox.Order{sandbox.Newest, sandbox.Oldest, sandbox.AnyOrder} {
		config := quick("")
		config.Faults.Order = order
		c, want := fakeAPI(t, config, 130)
		var got []string
		q := dialer.ListQuery{AgentID: "agent_1", Limit: 40}
		for pages := 1; ; pages++ {
			page, err := c.List(t.Context(), q)
			if err != nil || page.Unreadable != 0 {
				t.Fatalf("List = %+v, %v", page, err)
			}
			for i := range page.Calls {
				got = append(got, page.Calls[i].ID)
			}
			if !page.More {
				if pages != 4 {
					t.Errorf("%d pages, want 4", pages)
				}
				break
			}
			q.After = page.Next
		}
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: the walk met %d calls, want %d", order, len(got), len(want))
		}
		page, err := c.List(t.Context(), dialer.ListQuery{AgentID: "agent_1", Before: got[0], StartedFrom: time.Now().Add(time.Hour)})
		if err != nil || len(page.Calls) != 0 {
			t.Errorf("List of the future = %+v, %v", page, err)
		}
	}
}

// TestListAtBorders: with pages that lose calls at their borders a single walk may miss some, and several walks find all.
func TestListAtBorders(t *testing.T) {
	config := quick("")
	config.Faults = sandbox.Faults{PageLose: 0.3, PageRepeat: 0.3}
	c, want := fakeAPI(t, config, 60)
	found := map[string]int{}
	const walks = 40 // the ids are new each time, and so are the draws
	for range walks {
		q := dialer.ListQuery{AgentID: "agent_1", Limit: 7}
		for more := true; more; {
			page, err := c.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Calls {
				found[page.Calls[i].ID]++
			}
			q.After, more = page.Next, page.More
		}
	}
	uneven := 0
	for _, id := range want {
		if found[id] == 0 {
			t.Errorf("%d walks miss call %s", walks, id)
		}
		if found[id] != walks {
			uneven++
		}
	}
	if uneven == 0 {
		t.Error("no walk lost or repeated a call")
	}
}

func TestNumberAndAgent(t *testing.T) {
	c, _ := fakeAPI(t, quick("Hi {{first_name}}, {{ plan }} at {{system__time}}; {{first_name}}?"), 0)
	n, err := c.Number(t.Context(), "ap_1")
	if err != nil || n.ID != "ap_1" || !dialer.IsE164(n.Number) || n.Provider != "cartesia" || n.Label == "" {
		t.Errorf("Number = %+v, %v", n, err)
	}
	a, err := c.Agent(t.Context(), "agent_1")
	if err != nil || a.ID != "agent_1" || a.Name == "" || !slices.Equal(a.Variables, []string{"first_name", "plan"}) {
		t.Errorf("Agent = %+v, %v", a, err)
	}
	for _, err := range []error{second(c.Number(t.Context(), "ap_missing")), second(c.Agent(t.Context(), "agent_missing"))} {
		if e, ok := errors.AsType[*dialer.APIError](err); !ok || !e.NotFound() {
			t.Errorf("an id that does not exist: %v", err)
		}
	}
	_, err = c.Number(t.Context(), "+14155550123")
	if err != nil && strings.Contains(err.Error(), "+14155550123") {
		t.Errorf("the error shows a whole number: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestIDsStayInTheirPath: no id leads to another path.
func TestIDsStayInTheirPath(t *testing.T) {
	var paths []string
	url, requests := serve(t, func(_ http.ResponseWriter, r *http.Request) { paths = append(paths, r.Method+" "+r.RequestURI) })
	c := newClient(t, url+"/base")
	for _, id := range []string{"", ".", ".."} {
		for _, err := range []error{
			second(c.Get(t.Context(), id)), second(c.Transcript(t.Context(), id)), second(c.Cancel(t.Context(), id)), second(c.Number(t.Context(), id)), second(c.Agent(t.Context(), id)),
		} {
			if err == nil {
				t.Errorf("the id %q is taken", id)
			}
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests for ids that are none", n)
	}
	const id = "../a/b?c#%2e"
	_, _ = c.Get(t.Context(), id)
	_, _ = c.Transcript(t.Context(), id)
	_, _ = c.Cancel(t.Context(), id)
	_, _ = c.Number(t.Context(), id)
	_, _ = c.Agent(t.Context(), id)
	const escaped = "..%2Fa%2Fb%3Fc%23%252e"
	want := []string{
		"GET /base/agents/calls/" + escaped, "GET /base/agents/calls/" + escaped + "?expand=transcript", "POST /base/agents/calls/" + escaped + "/cancel",
		"GET /base/agents/phone-numbers/" + escaped, "GET /base/v1/agents/" + escaped,
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

// TestReadingHeader: a GET says who asks and in which version, and has no body.
func TestReadingHeader(t *testing.T) {
	var header http.Header
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		_, _ = io.WriteString(w, `{"id":"ac_1"}`)
	})
	if _, err := newClient(t, url).Get(t.Context(), "ac_1"); err != nil {
		t.Fatal(err)
	}
	want := http.Header{
		"Authorization": {"Bearer " + testKey}, "Cartesia-Version": {"2026-03-01"}, "Accept": {"application/json"}, "User-Agent": {"bulkdial/test"},
	}
	if diff := cmp.Diff(want, header); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}

// TestReadingRefusesWhatIsNoRecord: such an answer is an error that says so, and never an empty page or call.
func TestReadingRefusesWhatIsNoRecord(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "html": "<html><body>Call +1 415 555 0123 from " + testKey + "</body></html>", "list": "[]", "other": `{"calls":[]}`,
		"data of another type": `{"data":{},"id":"ac_2"}`, "too long": `{"x":"` + strings.Repeat("x", 17<<20) + `"}`,
	} {
		url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		c := newClient(t, url)
		for what, err := range map[string]error{
			"List": second(c.List(t.Context(), dialer.ListQuery{AgentID: "a"})), "Get": second(c.Get(t.Context(), "ac_1")),
		} {
			e, ok := errors.AsType[*dialer.APIError](err)
			if !ok || e.Code != "unreadable_answer" || strings.Contains(err.Error(), testKey) || strings.Contains(err.Error(), "415 555") {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
		if n := requests.Load(); n != 2 {
			t.Errorf("%s: %d requests, want 2: another try gives the same", name, n)
		}
	}
}

// TestReadingStopsWithItsContext: the error is then that of the context.
func TestReadingStopsWithItsContext(t *testing.T) {
	url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	c := newClient(t, url)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := c.Get(ctx, "ac_1"); !errors.Is(err, cause) {
		t.Errorf("Get = %v, want %v", err, cause)
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

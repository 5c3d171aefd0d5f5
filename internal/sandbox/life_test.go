package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/sandbox"
	"bulkdial/internal/sandbox/request/requesttest"
)

// scripted returns a sandbox whose calls follow a script.
func scripted(tb testing.TB, faults string, script sandbox.Script) *sandbox.Server {
	tb.Helper()
	f, err := sandbox.ParseFaults(faults)
	if err != nil {
		tb.Fatalf("ParseFaults(%q): %v", faults, err)
	}
	return sandbox.New(sandbox.Config{Faults: f, Script: script})
}

// shown is a call as the API shows it.
type shown struct {
	ID           string         `json:"id"`
	AgentID      string         `json:"agent_id"`
	Status       string         `json:"status"`
	Start        *time.Time     `json:"start_time"`
	End          *time.Time     `json:"end_time"`
	EndReason    *string        `json:"end_reason"`
	ErrorMessage *string        `json:"error_message"`
	Summary      *string        `json:"summary"`
	Metadata     map[string]any `json:"metadata"`
	Variables    map[string]any `json:"dynamic_variables"`
	Telephony    struct {
		To, From, Direction string
		CallSID             string `json:"call_sid"`
	} `json:"telephony_params"`
}

// state is what decides the outcome of a call, as in `failed dial_busy`.
func (c *shown) state() string {
	if c.EndReason == nil {
		return c.Status
	}
	return c.Status + " " + *c.EndReason
}

// ask gives a handler a request without a body.
func ask(h http.Handler, method, path string) reply {
	return askAs(h, method, path, v1)
}

func askAs(h http.Handler, method, path, version string) reply {
	r := httptest.NewRequest(method, path, http.NoBody)
	r.Header.Set("Authorization", "Bearer sk_car_test")
	r.Header.Set("Cartesia-Version", version)
	return serve(h, r)
}

// decode reads a 200.
func decode[T any](tb testing.TB, r reply) T {
	tb.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.body), &v); err != nil || r.status != http.StatusOK {
		tb.Fatalf("answer = %d %s (%v), want a 200", r.status, r.body, err)
	}
	return v
}

func getCall(tb testing.TB, h http.Handler, id string) shown {
	tb.Helper()
	return decode[shown](tb, ask(h, http.MethodGet, "/agents/calls/"+id))
}

// placeOne places the call of one item, and returns its id.
func placeOne(tb testing.TB, h http.Handler, body string) string {
	tb.Helper()
	return serve(h, callRequest("", v1, body)).entries(tb)[0].ID
}

func only(o string) sandbox.Outcomes {
	outcomes, err := sandbox.ParseOutcomes(o + "=1")
	if err != nil {
		panic(err)
	}
	return outcomes
}

// TestLife: what can be read of a call at some moments after it was placed.
func TestLife(t *testing.T) {
	type moment struct {
		after time.Duration
		state string
	}
	tests := []struct {
		outcome string
		script  sandbox.Script
		fields  string // of the request
		moments []moment
	}{
		{"answered", sandbox.Script{MeanCall: time.Hour}, `,"max_call_duration_minutes":1`, []moment{
			{0, "created"}, {2 * time.Second, "created"}, {13 * time.Second, "started"}, {2 * time.Minute, "completed max_duration"},
		}},
		{"no_answer", sandbox.Script{}, "", []moment{{time.Minute - 1, "created"}, {time.Minute, "failed dial_no_answer"}}},
		{"no_answer", sandbox.Script{}, `,"ringing_timeout_seconds":20`, []moment{
			{20*time.Second - 1, "created"}, {20 * time.Second, "failed dial_no_answer"},
		}},
		{"no_answer", sandbox.Script{Speed: 60}, "", []moment{{time.Second - 1, "created"}, {time.Second, "failed dial_no_answer"}}},
		{"busy", sandbox.Script{}, "", []moment{{2*time.Second - 1, "created"}, {2 * time.Second, "failed dial_busy"}}},
		{"answered", sandbox.Script{MeanCall: 1 << 62, Speed: 1e-3}, "", []moment{
			{50 * time.Minute, "created"}, {4 * time.Hour, "started"}, {80 * 365 * 24 * time.Hour, "started"},
		}},
		{"failed", sandbox.Script{}, "", []moment{{time.Second - 1, "created"}, {time.Second, "failed dial_failed"}}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.outcome, tt.fields, tt.script.Speed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				script := tt.script
				script.Outcomes = only(tt.outcome)
				h := scripted(t, "seed=1", script)
				id, placed := placeOne(t, h, requesttest.With(tt.fields)), time.Now()
				for _, m := range tt.moments {
					time.Sleep(time.Until(placed.Add(m.after)))
					c := getCall(t, h, id)
					if c.state() != m.state {
						t.Errorf("after %v the call is %s, want %s", m.after, c.state(), m.state)
					}
					if (c.Start == nil) != (c.Status == "created") || (c.End == nil) != (c.EndReason == nil) {
						t.Errorf("after %v, %s, it has start %v and end %v", m.after, c.state(), c.Start, c.End)
					}
				}
			})
		})
	}
}

// TestOutcomesHaveTheirShares: many calls end as the script says, and the same seed repeats them.
func TestOutcomesHaveTheirShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 2000
		ends := func(seed int) (states []string, talk time.Duration) {
			h := scripted(t, fmt.Sprint("seed=", seed), sandbox.Script{Speed: 3600})
			entries := place(h, numbers(many)...).entries(t)
			time.Sleep(time.Hour)
			for _, e := range entries {
				c := getCall(t, h, e.ID)
				states = append(states, c.state())
				if c.Status == "completed" {
					talk += c.End.Sub(*c.Start)
				}
			}
			return states, talk
		}
		states, talk := ends(1)
		count := map[string]int{}
		for _, s := range states {
			count[s]++
		}
		answered := count["completed agent_hangup"] + count["completed client_hangup"]
		for _, share := range []struct {
			state string
			n     int
			want  float64
		}{
			{"answered", answered, 0.6},
			{"no answer", count["failed dial_no_answer"], 0.25},
			{"busy", count["failed dial_busy"], 0.1},
			{"failed", count["failed dial_failed"], 0.05},
		} {
			if got := float64(share.n) / many; got < share.want-0.04 || got > share.want+0.04 {
				t.Errorf("%s: %.3f of all, want about %.3f", share.state, got, share.want)
			}
		}
		if mean := talk * 3600 / time.Duration(answered); mean < 17*time.Second || mean > 23*time.Second {
			t.Errorf("an answered call lasts %v on average, want about 20s", mean)
		}
		if again, _ := ends(1); fmt.Sprint(again) != fmt.Sprint(states) {
			t.Error("the same seed gives other outcomes")
		}
		if other, _ := ends(2); fmt.Sprint(other) == fmt.Sprint(states) {
			t.Error("another seed gives the same outcomes")
		}
	})
}

// TestCallerNumberDialsOnceASecond: faster calls wait for their turn, and another number does not wait for them.
func TestCallerNumberDialsOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := scripted(t, "", sandbox.Script{Outcomes: only("busy")})
		queued := place(h, numbers(3)...).entries(t)
		other := placeOne(t, h, strings.Replace(requesttest.Batch("+14155550199"), "ap_1", "ap_2", 1))
		placed := time.Now()
		time.Sleep(time.Hour)
		for i, e := range queued {
			if got, want := getCall(t, h, e.ID).Start.Sub(placed).Round(time.Second), time.Duration(i)*time.Second; got != want {
				t.Errorf("call %d was dialed after %v, want %v", i, got, want)
			}
		}
		if got := getCall(t, h, other).Start.Sub(placed).Round(time.Second); got != 0 {
			t.Errorf("the call of another number was dialed after %v, want 0s", got)
		}
	})
}

func TestQueuedFor49Minutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := scripted(t, "queued=1", sandbox.Script{Outcomes: only("busy")})
		id := placeOne(t, h, requesttest.With(""))
		time.Sleep(49 * time.Minute)
		if c := getCall(t, h, id); c.Status != "created" || c.Start != nil {
			t.Errorf("after 49 minutes the call is %s", c.state())
		}
		time.Sleep(2 * time.Second)
		if c := getCall(t, h, id); c.state() != "failed dial_busy" {
			t.Errorf("then the call is %s, want failed dial_busy", c.state())
		}
	})
}

// TestEcho: what was sent with an item comes back under the name of the version that reads it.
func TestEcho(t *testing.T) {
	h := server(t, "")
	first := serve(h, callRequest("", v1, requesttest.Metadata(`{"ref": "a<1>", "n": {"x": [1, null]}}`))).entries(t)[0].ID
	second := serve(h, callRequest("", v2, requesttest.Variables(`{"ref":"b1","n":2}`))).entries(t)[0].ID
	none := serve(h, callRequest("", v1, requesttest.Metadata("null"))).entries(t)[0].ID
	if c := getCall(t, h, first); c.Metadata["ref"] != "a<1>" || fmt.Sprint(c.Metadata["n"]) != "map[x:[1 <nil>]]" || c.Variables != nil {
		t.Errorf("metadata = %v, variables = %v", c.Metadata, c.Variables)
	}
	later := decode[shown](t, askAs(h, http.MethodGet, "/agents/calls/"+second, v2))
	if later.Variables["ref"] != "b1" || later.Variables["n"] != 2.0 || later.Metadata != nil {
		t.Errorf("metadata = %v, variables = %v", later.Metadata, later.Variables)
	}
	if c := getCall(t, h, none); c.Metadata != nil {
		t.Errorf("metadata = %v, want none", c.Metadata)
	}
	c := getCall(t, h, first)
	if c.ID != first || c.AgentID != "agent_1" || c.Telephony.To != "+14155550123" || c.Telephony.From == "" || c.Telephony.Direction != "outbound" {
		t.Errorf("call = %+v", c)
	}
}

// TestWelcome: a call that lacks a variable of the welcome message fails, and says which.
func TestWelcome(t *testing.T) {
	const welcome = "Hello {{first_name}}, it is {{ system__time }}. Your {{plan}} ends."
	synctest.Test(t, func(t *testing.T) {
		h := scripted(t, "", sandbox.Script{Welcome: welcome, Outcomes: only("answered"), Speed: 1000})
		for given, lacks := range map[string]string{
			`{"first_name":"Ada","plan":"basic","more":1}`: "",
			`{"first_name":"Ada"}`:                         "plan",
			`{"first_name":null,"plan":"basic"}`:           "first_name",
			`null`:                                         "first_name",
		} {
			id := placeOne(t, h, requesttest.Metadata(given))
			time.Sleep(time.Hour)
			c := getCall(t, h, id)
			failed := c.state() == "failed error" && c.ErrorMessage != nil && strings.Contains(*c.ErrorMessage, " "+lacks+",")
			if (lacks != "") != failed || (lacks == "") != (c.Status == "completed") {
				t.Errorf("with %s the call is %s", given, c.state())
			}
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := scripted(t, "", sandbox.Script{MeanCall: 1000 * time.Hour, Outcomes: only("answered"), Lines: 1})
		id := placeOne(t, h, requesttest.With(""))
		cancel := func() reply { return ask(h, http.MethodPost, "/agents/calls/"+id+"/cancel") }
		cancel().problem(t, http.StatusBadRequest) // it rings
		time.Sleep(15 * time.Second)
		if c := decode[shown](t, cancel()); c.state() != "completed api_cancelled" || c.End == nil {
			t.Errorf("canceled call = %+v", c)
		}
		if c := getCall(t, h, id); c.state() != "completed api_cancelled" {
			t.Errorf("then the call is %s", c.state())
		}
		cancel().problem(t, http.StatusBadRequest) // it has ended
		if got := place(h, "+14155550124").entries(t); got[0].ID == "" {
			t.Errorf("entry = %+v, want a call on the free line", got[0])
		}
		ask(h, http.MethodPost, "/agents/calls/ac_sandbox_x/cancel").problem(t, http.StatusNotFound)
		r := callRequest("", v1, `{"reason":"x"}`)
		r.URL.Path = "/agents/calls/" + id + "/cancel"
		serve(h, r).problem(t, http.StatusBadRequest)
	})
}

func TestDirectory(t *testing.T) {
	h := scripted(t, "", sandbox.Script{Welcome: "Hello {{first_name}}"})
	type number struct {
		ID, Number string
		Provider   struct{ Type string }
	}
	n := decode[number](t, ask(h, http.MethodGet, "/agents/phone-numbers/ap_1"))
	if n.ID != "ap_1" || !strings.HasPrefix(n.Number, "+1202555") || n.Provider.Type != "cartesia" {
		t.Errorf("number = %+v", n)
	}
	type agent struct {
		ID, Name string
		Config   struct {
			Message string `json:"initial_message"`
		}
	}
	a := decode[agent](t, ask(h, http.MethodGet, "/v1/agents/agent_1"))
	if a.ID != "agent_1" || a.Name == "" || a.Config.Message != "Hello {{first_name}}" {
		t.Errorf("agent = %+v", a)
	}
	ask(h, http.MethodGet, "/agents/phone-numbers/ap_missing").problem(t, http.StatusNotFound)
	ask(h, http.MethodGet, "/v1/agents/agent_missing").problem(t, http.StatusNotFound)
	for _, id := range []string{"agent_1", "ap_1"} {
		body := strings.Replace(requesttest.Batch("+14155550123"), id, id[:strings.Index(id, "_")]+"_missing", 1)
		serve(h, callRequest("", v1, body)).problem(t, http.StatusNotFound)
	}
	if l := readCallLog(t, h); l.Placed != 0 {
		t.Errorf("placed = %d, want none", l.Placed)
	}
}

// TestReadingNeedsAKey: every route of the API refuses a request without a key or a version.
func TestReadingNeedsAKey(t *testing.T) {
	h := server(t, "")
	for _, path := range []string{"/agents/calls?agent_id=a", "/agents/calls/ac_1", "/agents/phone-numbers/ap_1", "/v1/agents/a"} {
		for _, header := range []string{"Authorization", "Cartesia-Version"} {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			r.Header.Set("Authorization", "Bearer sk_car_test")
			r.Header.Set("Cartesia-Version", v1)
			r.Header.Del(header)
			if got := serve(h, r); got.status != http.StatusUnauthorized && got.status != http.StatusBadRequest {
				t.Errorf("GET %s without %s = %d", path, header, got.status)
			}
		}
	}
	ask(h, http.MethodGet, "/agents/calls/ac_sandbox_x").problem(t, http.StatusNotFound)
}

func TestGetFails(t *testing.T) {
	h := server(t, "get-500=0.5")
	id := placeOne(t, h, requesttest.With(""))
	failed := 0
	for range 100 {
		if got := ask(h, http.MethodGet, "/agents/calls/"+id); got.status == http.StatusInternalServerError {
			failed++
		}
	}
	if failed < 15 || failed > 85 { // the id is new each time, and so are the draws
		t.Errorf("%d of 100 failed, want about half", failed)
	}
}

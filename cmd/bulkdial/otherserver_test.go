package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// otherServer is an API that shares no code with the sandbox: it is written from the public description of creating, listing and
// reading calls alone. A call goes on with each reading of it.
type otherServer struct {
	mu    sync.Mutex
	calls []map[string]any // oldest first
	// shown counts how often each call was shown.
	shown map[string]int
	// hidden calls are never listed.
	hidden func(i int) bool
	// oldest: the list begins with the oldest call.
	oldest bool
}

func (s *otherServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	path := strings.TrimPrefix(r.URL.Path, "/agents/calls")
	switch {
	case r.Method == http.MethodPost && path == "":
		s.create(w, r)
	case r.Method == http.MethodGet && path == "":
		s.list(w, r)
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/"):
		s.get(w, strings.TrimPrefix(path, "/"))
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"error_code":null,"title":"Not Found","message":"not found","request_id":"r"}`))
	}
}

func (s *otherServer) create(w http.ResponseWriter, r *http.Request) {
	var order struct {
		AgentID string `json:"agent_id"`
		Calls   []struct {
			To       string         `json:"to_number"`
			Metadata map[string]any `json:"metadata"`
		} `json:"outbound_calls"`
	}
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var entries []map[string]any
	for _, c := range order.Calls {
		id := fmt.Sprintf("ac_%08x", 7919*(len(s.calls)+1))
		s.calls = append(s.calls, map[string]any{
			"id": id, "agent_id": order.AgentID, "status": "created", "start_time": nil, "end_time": nil, "end_reason": nil, "metadata": c.Metadata,
			"telephony_params": map[string]any{"to": c.To, "from": "+12025550100", "call_sid": nil, "direction": "outbound"},
		})
		entries = append(entries, map[string]any{"number": c.To, "agent_call_id": id, "error": nil})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"calls": entries})
}

// live lets the i-th call go on, and returns it.
func (s *otherServer) live(i int) map[string]any {
	c := s.calls[i]
	id, _ := c["id"].(string)
	s.shown[id]++
	ends := [][2]any{{"completed", "client_hangup"}, {"failed", "dial_no_answer"}, {"cancelled", nil}, {"completed", "transferred"}, {"abandoned", "somewhere"}}
	switch end := ends[i%len(ends)]; s.shown[id] {
	case 1:
	case 2:
		c["status"], c["start_time"] = "started", "2030-01-01T00:00:00.5+02:00" // another clock
	default:
		c["status"], c["end_reason"], c["end_time"] = end[0], end[1], "2029-12-31T22:00:11Z"
		c["start_time"] = "2029-12-31T22:00:00.5Z"
	}
	return c
}

func (s *otherServer) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if q.Get("agent_id") != "agent_x" || err != nil || limit < 1 || limit > 100 {
		http.Error(w, "agent_id and limit", http.StatusBadRequest)
		return
	}
	order := make([]int, 0, len(s.calls))
	for i := range s.calls {
		order = append(order, i)
	}
	if !s.oldest {
		slices.Reverse(order)
	}
	if after := q.Get("starting_after"); after != "" {
		at := slices.IndexFunc(order, func(i int) bool { return s.calls[i]["id"] == after })
		order = order[at+1:]
	}
	data := []map[string]any{}
	more := false
	for _, i := range order {
		if s.hidden(i) {
			continue
		}
		if len(data) == limit {
			more = true
			break
		}
		data = append(data, s.live(i))
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data, "has_more": more})
}

func (s *otherServer) get(w http.ResponseWriter, id string) {
	for i := range s.calls {
		if s.calls[i]["id"] == id {
			_ = json.NewEncoder(w).Encode(s.live(i))
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

// TestTrackOtherServer: calls are followed to their ends on a server that is not ours, also when it lists the oldest first, lacks some
// calls in its list, has statuses that nobody knows, and a clock of its own.
func TestTrackOtherServer(t *testing.T) {
	t.Parallel()
	for _, oldest := range []bool{false, true} {
		t.Run(fmt.Sprint("oldest first ", oldest), func(t *testing.T) {
			t.Parallel()
			server := &otherServer{shown: map[string]int{}, oldest: oldest, hidden: func(i int) bool { return i%40 == 7 }}
			api := httptest.NewServer(server)
			t.Cleanup(api.Close)
			dir := t.TempDir()
			contacts := filepath.Join(dir, "leads.csv")
			writeContacts(t, contacts, 250)
			run := func(args ...string) string {
				t.Helper()
				cmd := exec.Command("bulkdial", append(args, contacts, "--base-url", api.URL)...)
				cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
				var errors bytes.Buffer
				cmd.Stderr = &errors
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("%v: %v\n%s", args, err, errors.String())
				}
				return string(out)
			}
			run("run", "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes", "--cps", "0")
			if got, want := run("track"), "  50 answered, 50 no answer, 50 canceled, 100 other\n"; !strings.Contains(got, want) {
				t.Errorf("track prints\n%swant %s", got, want)
			}
			n := 0
			if err := ledger.ReadCalls(filepath.Join(dir, "leads.calls.csv"), func(c *dialer.CDR) {
				n++
				if d, ok := c.Duration(); c.FromNumber != "+12025550100" || !ok || d.String() != "10.5s" {
					t.Errorf("CDR %+v", c)
				}
			}); err != nil || n != 250 {
				t.Errorf("%d CDRs, %v", n, err)
			}
		})
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// attackAPI is an API with small faults that logs whom it was asked to call.
type attackAPI struct {
	server *httptest.Server
	seed   uint64

	mu    sync.Mutex
	conns map[net.Conn]bool
	// hooks are what happens at a request of the present run, from 1.
	hooks    map[int][]func()
	requests int
	calls    int // ids given
	// By number: sent counts the attempts, perhaps those that may have dialed, accepted those that were answered so, and
	// inRun those of the present run that may have dialed.
	sent, perhaps, accepted, inRun map[string]int
}

func newAttackAPI(t *testing.T, seed uint64) *attackAPI {
	t.Helper()
	s := &attackAPI{seed: seed, conns: map[net.Conn]bool{}, sent: map[string]int{}, perhaps: map[string]int{}, accepted: map[string]int{}}
	s.begin()
	s.server = httptest.NewUnstartedServer(placing(s.place))
	s.server.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.conns[conn] = true; state == http.StateClosed || state == http.StateHijacked {
			delete(s.conns, conn)
		}
	}
	s.server.Start()
	t.Cleanup(s.server.Close)
	return s
}

func (s *attackAPI) url() string { return s.server.URL }

// begin starts the count of the requests of a run.
func (s *attackAPI) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks, s.requests, s.inRun = map[int][]func(){}, 0, map[string]int{}
}

// at lets something happen when the nth request of the run arrives.
func (s *attackAPI) at(n int, hook func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks[n] = append(s.hooks[n], hook)
}

// rest waits until all that a process has sent was read, and forgets its hooks.
func (s *attackAPI) rest(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(faultPatience)
	for {
		s.mu.Lock()
		open := len(s.conns)
		s.mu.Unlock()
		switch {
		case open == 0:
			s.mu.Lock()
			defer s.mu.Unlock()
			s.hooks, s.requests = map[int][]func(){}, 0
			return
		case time.Now().After(deadline):
			t.Fatalf("%d connections of a process that has ended", open)
		}
		time.Sleep(time.Millisecond)
	}
}

// called returns who may have been dialed in the present run.
func (s *attackAPI) called() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.inRun)
}

// total counts all calls that may have been dialed.
func (s *attackAPI) total() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, calls := range s.perhaps {
		n += calls
	}
	return n
}

// refuses reports whether a number is refused in its entry, always.
func refuses(number string) bool {
	return strings.HasSuffix(number, "7") && number[len(number)-2]%2 == 0
}

// place answers one request.
func (s *attackAPI) place(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Calls []struct {
			Number string `json:"to_number"`
		} `json:"outbound_calls"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || len(body.Calls) == 0 {
		return // it was cut off
	}
	var numbers []string
	for _, call := range body.Calls {
		numbers = append(numbers, call.Number)
	}
	fate, first, hooks := s.arrive(numbers)
	for _, hook := range hooks {
		hook()
	}
	time.Sleep(time.Duration(1+fate%4) * time.Millisecond)
	switch fate % 100 {
	case 0, 1, 2:
		panic(http.ErrAbortHandler) // the answer is lost
	case 3, 4:
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	var entries []string
	for i, number := range numbers {
		if refuses(number) {
			entries = append(entries, fmt.Sprintf(`{"number":%q,"agent_call_id":null,"error":{"code":"refused","message":"not this one"}}`, number))
			continue
		}
		entries = append(entries, fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%d_%d","error":null}`, number, s.seed, first+i))
	}
	s.answered(numbers)
	fmt.Fprintf(w, `{"calls":[%s]}`, strings.Join(entries, ","))
}

// arrive logs a request, draws its fate, and returns the first of the ids that it may give, and what is to happen now.
func (s *attackAPI) arrive(numbers []string) (fate uint64, first int, hooks []func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, number := range numbers {
		if s.sent[number]++; !refuses(number) {
			s.perhaps[number]++
			s.inRun[number]++
		}
	}
	s.requests++
	first, s.calls = s.calls, s.calls+len(numbers)
	hash := fnv.New64a()
	fmt.Fprintf(hash, "%d %v %d", s.seed, numbers, s.sent[numbers[0]])
	return hash.Sum64(), first, s.hooks[s.requests]
}

func (s *attackAPI) answered(numbers []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, number := range numbers {
		if !refuses(number) {
			s.accepted[number]++
		}
	}
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// faultServer is an API that does what a script says, byte by byte. It counts what it was sent.
type faultServer struct {
	listener net.Listener
	// ended is closed when the test ends; scripts that hang wait for it.
	ended chan struct{}
	open  sync.WaitGroup

	mu       sync.Mutex
	script   func(*exchange)
	requests int            // read to their end
	calls    map[string]int // by number: the requests that may have placed a call
	arrivals []string       // the numbers in the order of arrival, one element a request
	conns    map[net.Conn]bool
}

// exchange is one request and what is answered to it. The connection is kept for the next one unless it is closed.
type exchange struct {
	server  *faultServer
	conn    net.Conn
	request *http.Request
	n       int // from 1
	numbers []string
	closed  bool
}

// newHoldingServer accepts each request once release is closed, or the test ends.
func newHoldingServer(t *testing.T) (api *faultServer, release chan struct{}) {
	t.Helper()
	release = make(chan struct{})
	return newFaultServer(t, func(x *exchange) {
		select {
		case <-release:
		case <-x.server.ended:
		}
		x.accept()
	}), release
}

// newFaultServer serves a script until the test ends.
func newFaultServer(t *testing.T, script func(*exchange)) *faultServer {
	t.Helper()
	s := newFaultState(script)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.serve(t, listener)
	return s
}

func newFaultState(script func(*exchange)) *faultServer {
	return &faultServer{ended: make(chan struct{}), script: script, calls: map[string]int{}, conns: map[net.Conn]bool{}}
}

func (s *faultServer) serve(t *testing.T, listener net.Listener) {
	t.Helper()
	s.listener = listener
	s.open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.open.Go(func() { s.converse(conn) })
		}
	})
	t.Cleanup(func() {
		close(s.ended)
		listener.Close()
		s.mu.Lock()
		for conn := range s.conns {
			conn.Close()
		}
		s.mu.Unlock()
		s.open.Wait()
	})
}

func (s *faultServer) url() string { return "http://" + s.listener.Addr().String() }

// converse reads the requests of one connection.
func (s *faultServer) converse(conn net.Conn) {
	defer conn.Close()
	s.mu.Lock()
	s.conns[conn] = true
	s.mu.Unlock()
	reader := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		if strings.Contains(request.URL.Path, "/phone-numbers/") || strings.Contains(request.URL.Path, "/v1/agents/") { // of the preflight
			_, _ = io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
			continue
		}
		x, script := s.begin(conn, request, body)
		if script(x); x.closed {
			return
		}
	}
}

// begin counts a request: unless the script takes that back, it may have called all numbers in it.
func (s *faultServer) begin(conn net.Conn, request *http.Request, body []byte) (*exchange, func(*exchange)) {
	var sent struct {
		Calls []struct {
			Number string `json:"to_number"`
		} `json:"outbound_calls"`
	}
	_ = json.Unmarshal(body, &sent)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	x := &exchange{server: s, conn: conn, request: request, n: s.requests}
	for _, c := range sent.Calls {
		x.numbers = append(x.numbers, c.Number)
		s.calls[c.Number]++
	}
	s.arrivals = append(s.arrivals, strings.Join(x.numbers, " "))
	return x, s.script
}

// plays replaces the script.
func (s *faultServer) plays(script func(*exchange)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

func (s *faultServer) requestCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// called returns how often each number may have been called.
func (s *faultServer) called() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// noneCalled says that this request called no number.
func (x *exchange) noneCalled() { x.spare(x.numbers...) }

// spare says that this request did not call some of its numbers.
func (x *exchange) spare(numbers ...string) {
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	for _, number := range numbers {
		if x.server.calls[number]--; x.server.calls[number] == 0 {
			delete(x.server.calls, number)
		}
	}
}

// raw sends text as it is; errors are the client's doing.
func (x *exchange) raw(format string, args ...any) error {
	_, err := fmt.Fprintf(x.conn, format, args...)
	return err
}

// reply sends a whole response. The headers end with CRLF each.
func (x *exchange) reply(status int, headers, body string) {
	_ = x.raw("HTTP/1.1 %d %s\r\n%sContent-Length: %d\r\n\r\n%s", status, http.StatusText(status), headers, len(body), body)
}

// refuse sends a response that proves that no contact was called, with the documented body of an error.
func (x *exchange) refuse(status int, headers, message string) {
	x.noneCalled()
	text, _ := json.Marshal(map[string]string{"error_code": "told_so", "title": "Told so", "message": message, "request_id": "req_1"})
	x.reply(status, headers, string(text))
}

// accept places all calls of the request.
func (x *exchange) accept() { x.reply(200, "", x.good()) }

// good is the body of a good answer.
func (x *exchange) good() string { return answerOf(x.entries()...) }

// entries are those of a good answer.
func (x *exchange) entries() []string {
	var entries []string
	for i, number := range x.numbers {
		entries = append(entries, fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%d_%d","error":null}`, number, x.n, i))
	}
	return entries
}

func answerOf(entries ...string) string { return `{"calls":[` + strings.Join(entries, ",") + `]}` }

// close ends the connection; reset does so with a RST.
func (x *exchange) close() {
	x.closed = true
	x.conn.Close()
}

func (x *exchange) reset() {
	if tcp, ok := x.conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	x.close()
}

// hang never answers.
func (x *exchange) hang() {
	<-x.server.ended
	x.close()
}

// placing serves an API that knows only how to place calls.
func placing(place http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.NotFound(w, r)
			return
		}
		place(w, r)
	})
}

func accepting(x *exchange) { x.accept() }

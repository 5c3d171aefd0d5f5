package fast

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"
)

// Server answers requests. Its fields are set before Serve.
type Server struct {
	// Latency is the time from the reading of a request to its answer.
	Latency time.Duration
	// Arrived observes each request: when it was read, and its number of calls. It may be nil. Several goroutines call it at
	// the same time.
	Arrived func(at time.Time, calls int)

	requests, calls atomic.Int64
}

// Requests returns the number of requests that were answered or are being answered.
func (s *Server) Requests() int64 { return s.requests.Load() }

// Calls returns the number of calls in these requests.
func (s *Server) Calls() int64 { return s.calls.Load() }

// Serve answers the requests on l until ctx ends, and then returns nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("accepting a connection: %w", err)
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		go s.serve(conn)
	}
}

// serve answers the requests of a connection, one after another, until it ends or sends no valid request.
func (s *Server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }() // the client sees it end
	in := bufio.NewReaderSize(conn, 64<<10)
	var body, entries, answer []byte
	for {
		length, err := readHeader(in)
		if err != nil {
			return
		}
		if cap(body) < length {
			body = make([]byte, length)
		}
		body = body[:length]
		if _, err := io.ReadFull(in, body); err != nil {
			return
		}
		arrival := time.Now()
		var calls int
		entries, calls = appendEntries(entries[:0], body, s.requests.Add(1))
		s.calls.Add(int64(calls))
		if s.Arrived != nil {
			s.Arrived(arrival, calls)
		}
		if s.Latency > 0 {
			time.Sleep(time.Until(arrival.Add(s.Latency)))
		}
		answer = append(answer[:0], "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "...)
		answer = strconv.AppendInt(answer, int64(len(entries)), 10)
		answer = append(append(answer, "\r\n\r\n"...), entries...)
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

var errNoLength = errors.New("the request has no Content-Length")

// readHeader reads the head of a request up to its body, and returns the body's length in bytes.
func readHeader(in *bufio.Reader) (int, error) {
	const name = "content-length:"
	length := -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, err //nolint:wrapcheck // it only ends the connection
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if len(line) > len(name) && bytes.EqualFold(line[:len(name)], []byte(name)) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(name):]))); err != nil {
				return 0, errNoLength
			}
		}
	}
	if length < 0 {
		return 0, errNoLength
	}
	return length, nil
}

// appendEntries appends the answer to the calls of a body, and counts them. An id has the number of the request and the index
// in it.
func appendEntries(b, body []byte, request int64) (answer []byte, calls int) {
	// A search for an underscore is faster than one for a quote, which is frequent.
	const before, from = `"to`, `_number":"`
	id := fmt.Appendf(nil, `","agent_call_id":"ac_%012d_000000`, request)
	b = append(b, `{"calls":[`...)
	for {
		at := bytes.Index(body, []byte(from))
		if at < 0 {
			break
		}
		named := bytes.HasSuffix(body[:at], []byte(before))
		body = body[at+len(from):]
		if !named {
			continue
		}
		end := bytes.IndexByte(body, '"')
		if end < 0 {
			break
		}
		if calls > 0 {
			b = append(b, ',')
		}
		calls++
		countUp(id)
		b = append(append(b, `{"number":"`...), body[:end]...)
		b = append(append(b, id...), `","error":null}`...)
	}
	return append(b, `]}`...), calls
}

// countUp adds one to the decimal number at the end of a text, which has enough digits.
func countUp(text []byte) {
	i := len(text) - 1
	for ; text[i] == '9'; i-- {
		text[i] = '0'
	}
	text[i]++
}

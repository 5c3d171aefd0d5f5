package cartesia_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
)

const goodCalls = `{"calls":[{"number":"+14155550100","agent_call_id":"ac_1"}]}`

// goodAnswer is a whole answer to a request for one contact.
const goodAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n" + goodCalls

// rawServer accepts connections and hands them to a function, which closes them.
type rawServer struct {
	url      string
	accepted atomic.Int64
}

func serveRaw(t *testing.T, handle func(conn *net.TCPConn)) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{url: "http://" + l.Addr().String()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.accepted.Add(1)
			handle(conn.(*net.TCPConn))
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return s
}

// readRequest reads one whole request.
func readRequest(conn io.Reader) error {
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, err = io.Copy(io.Discard, r.Body)
	}
	return err
}

// pipes returns a dial whose connections end in a function, each in a goroutine of its own.
func pipes(dials *atomic.Int64, handle func(conn net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		dials.Add(1)
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			handle(far)
		}()
		return near, nil
	}
}

package sandbox

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	// maxBody is how long a body may be, in bytes.
	maxBody = 16 << 20
	// bodyTimeout is how long a body may take to arrive. The server has no timeout of its own for it, because that
	// would also end a request whose answer hangs.
	bodyTimeout = time.Minute
)

// transfer is one request with its answer.
type transfer struct {
	w         http.ResponseWriter
	r         *http.Request
	requestID string
}

// body reads the body.
func (x *transfer) body() ([]byte, *problem) {
	control := http.NewResponseController(x.w)
	_ = control.SetReadDeadline(time.Now().Add(bodyTimeout)) // Not every writer has a connection.
	defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	var body bytes.Buffer
	if n := x.r.ContentLength; n > 0 && n <= maxBody {
		body.Grow(int(n) + bytes.MinRead)
	}
	_, err := io.Copy(&body, http.MaxBytesReader(x.w, x.r.Body, maxBody))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return nil, problemf(http.StatusRequestEntityTooLarge, "The body is longer than %d bytes.", maxBody)
	}
	if err != nil {
		return nil, problemf(http.StatusBadRequest, "The body could not be read: %v.", err)
	}
	return body.Bytes(), nil
}

// wait waits, and reports whether the client still waits for the answer.
func (x *transfer) wait(d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.r.Context().Done():
		return false
	}
}

// send writes the part of an answer that its delivery allows.
func (x *transfer) send(a answer) {
	switch a.delivery {
	case deliverNever:
		<-x.r.Context().Done()
		x.sever()
		return
	case deliverNothing:
		x.sever()
		return
	case deliverProtocol:
		x.switchProtocol()
		return
	case deliverHalf:
		// The server closes the connection when less is written than Content-Length says.
		x.w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		a.body = a.body[:len(a.body)/2]
	case deliverAll:
	}
	x.w.Header().Set("Content-Type", a.contentType)
	if a.retryAfter > 0 {
		x.w.Header().Set("Retry-After", wholeSeconds(a.retryAfter))
	}
	x.w.WriteHeader(a.status)
	_, _ = x.w.Write(a.body) // A client that has gone needs no error.
}

// switchProtocol answers with 101, and keeps the connection until the client closes it.
func (x *transfer) switchProtocol() {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		x.sever()
		return
	}
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: sandbox\r\n\r\n")
	if err == nil {
		_, _ = io.Copy(io.Discard, conn) // until the client has enough
	}
}

// sever closes the connection without an answer. A writer without a connection gets a 500.
func (x *transfer) sever() {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		x.refuse(problemf(http.StatusInternalServerError, "The sandbox cannot close this connection: %v.", err))
		return
	}
	_ = conn.Close()
}

func (x *transfer) refuse(p *problem) {
	x.send(answer{status: p.status, contentType: jsonType, body: p.body(x.requestID)})
}

func (x *transfer) refuseMethod(allowed string) {
	x.w.Header().Set("Allow", allowed)
	x.refuse(problemf(http.StatusMethodNotAllowed, "The method %s is not allowed here.", x.r.Method))
}

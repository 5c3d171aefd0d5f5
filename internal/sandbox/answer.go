package sandbox

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// answer is an answer, and how it is sent.
type answer struct {
	status      int
	contentType string
	retryAfter  time.Duration // 0: no Retry-After
	body        []byte
	delivery    delivery
}

// delivery is how much of an answer arrives.
type delivery int

const (
	deliverAll      delivery = iota
	deliverHalf              // its body breaks off
	deliverNothing           // the connection is closed instead
	deliverNever             // the connection stays open, and silent
	deliverProtocol          // a 101 instead, and the connection stays open
)

// found is a 200 with a value that always encodes.
func found(value any) answer {
	body, _ := json.Marshal(value)
	return answer{status: http.StatusOK, contentType: jsonType, body: body}
}

// refusal is a problem as it is answered.
func (s *Server) refusal(x *transfer, p *problem) answer {
	a := answer{status: p.status, contentType: jsonType, body: p.body(x.requestID)}
	switch p.status {
	case http.StatusTooManyRequests:
		a.retryAfter = s.config.Faults.RetryAfter
	case http.StatusServiceUnavailable:
		a.retryAfter = max(s.config.Faults.RetryAfter, time.Second)
	}
	return a
}

// wholeSeconds is a Retry-After. It rounds up.
func wholeSeconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(d.Seconds())), 10)
}

package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// codeConcurrencyLimited is Cartesia's code for an error because no line is free.
const codeConcurrencyLimited = "concurrency_limited"

// problem is an error answer.
type problem struct {
	status  int
	code    string // empty: null
	message string
}

// problemf returns a problem without a code.
func problemf(status int, format string, args ...any) *problem {
	return &problem{status: status, message: fmt.Sprintf(format, args...)}
}

// body returns the documented error body.
func (p *problem) body(requestID string) []byte {
	var code *string
	if p.code != "" {
		code = &p.code
	}
	body, _ := json.Marshal(struct { // Strings always encode.
		ErrorCode *string `json:"error_code"`
		Title     string  `json:"title"`
		Message   string  `json:"message"`
		RequestID string  `json:"request_id"`
	}{code, http.StatusText(p.status), p.message, requestID})
	return body
}

// noCall is the problem of an id that no call has.
func noCall(id string) *problem { return problemf(http.StatusNotFound, "There is no call %s.", id) }

// unkept is the problem of calls that could not be written to the CallFile.
func unkept(err error) *problem {
	return problemf(http.StatusInternalServerError, "The sandbox could not keep its calls: %v.", err)
}

// noLine is the problem of a request for which no line is free.
func noLine() *problem {
	return &problem{http.StatusTooManyRequests, codeConcurrencyLimited, "The concurrency limit of the organization is reached."}
}

// broken is the problem of a request that fails inside the API; its calls may have been placed.
func broken() *problem {
	return problemf(http.StatusInternalServerError, "Outbound calling is temporarily unavailable.")
}

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

package sandbox

import "bulkdial/internal/sandbox/request"

// entry is the answer for one item.
type entry struct {
	Number      string     `json:"number"`
	AgentCallID *string    `json:"agent_call_id"`
	Error       *itemError `json:"error"`
}

// itemError is the error of an entry. The API does not document its keys, so the sandbox uses both likely ones.
type itemError struct {
	ErrorCode string `json:"error_code,omitempty"`
	Code      string `json:"code,omitempty"`
	Title     string `json:"title"`
	Message   string `json:"message"`
}

func placedEntry(n request.Number, id string) entry {
	return entry{Number: n.String(), AgentCallID: &id}
}

func rejectedEntry(n request.Number) entry {
	return entry{Number: n.String(), Error: &itemError{
		Code: "destination_rejected", Title: "Destination rejected", Message: "The sandbox rejected this destination.",
	}}
}

func busyEntry(n request.Number) entry {
	return entry{Number: n.String(), Error: &itemError{
		ErrorCode: codeConcurrencyLimited, Title: "Concurrency limit reached", Message: "No line was free for this destination.",
	}}
}

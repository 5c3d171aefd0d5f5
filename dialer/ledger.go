package dialer

import (
	"strings"
	"time"
)

// Ledger is the durable record of a campaign; csvio/ledger implements it. Its methods may be called from several goroutines
// at once. After an error of any of them the ledger is lost for the rest of the run: each later call fails too.
type Ledger interface {
	// Intend returns nil once it is on disk that req is about to be sent: not before may its first byte leave.
	Intend(req Request) error
	// Settle ends what Intend began. It does not wait for the disk: told is called once, with nil when the results are
	// on disk, so that the intent can be taken back, else with the reason why they are not recorded. It must not call
	// the ledger. There may be fewer results than attempts: a contact without one was certainly not dialed and stays
	// pending.
	Settle(batch BatchName, results []Result, told func(error))
	// Append takes the result of a contact that is in no request: one that is not called, or that is found to be
	// rejected after its request was settled. It is on disk after the next Flush.
	Append(result Result) error
	// Flush returns nil once all is on disk that was given to the ledger before. Every told was called then, also when
	// there is an error.
	Flush() error
}

// Result is one line of a campaign's record: the outcome of one attempt, or one skip.
type Result struct {
	Row int
	ID  string
	// Number is E.164, or the cell as it stood when the number is invalid.
	Number      string
	Disposition Disposition
	// CallID is the API's agent_call_id; set when accepted, and when an entry carried both an id and an error.
	CallID string
	// ErrorCode is a word for machines; Error one line for people, JSON when the API gave an object.
	ErrorCode, Error string
	// Attempt counts from 1 over all runs; 0 for a skip.
	Attempt int
	// Batch names the request that carried the contact; empty for a skip.
	Batch BatchName
	// HTTPStatus and RequestID are the answer's, 0 and empty when there was none.
	HTTPStatus int
	RequestID  string
	// FromNumberID names the number that the request called from; empty for a skip, and in results of earlier versions.
	FromNumberID string
	// AgentID names the agent of the request; empty for a skip, and where it is not known any more. The record holds it for a run as a
	// whole.
	AgentID string
	// At is the time of the answer or of the skip.
	At time.Time
	// SheetRow is the contact's, for messages; the record does not hold it.
	SheetRow int
}

// OneLine returns s with each line break turned into a space, which is how the record holds every field: a torn
// last line is then what follows the last line break.
func OneLine(s string) string {
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(s)
}

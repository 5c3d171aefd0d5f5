package csvio

import (
	"encoding/json"
	"fmt"
	"time"

	"bulkdial/dialer"
)

// intent is one line of the in-flight record: a request that is about to be sent.
type intent struct {
	Batch    string          `json:"batch"`
	At       time.Time       `json:"at"`
	Contacts []intentContact `json:"contacts"`
}

// intentContact is what is needed to write the contact's result without the contacts file.
type intentContact struct {
	Row      int    `json:"row"`
	ID       string `json:"id,omitempty"`
	ToNumber string `json:"to_number"`
	Attempt  int    `json:"attempt"`
}

func newIntent(req *dialer.Request, at time.Time) intent {
	contacts := make([]intentContact, 0, len(req.Attempts))
	for i := range req.Attempts {
		c := &req.Attempts[i].Contact
		contacts = append(contacts, intentContact{Row: c.Row, ID: c.ID, ToNumber: c.Number, Attempt: req.Attempts[i].Number})
	}
	return intent{Batch: req.Batch, At: at.UTC(), Contacts: contacts}
}

// line encodes a value as one line of the in-flight record.
func line(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding an intent: %w", err)
	}
	return append(b, '\n'), nil
}

// openIntents finds out which intents have no result.
type openIntents struct {
	order []intent
	// open holds by batch and row who has no result yet.
	open map[string]map[int]bool
}

func newOpenIntents(intents []intent) openIntents {
	o := openIntents{order: intents, open: map[string]map[int]bool{}}
	for _, in := range intents {
		rows := map[int]bool{}
		for _, c := range in.Contacts {
			rows[c.Row] = true
		}
		o.open[in.Batch] = rows
	}
	return o
}

func (o *openIntents) answered(r *dialer.Result) {
	if len(o.open) > 0 {
		delete(o.open[r.Batch], r.Row)
	}
}

// Interrupted is the error_code of an attempt that a run did not see the end of.
const Interrupted = "interrupted"

// interrupted returns a result for each contact that has none.
func (o *openIntents) interrupted() []dialer.Result {
	var results []dialer.Result
	for _, in := range o.order {
		for _, c := range in.Contacts {
			if !o.open[in.Batch][c.Row] {
				continue
			}
			results = append(results, dialer.Result{
				Row: c.Row, ID: c.ID, Number: c.ToNumber, Disposition: dialer.Unknown,
				ErrorCode: Interrupted, Error: "the run ended before the answer was recorded; the call may have been placed",
				Attempt: c.Attempt, Batch: in.Batch, At: in.At,
			})
		}
	}
	return results
}

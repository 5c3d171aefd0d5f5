package csvio

import (
	"encoding/json"
	"fmt"
	"strconv"
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

// appendIntent appends the line of a request that is about to be sent, as encoding/json would write its intent.
func appendIntent(to []byte, req *dialer.Request, at time.Time) []byte {
	to = appendJSON(append(to, `{"batch":`...), req.Batch)
	to = at.UTC().AppendFormat(append(to, `,"at":"`...), time.RFC3339Nano)
	to = append(to, `","contacts":[`...)
	for i := range req.Attempts {
		c := &req.Attempts[i].Contact
		if i > 0 {
			to = append(to, ',')
		}
		to = strconv.AppendInt(append(to, `{"row":`...), int64(c.Row), 10)
		if c.ID != "" {
			to = appendJSON(append(to, `,"id":`...), c.ID)
		}
		to = appendJSON(append(to, `,"to_number":`...), c.Number)
		to = strconv.AppendInt(append(to, `,"attempt":`...), int64(req.Attempts[i].Number), 10)
		to = append(to, '}')
	}
	return append(to, "]}\n"...)
}

// appendRetired appends the line that takes the intent of a batch back.
func appendRetired(to []byte, batch string) []byte {
	return append(appendJSON(append(to, `{"done":`...), batch), "}\n"...)
}

// appendJSON appends a string as encoding/json writes it.
func appendJSON(to []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(s) // of a string it has no error
			return append(to, quoted...)
		}
	}
	to = append(append(to, '"'), s...)
	return append(to, '"')
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

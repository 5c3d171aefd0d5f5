package cartesia

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"

	"bulkdial/dialer"
)

// A readable answer is not longer than this, and as much more for each contact.
const (
	maxBody     = 64 << 10
	maxBodyItem = 4 << 10
)

// reply is the body of a 200. Its parts are read one by one: an odd entry must not cost the ids of the others.
type reply struct {
	Calls []json.RawMessage `json:"calls"`
}

// call is one entry. Fields that are not known are passed over.
type call struct {
	Number string          `json:"number"`
	ID     string          `json:"agent_call_id"`
	Error  json.RawMessage `json:"error"`
}

// calls reads a 2xx.
func (c *Client) calls(resp *http.Response, req *dialer.Request) dialer.Answer {
	content, err := readBody(resp, int64(maxBody+maxBodyItem*len(req.Attempts)))
	if err != nil {
		return dialer.Answer{Verdict: dialer.Lost, Code: "unreadable_answer", Message: c.text.line("reading the answer: " + err.Error())}
	}
	return c.decode(content, req)
}

// decode reads the body of a 2xx.
func (c *Client) decode(content []byte, req *dialer.Request) dialer.Answer {
	var r reply
	if err := json.Unmarshal(content, &r); err != nil || r.Calls == nil {
		return c.unreadable(content, err)
	}
	entries := make([]dialer.Entry, len(req.Attempts))
	for i := range entries {
		if i >= len(r.Calls) {
			entries[i] = dialer.Entry{Disposition: dialer.Unknown, Code: "answer_mismatch", Error: "the answer has no entry for this contact"}
			continue
		}
		entries[i] = c.entry(r.Calls[i], req.Attempts[i].Contact.Number, len(r.Calls) == len(entries))
	}
	doubtRepeatedIDs(entries)
	return dialer.Answer{Verdict: dialer.Answered, Entries: entries}
}

func (c *Client) unreadable(content []byte, err error) dialer.Answer {
	message := "the answer has no list of calls"
	if err != nil {
		message = "the answer is no JSON of the expected form (" + err.Error() + ")"
	}
	if len(bytes.TrimSpace(content)) > 0 {
		message += ": " + c.text.untagged(string(content))
	}
	return dialer.Answer{Verdict: dialer.Lost, Code: "unreadable_answer", Message: c.text.line(message)}
}

// entry reads one entry, for the contact with number. Unnamed entries count by their place when byPlace.
func (c *Client) entry(raw json.RawMessage, number string, byPlace bool) dialer.Entry {
	var e call
	if err := json.Unmarshal(raw, &e); err != nil || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return dialer.Entry{Disposition: dialer.Unknown, Code: "answer_mismatch", Error: "the entry for this contact cannot be read"}
	}
	if e.Number != number && (e.Number != "" || !byPlace) {
		return dialer.Entry{Disposition: dialer.Unknown, Code: "answer_mismatch", Error: "the entry at this contact's place is for another number"}
	}
	id := c.text.short(e.ID)
	switch {
	case isError(e.Error):
		return c.rejected(e.Error, id)
	case id == "":
		return dialer.Entry{Disposition: dialer.Unknown, Code: "answer_empty", Error: "the entry has neither an id nor an error"}
	default:
		return dialer.Entry{Disposition: dialer.Accepted, CallID: id}
	}
}

// isError reports whether an entry's error says that there is one.
func isError(raw json.RawMessage) bool {
	switch string(bytes.TrimSpace(raw)) {
	case "", "null", "{}", `""`:
		return false
	default:
		return true
	}
}

// rejected reads an entry's error, whose form is not documented: an object with some of the usual keys, or a string.
func (c *Client) rejected(raw json.RawMessage, id string) dialer.Entry {
	entry := dialer.Entry{Disposition: dialer.Rejected, CallID: id, Code: "rejected"}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		entry.Error = c.text.line(text)
		entry.Busy = lacksLine("", text)
		return entry
	}
	var compact bytes.Buffer
	if json.Compact(&compact, raw) == nil {
		raw = compact.Bytes()
	}
	entry.Error = c.text.clean(string(raw), entryText)
	var keys map[string]any
	if json.Unmarshal(raw, &keys) == nil {
		word := func(key string) string { s, _ := keys[key].(string); return s }
		code := cmp.Or(word("error_code"), word("code"))
		entry.Busy = lacksLine(code, word("title")+" "+word("message"))
		entry.Code = c.text.short(cmp.Or(code, word("title"), entry.Code))
	}
	return entry
}

// doubtRepeatedIDs takes back what two entries with one id say: at most one of them can be right.
func doubtRepeatedIDs(entries []dialer.Entry) {
	count := make(map[string]int, len(entries))
	for i := range entries {
		count[entries[i].CallID]++
	}
	for i := range entries {
		if e := &entries[i]; e.CallID != "" && count[e.CallID] > 1 {
			*e = dialer.Entry{Disposition: dialer.Unknown, CallID: e.CallID, Code: "answer_repeated_id", Error: "another entry of the answer has the same id"}
		}
	}
}

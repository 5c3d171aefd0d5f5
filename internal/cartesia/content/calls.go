package content

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	"bulkdial/dialer"
)

// The codes of entries that prove nothing, and of a rejection that has no code of its own.
const (
	codeMismatch = "answer_mismatch"
	codeEmpty    = "answer_empty"
	codeOddEntry = "answer_unreadable"
	codeRejected = "rejected"
)

// ReadCalls reads the body of a 2xx to a request for calls. Cut says why the body is not whole, or is nil; then body is as much of it as
// came. ReadCalls returns one entry for each attempt that was sent, in their order, and the ids that belong to none of them. The
// error says why the body as a whole proves nothing; the entries then have nothing but ids, and are nil when no id came.
func ReadCalls(body []byte, cut error, sent []dialer.Attempt, text Texts) (entries []dialer.Entry, stray []string, err error) {
	list, err := callList(body, len(sent))
	if cut == nil && err == nil {
		entries, stray = matchCalls(list, sent, text)
		return entries, stray, nil
	}
	if cut != nil {
		err = cut
	}
	entries, stray = matchCalls(callsBefore(body), sent, text)
	came := false
	for i := range entries {
		entries[i] = dialer.Entry{Disposition: dialer.Unknown, CallID: entries[i].CallID}
		came = came || entries[i].CallID != ""
	}
	if !came {
		entries = nil
	}
	return entries, stray, err
}

// callList returns the list of calls of an answer that can be read as a whole. Usual is how long it is as a rule.
func callList(body []byte, usual int) ([]json.RawMessage, error) {
	top, err := ReadAnswer(body)
	if err != nil {
		return nil, err
	}
	list, ok := readList(top.get("calls"), usual)
	if !ok {
		return nil, errors.New("it has no list of calls")
	}
	return list, nil
}

// callsBefore returns the calls of an answer that stand whole before the place where it cannot be read any more.
func callsBefore(body []byte) (calls []json.RawMessage) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for {
		key, err := dec.Token()
		if err != nil {
			return nil
		}
		if key == "calls" {
			break
		}
		var other json.RawMessage
		if dec.Decode(&other) != nil {
			return nil
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	for dec.More() {
		var call json.RawMessage
		if dec.Decode(&call) != nil {
			break
		}
		calls = append(calls, call)
	}
	return calls
}

// call is an element of the list of calls in an answer.
type call struct {
	odd error // why it cannot be read
	// failed is its error.
	failed json.RawMessage
	// id is the agent_call_id; plain says that it is a text or absent, as documented.
	id    string
	plain bool
	// names says whose number the call names.
	names named
	// attempt is the index of the attempt whose number it names, if names is anAttempt.
	attempt int
}

// named says whose number a call names.
type named int

const (
	nobody    named = iota // it has no number
	anAttempt              // that of an attempt of the request
	stranger               // another, or what is no number
)

// readCall reads the call at an index of the list. Room is as for readObjectInto.
func readCall(raw json.RawMessage, at int, room Object, numbers *numbers) call {
	o, err := readObjectInto(room, raw)
	if err != nil {
		return call{odd: err}
	}
	c := call{failed: o.get("error")}
	if c.id, c.plain = o.text("agent_call_id"); !c.plain {
		c.id = o.scalar("agent_call_id")
	}
	if strings.TrimSpace(c.id) == "" {
		c.id = ""
	}
	c.names, c.attempt = numbers.find(o.get("number"), at)
	return c
}

// entry is what a call proves of the contact that it belongs to.
func (c *call) entry(text Texts) dialer.Entry {
	if c.odd != nil {
		return unknown(codeOddEntry, "the contact's entry cannot be read: "+c.odd.Error())
	}
	e := dialer.Entry{Disposition: dialer.Accepted}
	said := entryStatement(c.failed)
	switch {
	case said == clearError || said == oddError && c.plain && c.id == "":
		e = rejected(c.failed, text)
	case said != noError:
		e = unknown(codeOddEntry, text.line("the error in the contact's entry does not say what went wrong: "+plainJSON(c.failed), maxError))
	case !c.plain:
		e = unknown(codeOddEntry, "the agent_call_id in the contact's entry is not a string")
	case c.id == "":
		e = unknown(codeEmpty, "the contact's entry has neither an agent_call_id nor an error")
	}
	e.CallID = text.ID(c.id)
	return e
}

func unknown(code, reason string) dialer.Entry {
	return dialer.Entry{Disposition: dialer.Unknown, Code: code, Error: reason}
}

// rejected is the entry for an error that proves that the contact was not dialed.
func rejected(raw json.RawMessage, text Texts) dialer.Entry {
	p, shown := entryProblem(raw)
	return dialer.Entry{
		Disposition: dialer.Rejected, Error: text.line(shown, maxError), Busy: p.noFreeLine(),
		Code: cmp.Or(text.code(p.code), text.titleCode(p.title), codeRejected),
	}
}

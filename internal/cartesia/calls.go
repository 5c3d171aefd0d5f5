package cartesia

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	"bulkdial/dialer"
)

// The codes of entries that prove nothing, and of a rejection that has no code of its own.
const (
	codeMismatch = "answer_mismatch"
	codeRepeated = "answer_repeated_id"
	codeEmpty    = "answer_empty"
	codeOddEntry = "answer_unreadable"
	codeRejected = "rejected"
)

// readCalls reads the body of a 2xx: one entry for each attempt that was sent, in their order. The error says why the
// body as a whole proves nothing.
func readCalls(body []byte, sent []dialer.Attempt, text texts) ([]dialer.Entry, error) {
	if !json.Valid(body) {
		return nil, errors.New("it is not one JSON value")
	}
	top, err := readObject(body)
	if err != nil {
		return nil, err
	}
	calls, ok := readList(top.get("calls"), len(sent))
	if !ok {
		return nil, errors.New("it has no list of calls")
	}
	entries := make([]dialer.Entry, len(sent))
	ids := make([]string, len(sent))
	room := make(object, 0, usualMembers)
	for i := range sent {
		if i >= len(calls) {
			entries[i] = unknown(codeMismatch, "the answer has no entry for this contact")
			continue
		}
		entries[i], ids[i] = readEntry(calls[i], room, sent[i].Contact.Number, len(calls) == len(sent), text)
	}
	doubtRepeated(entries, ids)
	return entries, nil
}

// readEntry reads the entry for a number. It also returns the id in the entry, whatever the entry proves. Inorder means
// that the list is as long as the request, so that an entry without a number belongs to the contact at its index. Room is as
// for readObjectInto.
func readEntry(raw json.RawMessage, room object, number string, inOrder bool, text texts) (dialer.Entry, string) {
	o, err := readObjectInto(room, raw)
	if err != nil {
		return unknown(codeOddEntry, "the contact's entry cannot be read: "+err.Error()), ""
	}
	id, idOK := o.text("agent_call_id")
	if strings.TrimSpace(id) == "" {
		id = ""
	}
	if named, ok := o.textBytes("number"); !ok || string(named) != number && (len(named) > 0 || !inOrder) {
		return unknown(codeMismatch, "the entry at the contact's index has another number, or none"), id
	}
	said := entryStatement(o.get("error"))
	switch {
	case said == clearError || said == oddError && idOK && id == "":
		return rejected(o.get("error"), id, text), id
	case said != noError:
		return doubtful(o.get("error"), id, text), id
	case !idOK:
		return unknown(codeOddEntry, "the agent_call_id in the contact's entry is not a string"), ""
	case id == "":
		return unknown(codeEmpty, "the contact's entry has neither an agent_call_id nor an error"), ""
	default:
		return dialer.Entry{Disposition: dialer.Accepted, CallID: text.id(id)}, id
	}
}

func unknown(code, reason string) dialer.Entry {
	return dialer.Entry{Disposition: dialer.Unknown, Code: code, Error: reason}
}

// doubtful is the entry for an error that does not prove that the contact was not dialed.
func doubtful(raw json.RawMessage, id string, text texts) dialer.Entry {
	e := unknown(codeOddEntry, text.line("the error in the contact's entry does not say what went wrong: "+compact(raw), maxError))
	e.CallID = text.id(id)
	return e
}

func rejected(raw json.RawMessage, id string, text texts) dialer.Entry {
	p, shown := entryProblem(raw)
	e := dialer.Entry{
		Disposition: dialer.Rejected, CallID: text.id(id), Error: text.line(shown, maxError),
		Busy: p.noFreeLine(),
	}
	e.Code = cmp.Or(text.code(p.code), text.titleCode(p.title), codeRejected)
	return e
}

// doubtRepeated makes the entries that share an id Unknown: the call may belong to either contact.
func doubtRepeated(entries []dialer.Entry, ids []string) {
	count := make(map[string]int, len(ids))
	for _, id := range ids {
		count[id]++
	}
	for i, id := range ids {
		if id == "" || count[id] < 2 || entries[i].CallID == "" {
			continue
		}
		known := entries[i].CallID
		entries[i] = unknown(codeRepeated, "another entry of the answer has the same agent_call_id")
		entries[i].CallID = known
	}
}

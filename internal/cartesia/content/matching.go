package content

import (
	"encoding/json"
	"fmt"

	"bulkdial/dialer"
)

// matchCalls finds the entry of each attempt in the list of calls, and the ids in the list that no entry has. The package
// comment has the rules.
func matchCalls(list []json.RawMessage, sent []dialer.Attempt, text Texts) (entries []dialer.Entry, stray []string) {
	m := matching{
		calls: make([]call, len(list)), of: make([]naming, len(sent)), used: make([]bool, len(list)), text: text,
		ids: make(map[string]int, len(list)), numbers: numbers{sent: sent}, inOrder: len(list) == len(sent),
	}
	room := make(Object, 0, usualMembers)
	for at := range list {
		c := readCall(list[at], at, room, &m.numbers)
		m.calls[at] = c
		m.ids[c.id]++
		if c.names == anAttempt {
			m.of[c.attempt].add(at)
		}
		m.inOrder = m.inOrder && (c.names == nobody || c.names == anAttempt && c.attempt == at)
	}
	entries = make([]dialer.Entry, len(sent))
	for i := range sent {
		entries[i] = m.entry(i)
	}
	for at := range m.calls {
		if id := m.calls[at].id; id != "" && !m.used[at] {
			stray = append(stray, text.ID(id))
		}
	}
	return entries, stray
}

// matching is the list of calls of an answer beside the attempts of its request.
type matching struct {
	calls   []call
	numbers numbers
	// of says which calls name the number of each attempt.
	of []naming
	// inOrder: the list is as long as the request, and no call of it names another number than that of the attempt at its
	// index. A call without a number then belongs to the attempt at its index.
	inOrder bool
	// ids counts how often the list has each id; used are the calls whose id an entry has.
	ids  map[string]int
	used []bool
	text Texts
}

// naming says which calls name one number: how many, and the index of the first.
type naming struct{ calls, first int }

func (n *naming) add(at int) {
	if n.calls == 0 {
		n.first = at
	}
	n.calls++
}

// entry returns the entry of the i-th attempt.
func (m *matching) entry(i int) dialer.Entry {
	at := i
	switch own := m.of[i]; {
	case own.calls == 1:
		at = own.first
	case own.calls > 1:
		m.used[own.first] = true
		e := unknown(codeMismatch, fmt.Sprintf("%d entries of the answer have the contact's number", own.calls))
		e.CallID = m.text.ID(m.calls[own.first].id)
		return m.withoutDoubt(e, own.first)
	case i >= len(m.calls):
		return unknown(codeMismatch, "the answer has no entry for this contact")
	case !m.inOrder:
		e := unknown(codeMismatch, "no entry of the answer has the contact's number")
		if m.calls[i].names != anAttempt { // else its id belongs to that attempt
			m.used[i] = true
			e.CallID = m.text.ID(m.calls[i].id)
		}
		return m.withoutDoubt(e, i)
	}
	m.used[at] = true
	return m.withoutDoubt(m.calls[at].entry(m.text), at)
}

// withoutDoubt returns an entry, or, where its id is in the answer again, one that proves nothing: the call may be to
// either contact.
func (m *matching) withoutDoubt(e dialer.Entry, at int) dialer.Entry {
	if e.CallID == "" || m.ids[m.calls[at].id] < 2 {
		return e
	}
	known := e.CallID
	e = unknown(dialer.CodeRepeatedID, "another entry of the answer has the same agent_call_id")
	e.CallID = known
	return e
}

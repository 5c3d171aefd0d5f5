package cartesia

import (
	"bytes"
	"encoding/json"
	"strconv"

	"bulkdial/dialer"
)

// Body returns the request body that carries req in a version of the API, exactly as Client.Call sends it: with the
// Ref of each attempt under refKey, unless either is empty.
func Body(version, refKey string, req dialer.Request) []byte {
	form := newForm(version, refKey)
	return form.appendBody(make([]byte, 0, form.size(&req)), &req)
}

// form is how items are written in a version of the API.
type form struct {
	// metadata is the key of an item's metadata, and ref that of the reference within it: quoted, with what stands before
	// and behind it. Ref is empty when no references are sent.
	metadata string
	ref      []byte
}

func newForm(version, refKey string) form {
	f := form{metadata: `,"metadata":`}
	if version == versionVariables {
		f.metadata = `,"dynamic_variables":`
	}
	if refKey != "" {
		f.ref = append(appendString(make([]byte, 0, len(refKey)+len(`"":`)), refKey), ':')
	}
	return f
}

// size is how long a body is at most, in bytes, when its strings have nothing to escape.
func (f *form) size(req *dialer.Request) int {
	const numbers = 2 * 20 // the digits of two integers at most
	size := len(`{"from_number_id":"","agent_id":"","ringing_timeout_seconds":,"max_call_duration_minutes":,"outbound_calls":[]}`) +
		numbers + len(req.Route.FromNumberID) + len(req.Route.AgentID)
	item := len(`,{"to_number":""}`) + len(f.metadata) + len(`{,"""}`) + len(f.ref)
	for i := range req.Attempts {
		a := &req.Attempts[i]
		size += item + len(a.Contact.Number) + len(a.Contact.Metadata) + len(a.Ref)
	}
	return size
}

// appendBody appends the body that carries req.
func (f *form) appendBody(b []byte, req *dialer.Request) []byte {
	b = append(b, `{"from_number_id":`...)
	b = appendString(b, req.Route.FromNumberID)
	b = append(b, `,"agent_id":`...)
	b = appendString(b, req.Route.AgentID)
	b = appendPositive(b, `,"ringing_timeout_seconds":`, req.Route.RingingTimeoutSeconds)
	b = appendPositive(b, `,"max_call_duration_minutes":`, req.Route.MaxCallDurationMinutes)
	b = append(b, `,"outbound_calls":[`...)
	for i := range req.Attempts {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.appendItem(b, &req.Attempts[i])
	}
	return append(b, "]}"...)
}

func (f *form) appendItem(b []byte, a *dialer.Attempt) []byte {
	b = append(b, `{"to_number":`...)
	b = appendString(b, a.Contact.Number)
	if len(f.ref) == 0 || a.Ref == "" {
		if len(a.Contact.Metadata) > 0 {
			b = append(b, f.metadata...)
			b = append(b, a.Contact.Metadata...)
		}
		return append(b, '}')
	}
	b = append(b, f.metadata...)
	b = appendOpen(b, a.Contact.Metadata)
	b = append(b, f.ref...)
	b = appendString(b, a.Ref)
	return append(b, "}}"...)
}

// appendOpen appends a JSON object, or nil as an empty one, without its end: a member is to follow.
func appendOpen(b []byte, object json.RawMessage) []byte {
	members := bytes.TrimPrefix(bytes.TrimSpace(object), []byte("{"))
	members = bytes.TrimSpace(bytes.TrimSuffix(members, []byte("}")))
	b = append(append(b, '{'), members...)
	if len(members) > 0 {
		b = append(b, ',')
	}
	return b
}

// appendPositive appends a key and its number; 0 leaves both to the API.
func appendPositive(b []byte, key string, n int) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, key...), int64(n), 10)
}

// appendString appends a JSON string. Numbers and ids have nothing to escape and are not worth an encoder.
func appendString(b []byte, s string) []byte {
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(s) // Strings always encode.
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

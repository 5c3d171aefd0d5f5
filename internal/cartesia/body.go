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
	size := 256
	for i := range req.Attempts {
		size += 128 + len(req.Attempts[i].Contact.Metadata)
	}
	b := append(make([]byte, 0, size), `{"from_number_id":`...)
	b = appendString(b, req.Route.FromNumberID)
	b = append(b, `,"agent_id":`...)
	b = appendString(b, req.Route.AgentID)
	b = appendPositive(b, `,"ringing_timeout_seconds":`, req.Route.RingingTimeoutSeconds)
	b = appendPositive(b, `,"max_call_duration_minutes":`, req.Route.MaxCallDurationMinutes)
	b = append(b, `,"outbound_calls":[`...)
	key := `,"metadata":`
	if version == versionVariables {
		key = `,"dynamic_variables":`
	}
	for i := range req.Attempts {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendItem(b, key, refKey, &req.Attempts[i])
	}
	return append(b, "]}"...)
}

func appendItem(b []byte, metadataKey, refKey string, a *dialer.Attempt) []byte {
	b = append(b, `{"to_number":`...)
	b = appendString(b, a.Contact.Number)
	if refKey == "" || a.Ref == "" {
		if len(a.Contact.Metadata) > 0 {
			b = append(b, metadataKey...)
			b = append(b, a.Contact.Metadata...)
		}
		return append(b, '}')
	}
	b = append(b, metadataKey...)
	b = appendOpen(b, a.Contact.Metadata)
	b = appendString(b, refKey)
	b = append(b, ':')
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

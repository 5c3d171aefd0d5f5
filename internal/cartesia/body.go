package cartesia

import (
	"encoding/json"
	"strconv"

	"bulkdial/dialer"
)

// Body returns the body of a request as Call sends it under a version of the API.
func Body(version string, req dialer.Request) []byte {
	metadata := `,"metadata":`
	if version == versionWithVariables {
		metadata = `,"dynamic_variables":`
	}
	b := make([]byte, 0, 256+256*len(req.Attempts))
	b = append(b, `{"from_number_id":`...)
	b = appendString(b, req.Route.FromNumberID)
	b = append(b, `,"agent_id":`...)
	b = appendString(b, req.Route.AgentID)
	b = append(b, `,"outbound_calls":[`...)
	for i := range req.Attempts {
		c := &req.Attempts[i].Contact
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"to_number":`...)
		b = appendString(b, c.Number)
		if len(c.Metadata) > 0 {
			b = append(b, metadata...)
			b = append(b, c.Metadata...)
		}
		b = append(b, '}')
	}
	b = append(b, ']')
	b = appendInt(b, `,"ringing_timeout_seconds":`, req.Route.RingingTimeoutSeconds)
	b = appendInt(b, `,"max_call_duration_minutes":`, req.Route.MaxCallDurationMinutes)
	return append(b, '}')
}

// appendInt appends a field unless it is 0, which leaves it to the API.
func appendInt(b []byte, name string, n int) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), int64(n), 10)
}

// appendString appends a JSON string; what needs no escape is copied.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := json.Marshal(s) // a string always encodes
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

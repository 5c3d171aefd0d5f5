package content

import (
	"bytes"
	"encoding/json"
)

// ReadTranscript returns the transcript of a call as it came, but for the API key; nil when it is absent, null or an empty text,
// list or object. It reports false when no JSON is left without the key, which then ends in the middle of an escape.
func ReadTranscript(call Object, text Texts) (json.RawMessage, bool) {
	raw := call.get("transcript")
	if saysNothing(raw) {
		return nil, true
	}
	clean := json.RawMessage(text.scrub.clean(string(raw)))
	if !json.Valid(clean) {
		return nil, false
	}
	return clean, true
}

// saysNothing reports whether a valid JSON value is absent, null or empty.
func saysNothing(raw json.RawMessage) bool {
	if len(raw) == 0 {
		return true
	}
	var tight bytes.Buffer
	if json.Compact(&tight, raw) != nil {
		return false
	}
	switch tight.String() {
	case "null", `""`, "[]", "{}":
		return true
	}
	return false
}

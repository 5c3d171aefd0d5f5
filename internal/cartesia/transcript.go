package cartesia

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// Transcript implements dialer.Transcripts. An empty text, list or object is no transcript.
func (c *Client) Transcript(ctx context.Context, id string) (json.RawMessage, error) {
	to, err := c.record(id)
	if err != nil {
		return nil, fmt.Errorf("reading a transcript: %w", err)
	}
	to.RawQuery = "expand=transcript"
	answer, err := c.get(ctx, to, transcriptLimit)
	if err != nil {
		return nil, fmt.Errorf("reading the transcript of call %s: %w", c.text.id(id), err)
	}
	if _, err := c.call(answer, id, "reading the transcript of call"); err != nil {
		return nil, err
	}
	raw := answer.get("transcript")
	if saysNothing(raw) {
		return nil, nil
	}
	clean := json.RawMessage(c.text.scrub.clean(string(raw)))
	if !json.Valid(clean) { // the key ends in the middle of an escape
		return nil, fmt.Errorf("reading the transcript of call %s: %w", c.text.id(id), c.unreadable("it repeats the API key"))
	}
	return clean, nil
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

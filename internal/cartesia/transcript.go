package cartesia

import (
	"context"
	"encoding/json"
	"fmt"

	"bulkdial/internal/cartesia/content"
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
		return nil, fmt.Errorf("reading the transcript of call %s: %w", c.text.ID(id), err)
	}
	if _, err := c.call(answer, id, "reading the transcript of call"); err != nil {
		return nil, err
	}
	transcript, ok := content.ReadTranscript(answer, c.text)
	if !ok {
		return nil, fmt.Errorf("reading the transcript of call %s: %w", c.text.ID(id), c.unreadable("it repeats the API key"))
	}
	return transcript, nil
}

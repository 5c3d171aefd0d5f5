package sandbox

import (
	"cmp"
	"encoding/json"
	"time"
)

// turn is a part of a transcript.
type turn struct {
	Role string `json:"role"`
	Text string `json:"text"`
}

// transcript returns what was said in the call; nil when it was not answered, and until it ends.
func (c *call) transcript(now time.Time) []turn {
	if c.Answered.IsZero() || !c.ended(now) {
		return nil
	}
	var known struct {
		Name      string `json:"name"`
		FirstName string `json:"first_name"`
	}
	_ = json.Unmarshal(c.Echo, &known) // a name of another type is none
	return []turn{
		{"assistant", "Hello " + cmp.Or(known.Name, known.FirstName, "there") + ", this is a call of the sandbox."},
		{"user", "Hello."},
		{"assistant", "Goodbye."},
	}
}

package sandbox

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// expandTranscript is the value of the parameter expand that asks for what was said in a call.
const expandTranscript = "transcript"

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

// expands reports whether a query asks for the transcript. The problem is a 400 for any other parameter.
func expands(raw string) (bool, *problem) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return false, problemf(http.StatusBadRequest, "The query cannot be read: %v.", err)
	}
	for name, given := range values {
		if name != "expand" {
			return false, problemf(http.StatusBadRequest, "The parameter %s %v.", name, errUnknownField)
		}
		if len(given) != 1 || given[0] != expandTranscript {
			return false, problemf(http.StatusBadRequest, "The parameter expand must be %s, given once.", expandTranscript)
		}
	}
	return len(values) > 0, nil
}

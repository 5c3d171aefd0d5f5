package cartesia

import (
	"bytes"
	"encoding/json"
	"strings"
)

// problem is what an error says: that of a whole request, or that of one entry.
type problem struct {
	code, title, message, requestID string
}

// text is what the problem says to people.
func (p *problem) text() string {
	if p.message != "" {
		return p.message
	}
	return p.title
}

// noFreeLine reports whether the problem only lasts until a call ends.
func (p *problem) noFreeLine() bool {
	return noFreeLine(p.code, strings.TrimSpace(p.title+" "+p.message))
}

// readProblem reads the body of an error answer: the documented object, or any text or HTML, of which it takes the
// beginning.
func readProblem(body []byte, text texts) problem {
	if json.Valid(body) {
		if o, err := readObject(body); err == nil {
			if p := objectProblem(o); p != (problem{}) {
				return p
			}
		}
		var s string
		if json.Unmarshal(body, &s) == nil {
			return problem{message: s}
		}
	}
	return problem{message: text.excerpt(body)}
}

func objectProblem(o object) problem {
	return problem{
		code: o.word("error_code", "code"), title: o.word("title"), message: o.word("message"), requestID: o.scalar("request_id"),
	}
}

// entryProblem reads the error of an entry, and returns it also as it is shown to people. The raw value is valid JSON.
func entryProblem(raw json.RawMessage) (p problem, shown string) {
	if o, err := readObject(raw); err == nil {
		return objectProblem(o), compact(raw)
	}
	if s, ok := textOf(raw); ok && saysText(s) {
		return problem{message: s}, s
	}
	return problem{}, compact(raw)
}

func compact(raw []byte) string {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return string(raw)
	}
	return out.String()
}

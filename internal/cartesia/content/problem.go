package content

import (
	"encoding/json"
	"strings"

	"bulkdial/internal/jsonstring"
)

// Problem is what the error of a whole request says, as it is shown. Each field is empty, or false, where it does not say that.
type Problem struct {
	// Code is a word of letters, digits, dots, hyphens and underscores.
	Code string
	// Message is what it says to people.
	Message   string
	RequestID string
	// NoFreeLine: it says only that the concurrent calls of the organization are used up.
	NoFreeLine bool
}

// ReadProblem reads the body of an error answer.
func ReadProblem(body []byte, text Texts) Problem {
	p := bodyProblem(body, text)
	return Problem{
		Code: text.code(p.code), Message: text.Message(p.text()), RequestID: text.RequestID(p.requestID), NoFreeLine: p.noFreeLine(),
	}
}

// problem is what an error says, as it came: that of a whole request, or that of one entry.
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

// bodyProblem reads the documented object, or any text or HTML, of which it takes the beginning.
func bodyProblem(body []byte, text Texts) problem {
	if o, err := readObject(body); err == nil {
		if p := objectProblem(o); p != (problem{}) {
			return p
		}
	}
	var s string
	if json.Unmarshal(body, &s) == nil {
		return problem{message: s}
	}
	return problem{message: text.Excerpt(body)}
}

func objectProblem(o Object) problem {
	return problem{
		code: o.word("error_code", "code"), title: o.word("title"), message: o.word("message"), requestID: o.scalar("request_id"),
	}
}

// entryProblem reads the error of an entry, and returns it also as it is shown to people. The raw value is valid JSON.
func entryProblem(raw json.RawMessage) (p problem, shown string) {
	if o, err := readObject(raw); err == nil {
		return objectProblem(o), plainJSON(raw)
	}
	if s, ok := textOf(raw); ok && saysText(s) {
		return problem{message: s}, s
	}
	return problem{}, plainJSON(raw)
}

// plainJSON returns valid JSON without space between its tokens and without needless escapes, so that a search
// finds a number or a key in it.
func plainJSON(raw []byte) string {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '"':
			end := stringEnd(raw, i)
			text, _ := textOf(raw[i:end])
			out = jsonstring.Append(out, text)
			i = end
			continue
		case ' ', '\t', '\r', '\n':
		default:
			out = append(out, raw[i])
		}
		i++
	}
	return string(out)
}

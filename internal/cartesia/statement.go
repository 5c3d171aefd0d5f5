package cartesia

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
)

// statement is how much the error of an entry says. Each says more than the one before.
type statement int

const (
	// noError: absent, null or {}, by which the API says that a call was placed.
	noError statement = iota
	// emptyError: it is there, and does not say what went wrong. It may as well mean that nothing did.
	emptyError
	// oddError: it says something, but not where the API's own errors do. Beside an id it proves nothing.
	oddError
	// clearError: a text, or an object with a code, a title or a message.
	clearError
)

// deepestError is how many lists and objects an error may have within each other; what lies deeper is not read.
const deepestError = 4

// entryStatement returns how much an error says. The raw value is valid JSON, or nothing when there is no error.
func entryStatement(raw json.RawMessage) statement {
	switch compact(raw) {
	case "", "null", "{}":
		return noError
	}
	return max(emptyError, read(raw, deepestError))
}

// read is entryStatement for an error and what is in it; what says nothing is noError or emptyError.
func read(raw json.RawMessage, deepest int) statement {
	if deepest == 0 {
		return emptyError
	}
	if o, err := readObject(raw); err == nil {
		return o.statement(deepest)
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		return readAll(list, deepest)
	}
	if s, ok := textOf(raw); ok && saysText(s) {
		return clearError
	}
	if n, ok := numberOf(raw); ok && saysNumber(n) {
		return oddError
	}
	return emptyError
}

// readAll is read for what stands within a list or an object: at best it is an error at an odd place.
func readAll(values []json.RawMessage, deepest int) statement {
	for _, value := range values {
		if read(value, deepest-1) > emptyError {
			return oddError
		}
	}
	return emptyError
}

// statement reads an error that is an object.
func (o object) statement(deepest int) statement {
	if p := objectProblem(o); p.code != "" || saysIn(o, "title") || saysIn(o, "message") {
		return clearError
	}
	var own, others []json.RawMessage
	for name, value := range o {
		switch name {
		case "error_code", "code", "title", "message":
			own = append(own, value)
		case "request_id", "doc_url", "number", "to_number", "agent_call_id", "metadata", "dynamic_variables":
			// These say what the error belongs to, not what went wrong.
		default:
			if _, number := numberOf(value); !number { // as of a status, which may be good
				others = append(others, value)
			}
		}
	}
	if len(own) > 0 { // Where its own fields are empty, the others are no reason.
		return readAll(own, deepest)
	}
	return readAll(others, deepest)
}

// saysIn reports whether a field is a text that says something.
func saysIn(o object, name string) bool {
	s, ok := o.text(name)
	return ok && saysText(s)
}

// saysText reports whether a text says that something went wrong.
func saysText(s string) bool {
	if n, ok := numberOf(json.RawMessage(strings.TrimSpace(s))); ok {
		return saysNumber(n)
	}
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	return !emptyWord(word)
}

// emptyWord reports whether a text, in lower case and without all but letters and digits, may stand where there is no
// error to tell of: a word for nothing, for success, or for the state of a call that was placed.
func emptyWord(word string) bool {
	switch word {
	case "", "none", "null", "nil", "na", "nan", "notapplicable", "notavailable", "undefined", "unspecified", "unknown",
		"empty", "blank", "nothing", "no", "false", "yes", "true", "withouterror", "errornone", "noproblem",
		"ok", "okay", "200ok", "done", "succeeded",
		"accepted", "placed", "created", "queued", "initiated", "started", "ringing", "active", "inprogress", "completed":
		return true
	}
	// As in `no errors found` and `successfully queued`.
	return strings.HasPrefix(word, "noerror") || strings.HasPrefix(word, "success")
}

// saysNumber reports whether a number can be the code of an error: 0 and the statuses of success are none.
func saysNumber(n json.Number) bool {
	f, _ := strconv.ParseFloat(n.String(), 64) // Out of range it is infinite.
	return f != 0 && (f < 200 || f > 299)
}

func textOf(raw json.RawMessage) (s string, ok bool) {
	ok = json.Unmarshal(raw, &s) == nil && len(raw) > 0 && raw[0] == '"'
	return s, ok
}

// numberOf reads a JSON number. Unmarshal into a json.Number also takes null and numbers in quotes.
func numberOf(raw json.RawMessage) (n json.Number, ok bool) {
	ok = len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') && json.Unmarshal(raw, &n) == nil
	return n, ok
}

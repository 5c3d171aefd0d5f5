package content

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
)

// statement is how clearly the error of an entry says what went wrong. The values ascend.
type statement int

const (
	// noError: absent, null or {}: the API says that it placed the call.
	noError statement = iota
	// emptyError: present, but it does not say what went wrong. Perhaps nothing did.
	emptyError
	// oddError: it says something in a place that the API does not use for it. Together with an id it proves nothing.
	oddError
	// clearError: a text, or an object with a code, a title or a message.
	clearError
)

// deepestError is the deepest nesting of lists and objects in an error that is read.
const deepestError = 4

// entryStatement classifies the error of an entry. The raw value is valid JSON, or nil when there is no error.
func entryStatement(raw json.RawMessage) statement {
	if raw == nil || string(raw) == "null" || plainJSON(raw) == "{}" {
		return noError
	}
	return valueStatement(raw, deepestError)
}

// valueStatement classifies an error or a value within it. For null and {} it returns emptyError, which is right within
// an error only.
func valueStatement(raw json.RawMessage, deepest int) statement {
	if deepest == 0 {
		return emptyError
	}
	if o, err := readObject(raw); err == nil {
		return o.statement(deepest)
	}
	if list, ok := readList(raw, 0); ok {
		return bestWithin(list, deepest)
	}
	if s, ok := textOf(raw); ok && saysText(s) {
		return clearError
	}
	if n, ok := numberOf(raw); ok && saysNumber(n) {
		return oddError
	}
	return emptyError
}

// bestWithin classifies a list or an object by its values: at best it is an error in an odd place.
func bestWithin(values []json.RawMessage, deepest int) statement {
	for _, value := range values {
		if valueStatement(value, deepest-1) > emptyError {
			return oddError
		}
	}
	return emptyError
}

// statement classifies an error that is an object.
func (o Object) statement(deepest int) statement {
	if p := objectProblem(o); p.code != "" || saysIn(o, "title") || saysIn(o, "message") {
		return clearError
	}
	var own, others []json.RawMessage
	for _, m := range o {
		switch string(m.name) {
		case "error_code", "code", "title", "message":
			own = append(own, m.value)
		case "request_id", "doc_url", "number", "to_number", "agent_call_id", "metadata", "dynamic_variables":
			// These name what the error belongs to, not what went wrong.
		default:
			if _, number := numberOf(m.value); !number { // a number may be a status of success
				others = append(others, m.value)
			}
		}
	}
	if len(own) > 0 { // When the error's own fields are empty, the others do not say what went wrong.
		return bestWithin(own, deepest)
	}
	return bestWithin(others, deepest)
}

// saysIn reports whether a field is a text that says something.
func saysIn(o Object, name string) bool {
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

// emptyWord reports whether a text, reduced to lower-case letters and digits, can mean that there is no error: a word for
// nothing, for success, or for the state of a placed call.
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

// saysNumber reports whether a number can be the code of an error: 0 and the 2xx statuses cannot.
func saysNumber(n json.Number) bool {
	f, _ := strconv.ParseFloat(n.String(), 64) // Out of range it is infinite.
	return f != 0 && (f < 200 || f > 299)
}

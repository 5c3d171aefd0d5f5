package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// Object is a JSON object with its members in any order and their values not decoded yet. ReadAnswer returns it, and the
// functions that read records take it.
type Object []member

type member struct {
	name  []byte
	value json.RawMessage
}

// readObject reads a JSON value that must be an object. Unlike json.Unmarshal it takes names by their exact
// spelling and refuses a repeated one, of which Unmarshal takes the last without an error.
func readObject(raw json.RawMessage) (Object, error) {
	return readObjectInto(make(Object, 0, usualMembers), raw)
}

// ReadAnswer reads the body of an answer, which may be no JSON. The text of the error continues "the answer cannot be read: …".
func ReadAnswer(body []byte) (Object, error) {
	answer, err := readObject(body)
	if err != nil && !json.Valid(body) {
		err = errors.New("it is not one JSON value")
	}
	return answer, err
}

// usualMembers is how many members an entry of an answer has at most, as a rule.
const usualMembers = 8

// readObjectInto is readObject in the room of an object that is not used any more, or of an empty one.
func readObjectInto(o Object, raw json.RawMessage) (Object, error) {
	o = o[:0]
	ok := readWithin(raw, '{', func(name, value json.RawMessage) {
		decoded, _ := decodeText(name)
		o = append(o, member{decoded, value})
	})
	switch {
	case !ok:
		return nil, errors.New("it is not a JSON object")
	case o.repeats():
		return nil, errors.New("it has a key twice")
	}
	return o, nil
}

// repeats reports whether an object has a name twice. It compares few members with each other, and sorts many of them, so
// that the time for a hostile object is not quadratic.
func (o Object) repeats() bool {
	compared := len(o) // how many of the members after one are compared with it
	if len(o) > usualMembers {
		slices.SortFunc(o, func(a, b member) int { return bytes.Compare(a.name, b.name) })
		compared = 1
	}
	for i := range o {
		for _, other := range o[i+1 : min(i+1+compared, len(o))] {
			if bytes.Equal(o[i].name, other.name) {
				return true
			}
		}
	}
	return false
}

// get returns the value of a name; nil when there is none.
func (o Object) get(name string) json.RawMessage {
	for i := range o {
		if string(o[i].name) == name {
			return o[i].value
		}
	}
	return nil
}

// text returns a string, and false when the value is something else. Absent and null are the empty string.
func (o Object) text(name string) (string, bool) {
	raw := o.get(name)
	if raw == nil || string(raw) == "null" {
		return "", true
	}
	return textOf(raw)
}

// word returns the first of some strings or numbers that says something, as of an error, else the empty string.
func (o Object) word(keys ...string) string {
	for _, key := range keys {
		if s := o.scalar(key); saysText(s) {
			return s
		}
	}
	return ""
}

// scalar returns a string or a number as text; anything else is the empty string.
func (o Object) scalar(key string) string {
	if s, ok := o.text(key); ok {
		return s
	}
	n, _ := numberOf(o.get(key))
	return n.String()
}

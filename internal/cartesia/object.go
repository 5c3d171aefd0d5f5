package cartesia

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// object is a JSON object, its values not decoded yet.
type object map[string]json.RawMessage

// readObject reads a valid JSON value that must be an object. Unlike json.Unmarshal it takes keys by their exact
// spelling and refuses a repeated one, of which Unmarshal would silently take the last.
func readObject(raw []byte) (object, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.New("it is not a JSON object")
	}
	o := object{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("reading a key: %w", err)
		}
		key, _ := token.(string) // Keys are strings.
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, fmt.Errorf("reading a value: %w", err)
		}
		if _, again := o[key]; again {
			return nil, errors.New("it has a key twice")
		}
		o[key] = value
	}
	return o, nil
}

// text returns a string, and false when the value is something else. Absent and null are the empty string.
func (o object) text(key string) (string, bool) {
	raw, ok := o[key]
	if !ok {
		return "", true
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// word returns the first of some strings or numbers that says something, as of an error, else the empty string.
func (o object) word(keys ...string) string {
	for _, key := range keys {
		if s := o.scalar(key); saysText(s) {
			return s
		}
	}
	return ""
}

// scalar returns a string or a number as text; anything else is the empty string.
func (o object) scalar(key string) string {
	if s, ok := o.text(key); ok {
		return s
	}
	n, _ := numberOf(o[key])
	return n.String()
}

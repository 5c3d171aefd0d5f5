package content

import "encoding/json"

// Members, List and Text read a valid JSON value that is an object, a list or a string.
func Members(raw json.RawMessage) (map[string]json.RawMessage, error) {
	o, err := readObject(raw)
	values := map[string]json.RawMessage{}
	for _, m := range o {
		values[string(m.name)] = m.value
	}
	return values, err
}

func List(raw json.RawMessage) ([]json.RawMessage, bool) { return readList(raw, 0) }

func Text(raw json.RawMessage) (string, bool) { return textOf(raw) }

// What decides about the texts of an error, for a second reading of answers.
func SaysText(s string) bool            { return saysText(s) }
func SaysNumber(n json.Number) bool     { return saysNumber(n) }
func NoFreeLine(code, text string) bool { return noFreeLine(code, text) }

package csvio

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/jsonstring"
)

// appendTyped appends a cell that is not empty as a value of its column's type. White space alone is a value only of a string.
func (n *metadataNode) appendTyped(b []byte, cell string, r *table.Row, flat bool) ([]byte, *dialer.Reason) {
	var own json.RawMessage
	if n.column < len(r.Values) {
		own = r.Values[n.column]
	}
	text := strings.TrimSpace(cell)
	isText := len(own) == 0 || own[0] == '"'
	switch {
	case n.as == typeString, n.as == typeOfCell && isText:
		return jsonstring.Append(b, cell), nil
	case text == "", string(own) == "null":
		return b, nil
	case n.as == typeNumber:
		return n.appendNumber(b, text, isText)
	case n.as == typeBool:
		return n.appendBool(b, text)
	case isText: // of typeJSON: a text that holds JSON
		return n.appendJSON(b, []byte(text), flat)
	case own[0] == '{', own[0] == '[':
		return n.appendJSON(b, own, flat)
	default: // a number, true or false
		return append(b, text...), nil
	}
}

// appendNumber appends text that is a JSON number, unchanged. An exponent in a text is refused: a spreadsheet has rounded the
// number.
func (n *metadataNode) appendNumber(b []byte, text string, isText bool) ([]byte, *dialer.Reason) {
	if !isNumber(text) || isText && strings.ContainsAny(text, "eE") {
		return b, metadataFault("metadata_number", "the cell of "+n.from()+" is not a plain number",
			"write digits alone, with a point before decimals, like 1234.50", "")
	}
	return append(b, text...), nil
}

// isNumber reports whether text is a number as JSON writes it.
func isNumber(text string) bool {
	return (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

func (n *metadataNode) appendBool(b []byte, text string) ([]byte, *dialer.Reason) {
	switch strings.ToLower(text) {
	case "true", "yes", "y", "1":
		return append(b, "true"...), nil
	case "false", "no", "n", "0":
		return append(b, "false"...), nil
	}
	return b, metadataFault("metadata_bool", "the cell of "+n.from()+" is neither true nor false", "write true or false, yes or no, 1 or 0", "")
}

// appendJSON appends a JSON value without the white space in it.
func (n *metadataNode) appendJSON(b, text []byte, flat bool) ([]byte, *dialer.Reason) {
	out := bytes.NewBuffer(b)
	if !utf8.Valid(text) || json.Compact(out, text) != nil {
		return b, metadataFault("metadata_json", "the cell of "+n.from()+" is not JSON",
			`write a JSON value, like {"id":1}, or remove the type :json`, fieldMetadata)
	}
	value := out.Bytes()[len(b):]
	if flat && bytes.IndexByte([]byte("{[n"), value[0]) >= 0 {
		return b, metadataFault("metadata_not_flat", "the cell of "+n.from()+" is a JSON object, list or null, which this version of the API does not take",
			"write a string, a number, true or false in it", "APIVersion")
	}
	if repeatsKey(value) {
		return b, metadataFault("metadata_json", "the cell of "+n.from()+" has an object with one key twice", "keep one of them", "")
	}
	return out.Bytes(), nil
}

// repeatsKey reports whether an object in a JSON value has a key twice, which is ambiguous.
func repeatsKey(value []byte) bool {
	return bytes.IndexByte(value, '{') >= 0 && repeatsKeyAfter(json.NewDecoder(bytes.NewReader(value)))
}

// repeatsKeyAfter is repeatsKey for the next value of a decoder.
func repeatsKeyAfter(dec *json.Decoder) bool {
	dec.UseNumber() // not every JSON number fits into a float64
	start, err := dec.Token()
	if err != nil || start != json.Delim('{') && start != json.Delim('[') {
		return false
	}
	seen := map[json.Token]bool{}
	for dec.More() {
		if start == json.Delim('{') {
			key, err := dec.Token()
			if err != nil || seen[key] {
				return err == nil
			}
			seen[key] = true
		}
		if repeatsKeyAfter(dec) {
			return true
		}
	}
	_, _ = dec.Token() // the end of the object or list
	return false
}

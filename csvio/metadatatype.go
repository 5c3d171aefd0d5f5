package csvio

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// metadataType says what a cell becomes in the metadata.
type metadataType uint8

const (
	// typeOfCell is a string, or where the container has types of its own, that of the value.
	typeOfCell metadataType = iota
	typeNumber
	typeBool
	typeJSON
	typeString
)

// cutType takes a type off the end of an item of --metadata. What is not one of the four words belongs to the name.
func cutType(item string) (name string, as metadataType) {
	i := strings.LastIndexByte(item, ':')
	if i < 0 {
		return item, typeOfCell
	}
	switch strings.TrimSpace(item[i+1:]) {
	case "number":
		as = typeNumber
	case "bool":
		as = typeBool
	case "json":
		as = typeJSON
	case "string":
		as = typeString
	default:
		return item, typeOfCell
	}
	return item[:i], as
}

// appendTyped appends a cell that is not empty as its column's type asks for. White space alone is no value, except
// as text.
func (n *metadataNode) appendTyped(b []byte, cell string, r *row, flat bool) ([]byte, *rowFaultError) {
	var own json.RawMessage
	if n.column < len(r.values) {
		own = r.values[n.column]
	}
	text := strings.TrimSpace(cell)
	isText := len(own) == 0 || own[0] == '"'
	switch {
	case n.as == typeString, n.as == typeOfCell && isText:
		return appendString(b, cell), nil
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

// appendNumber takes text as it stands where it is a number of JSON. An exponent in a text is the mark of a
// spreadsheet that has rounded the number.
func (n *metadataNode) appendNumber(b []byte, text string, isText bool) ([]byte, *rowFaultError) {
	if !isNumber(text) || isText && strings.ContainsAny(text, "eE") {
		return b, metadataFault("metadata_number", "the cell of "+n.from()+" is not a plain number",
			"write digits alone, with a point before decimals, like 1234.50")
	}
	return append(b, text...), nil
}

// isNumber reports whether text is a number as JSON writes it.
func isNumber(text string) bool {
	return (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

func (n *metadataNode) appendBool(b []byte, text string) ([]byte, *rowFaultError) {
	switch strings.ToLower(text) {
	case "true", "yes", "y", "1":
		return append(b, "true"...), nil
	case "false", "no", "n", "0":
		return append(b, "false"...), nil
	}
	return b, metadataFault("metadata_bool", "the cell of "+n.from()+" is neither true nor false", "write true or false, yes or no, 1 or 0")
}

// appendJSON appends a JSON value without the white space in it.
func (n *metadataNode) appendJSON(b, text []byte, flat bool) ([]byte, *rowFaultError) {
	out := bytes.NewBuffer(b)
	if !utf8.Valid(text) || json.Compact(out, text) != nil {
		return b, metadataFault("metadata_json", "the cell of "+n.from()+" is not JSON",
			`write a JSON value, like {"id":1}, or take its type :json away`)
	}
	value := out.Bytes()[len(b):]
	if flat && bytes.IndexByte([]byte("{[n"), value[0]) >= 0 {
		return b, metadataFault("metadata_not_flat", "the cell of "+n.from()+" is a JSON object, list or null, which this --api-version does not take",
			"leave a string, a number, true or false in it")
	}
	if repeatsKey(value) {
		return b, metadataFault("metadata_json", "the cell of "+n.from()+" has an object with one key twice", "keep one of them")
	}
	return out.Bytes(), nil
}

// repeatsKey reports whether an object in a JSON value has a key twice: then it says two things.
func repeatsKey(value []byte) bool {
	return bytes.IndexByte(value, '{') >= 0 && repeatsKeyAfter(json.NewDecoder(bytes.NewReader(value)))
}

// repeatsKeyAfter looks through the next value.
func repeatsKeyAfter(dec *json.Decoder) bool {
	dec.UseNumber() // not each number of JSON fits into a float
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

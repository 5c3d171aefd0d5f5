package table

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"bulkdial/dialer"
)

// maxDepth is the maximum nesting of objects and arrays, the outermost included.
const maxDepth = 32

// jsonField is a value in an object at any depth: its name is the keys on the path to it, joined with dots.
type jsonField struct {
	name  string
	cell  string
	value json.RawMessage // nil when empty
}

// jsonObject splits an object into fields.
type jsonObject struct {
	decoder *json.Decoder
	line    []byte
	fields  []jsonField
	names   map[string]bool // of fields and of the objects around them
	compact bytes.Buffer
}

// read returns the fields of the object on a line of UTF-8; the slice is reused by the next call. On a fault it returns the
// fields before it.
func (o *jsonObject) read(line []byte) ([]jsonField, *rowFaultError) {
	if !json.Valid(line) || bytes.TrimLeft(line, jsonSpace)[0] != '{' {
		return nil, noObject()
	}
	o.line, o.decoder = line, json.NewDecoder(bytes.NewReader(line))
	o.decoder.UseNumber()
	o.fields = o.fields[:0]
	o.compact.Reset()
	if o.names == nil {
		o.names = map[string]bool{}
	}
	clear(o.names)
	_, _, fault := o.token() // the brace
	if fault == nil {
		fault = o.flatten("", 1)
	}
	return o.fields, fault
}

// flatten reads the members of an object up to its closing brace.
func (o *jsonObject) flatten(prefix string, depth int) *rowFaultError {
	for o.decoder.More() {
		name, fault := o.key(prefix, o.names)
		if fault == nil {
			fault = o.member(name, depth)
		}
		if fault != nil {
			return fault
		}
	}
	_, _, fault := o.token()
	return fault
}

// key reads a key and returns the name that it makes after the prefix. A name that names already has is a fault.
func (o *jsonObject) key(prefix string, names map[string]bool) (string, *rowFaultError) {
	token, _, fault := o.token()
	if fault != nil {
		return "", fault
	}
	key, ok := token.(string)
	if !ok {
		return "", noObject()
	}
	name := prefix + key
	if names[name] {
		return "", badJSON("the object has a key twice, as it is or as a dotted name", "keep one of them")
	}
	names[name] = true
	return name, nil
}

// member reads the value of a name. An object that is not empty becomes one field for each of its members.
func (o *jsonObject) member(name string, depth int) *rowFaultError {
	token, raw, fault := o.token()
	if fault != nil {
		return fault
	}
	f := jsonField{name: name, value: raw}
	switch value := token.(type) {
	case nil:
		f.value = nil
	case string:
		if f.cell = value; value == "" {
			f.value = nil
		}
	case json.Delim:
		if value == '{' && depth < maxDepth && o.decoder.More() {
			return o.flatten(name+".", depth+1)
		}
		start := int(o.decoder.InputOffset()) - 1
		if fault := o.skip(token, depth+1); fault != nil {
			return fault
		}
		f.value = o.compacted(o.line[start:o.decoder.InputOffset()])
		f.cell = string(f.value)
	default:
		f.cell = string(raw)
	}
	o.fields = append(o.fields, f)
	return nil
}

// skip reads the rest of the value that begins with a token and returns the first fault in it.
func (o *jsonObject) skip(token json.Token, depth int) *rowFaultError {
	opening, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if depth > maxDepth {
		return badJSON("objects and arrays are nested too deep", fmt.Sprintf("nest them no deeper than %d levels", maxDepth))
	}
	names := map[string]bool{}
	for o.decoder.More() {
		if opening == '{' {
			if _, fault := o.key("", names); fault != nil {
				return fault
			}
		}
		element, _, fault := o.token()
		if fault == nil {
			fault = o.skip(element, depth+1)
		}
		if fault != nil {
			return fault
		}
	}
	_, _, fault := o.token()
	return fault
}

// token reads the next token and returns it with its source text.
func (o *jsonObject) token() (json.Token, json.RawMessage, *rowFaultError) {
	start := int(o.decoder.InputOffset())
	for strings.IndexByte(jsonSpace+",:", o.line[start]) >= 0 {
		start++
	}
	token, err := o.decoder.Token()
	if err != nil {
		return nil, nil, noObject()
	}
	raw := o.line[start:o.decoder.InputOffset()]
	if text, ok := token.(string); ok {
		return token, raw, textFault(text, raw)
	}
	return token, raw, nil
}

// compacted returns a value without white space between its parts.
func (o *jsonObject) compacted(value []byte) json.RawMessage {
	start := o.compact.Len()
	if json.Compact(&o.compact, value) != nil {
		return value // unreachable: the line is valid
	}
	return o.compact.Bytes()[start:]
}

func noObject() *rowFaultError {
	return badJSON("the line is not one JSON object", "write each contact as one object on a line of its own")
}

func badJSON(cause, remedy string) *rowFaultError {
	return &rowFaultError{dialer.Reason{Code: "bad_json", Cause: cause, Remedy: remedy}}
}

// textFault returns the fault of a string whose source text is raw, or nil.
func textFault(text string, raw []byte) *rowFaultError {
	switch {
	case strings.Contains(text, "\ufffd") && losesSurrogate(raw):
		return badJSON(`a string holds an unpaired surrogate (\ud800 to \udfff)`, "write the character whole, or remove it")
	case strings.Contains(text, "\x00"):
		return badJSON(`a string holds a NUL character (\u0000)`, "remove it")
	}
	return nil
}

// losesSurrogate reports whether a JSON string has the escape of an unpaired surrogate.
func losesSurrogate(raw []byte) bool {
	for i := 0; i < len(raw)-1; i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if raw[i] != 'u' || !utf16.IsSurrogate(escaped(raw[i-1:])) {
			continue
		}
		if utf16.DecodeRune(escaped(raw[i-1:]), escaped(raw[i+5:])) == '\ufffd' {
			return true
		}
		i += len(`uXXXX\uXXXX`) - 1
	}
	return false
}

// escaped returns the character of the escape, such as \u00e9, that raw begins with; -1 if it begins with none.
func escaped(raw []byte) rune {
	if len(raw) < len(`\uXXXX`) || raw[0] != '\\' || raw[1] != 'u' {
		return -1
	}
	code, err := strconv.ParseUint(string(raw[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(code)
}

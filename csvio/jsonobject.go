package csvio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// maxDepth bounds how deep objects and arrays are nested, the outermost included.
const maxDepth = 32

// jsonField is a value of an object, however deep: its name is the keys on the way to it, joined with dots.
type jsonField struct {
	name  string
	cell  string
	value json.RawMessage // nil when empty
}

// jsonObject takes an object apart.
type jsonObject struct {
	decoder *json.Decoder
	line    []byte
	fields  []jsonField
	names   map[string]bool // of fields and of the objects around them
	compact bytes.Buffer
}

// read returns the fields of the object that a line of UTF-8 holds, good until the next call. Of a line with a fault they
// are those before it.
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

// flatten takes the rest of an object apart, to its closing brace.
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

// key reads a key, and returns it behind the prefix: a name that must not be among those that were there.
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
		return "", badJSON("a key stands twice in the object, as it is or as a dotted name", "keep one of them")
	}
	names[name] = true
	return name, nil
}

// member reads the value of a name. An object that is not empty gives fields of its own.
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

// skip reads the rest of the value that begins with a token, and looks for faults in it.
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

// token reads the next token, and returns it as it stands too.
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

// compacted returns a value without space around its parts.
func (o *jsonObject) compacted(value []byte) json.RawMessage {
	start := o.compact.Len()
	if json.Compact(&o.compact, value) != nil {
		return value // cannot be: the line is valid
	}
	return o.compact.Bytes()[start:]
}

func noObject() *rowFaultError {
	return badJSON("the line is not one JSON object", "write each contact as one object on a line of its own")
}

func badJSON(cause, remedy string) *rowFaultError {
	return &rowFaultError{dialer.Reason{Code: "bad_json", Cause: cause, Remedy: remedy}}
}

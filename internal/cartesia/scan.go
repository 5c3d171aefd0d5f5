package cartesia

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// readList reads a valid JSON value that must be a list. Usual is how long it is as a rule.
func readList(raw json.RawMessage, usual int) (list []json.RawMessage, ok bool) {
	rest, ok := enter(raw, '[')
	list = make([]json.RawMessage, 0, usual)
	for ok {
		var value json.RawMessage
		if value, rest = next(rest); value == nil {
			break
		}
		list = append(list, value)
	}
	return list, ok
}

// enter returns what follows the opening bracket of a list or an object, or false when the value begins otherwise.
func enter(raw json.RawMessage, bracket byte) (rest []byte, ok bool) {
	raw = skipBetween(raw)
	if len(raw) == 0 || raw[0] != bracket {
		return nil, false
	}
	return raw[1:], true
}

// next returns the next value or name within a list or an object of valid JSON, and the text after it; nil at the end. The
// tokens of encoding/json would do the same, but with them an answer costs 8 µs for each call (BenchmarkReadCalls), twice
// the CPU time of the whole plain program; so it costs 1 µs.
func next(rest []byte) (value json.RawMessage, after []byte) {
	rest = skipBetween(rest)
	if rest[0] == ']' || rest[0] == '}' {
		return nil, nil
	}
	end := valueEnd(rest)
	return rest[:end:end], rest[end:]
}

// skipBetween returns a text without what separates the values in a list or an object.
func skipBetween(text []byte) []byte {
	for i, c := range text {
		switch c {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return text[i:]
		}
	}
	return nil
}

// valueEnd returns how long the valid JSON value is that text begins with, in bytes. More follows it.
func valueEnd(text []byte) int {
	switch text[0] {
	case '"':
		return stringEnd(text)
	case '{', '[':
	default:
		return bytes.IndexAny(text, " \t\r\n,]}")
	}
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			i += stringEnd(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

// stringEnd is valueEnd for a string.
func stringEnd(text []byte) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// textOf reads a JSON string. Unmarshal into a string also takes null.
func textOf(raw json.RawMessage) (string, bool) {
	text, ok := decodeText(raw)
	return string(text), ok
}

// decodeText is textOf in bytes, which are part of raw where the string has no escapes.
func decodeText(raw json.RawMessage) (text []byte, ok bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return nil, false
	}
	if !bytes.ContainsRune(raw, '\\') && utf8.Valid(raw) {
		return raw[1 : len(raw)-1], true
	}
	var s string
	ok = json.Unmarshal(raw, &s) == nil
	return []byte(s), ok
}

// numberOf reads a JSON number. Unmarshal into a json.Number also takes null and numbers in quotes.
func numberOf(raw json.RawMessage) (n json.Number, ok bool) {
	ok = len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') && json.Unmarshal(raw, &n) == nil
	return n, ok
}

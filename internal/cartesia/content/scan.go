package content

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// deepestJSON is how deep lists and objects may be nested, as in encoding/json.
const deepestJSON = 10_000

// readList reads a JSON value that must be a list. Usual is how long it is as a rule.
func readList(raw json.RawMessage, usual int) (list []json.RawMessage, ok bool) {
	list = make([]json.RawMessage, 0, usual)
	ok = readWithin(raw, '[', func(_, value json.RawMessage) { list = append(list, value) })
	return list, ok
}

// readWithin calls each with the elements of a list, whose names are nil, or with the members of an object: of what begins
// with bracket. It reports whether the text is one such JSON value, by the rules of json.Valid (FuzzObject), and nothing
// else; if it is not, each may have been called already.
//
// The tokens of encoding/json would do the same, but with them an answer costs 5 µs for each call (BenchmarkReadCalls), more
// than the whole plain program; so it costs 0.6 µs. With json.Valid first, and a walk that trusts it, it costs 0.9 µs.
func readWithin(text []byte, bracket byte, each func(name, value json.RawMessage)) bool {
	i := skipSpace(text, 0)
	if i == len(text) || text[i] != bracket {
		return false
	}
	end := nestEnd(text, i, deepestJSON, each)
	return end >= 0 && skipSpace(text, end) == len(text)
}

// skipSpace returns the index of the first byte from index i on that is no space of JSON.
func skipSpace(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
		i++
	}
	return i
}

// valueEnd returns the index after the JSON value that begins at index i, or -1 when none does.
func valueEnd(text []byte, i, deepest int) int {
	if i >= len(text) {
		return -1
	}
	switch text[i] {
	case '"':
		return stringEnd(text, i)
	case '{', '[':
		return nestEnd(text, i, deepest, nil)
	}
	for _, word := range []string{"null", "true", "false"} {
		if bytes.HasPrefix(text[i:], []byte(word)) {
			return i + len(word)
		}
	}
	return numberEnd(text, i)
}

// nestEnd is valueEnd for a list or an object. It calls each as readWithin does, unless that is nil.
func nestEnd(text []byte, i, deepest int, each func(name, value json.RawMessage)) int {
	if deepest == 0 {
		return -1
	}
	isObject, closing := text[i] == '{', text[i]+2 // In ASCII, ] is two after [, and } two after {.
	if i = skipSpace(text, i+1); i < len(text) && text[i] == closing {
		return i + 1
	}
	for {
		var name json.RawMessage
		if isObject {
			from := i
			if i = stringEnd(text, from); i < 0 {
				return -1
			}
			name = text[from:i:i]
			if i = skipSpace(text, i); i == len(text) || text[i] != ':' {
				return -1
			}
			i = skipSpace(text, i+1)
		}
		from := i
		if i = valueEnd(text, from, deepest-1); i < 0 {
			return -1
		}
		if each != nil {
			each(name, text[from:i:i])
		}
		switch i = skipSpace(text, i); {
		case i < len(text) && text[i] == closing:
			return i + 1
		case i == len(text) || text[i] != ',':
			return -1
		}
		i = skipSpace(text, i+1)
	}
}

// stringEnd is valueEnd for a string.
func stringEnd(text []byte, i int) int {
	if i >= len(text) || text[i] != '"' {
		return -1
	}
	for i++; i < len(text) && text[i] >= ' '; i++ {
		switch text[i] {
		case '"':
			return i + 1
		case '\\':
			if i = escapeEnd(text, i+1); i < 0 {
				return -1
			}
		}
	}
	return -1
}

// escapeEnd returns the index of the last byte of an escape whose second byte is at index i, or -1.
func escapeEnd(text []byte, i int) int {
	switch {
	case i >= len(text):
		return -1
	case text[i] != 'u':
		if strings.IndexByte(`"\/bfnrt`, text[i]) < 0 {
			return -1
		}
		return i
	case i+4 >= len(text):
		return -1
	}
	for _, c := range text[i+1 : i+5] {
		if c < '0' || c > '9' && c < 'A' || c > 'F' && c < 'a' || c > 'f' {
			return -1
		}
	}
	return i + 4
}

// numberEnd is valueEnd for a number.
func numberEnd(text []byte, i int) int {
	if text[i] == '-' {
		i++
	}
	whole := i
	if i = skipDigits(text, i); i == whole {
		return -1
	}
	if text[whole] == '0' {
		i = whole + 1
	}
	if i < len(text) && text[i] == '.' {
		from := i + 1
		if i = skipDigits(text, from); i == from {
			return -1
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		from := i + 1
		if from < len(text) && (text[from] == '+' || text[from] == '-') {
			from++
		}
		if i = skipDigits(text, from); i == from {
			return -1
		}
	}
	return i
}

// skipDigits returns the index of the first byte from index i on that is no digit.
func skipDigits(text []byte, i int) int {
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	return i
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
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
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

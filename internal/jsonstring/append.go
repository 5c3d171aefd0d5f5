package jsonstring

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Append appends s as a JSON string, exactly as encoding/json writes it without its escapes for HTML. Most strings have nothing to
// escape, and are copied.
func Append(b []byte, s string) []byte {
	if isPlain(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	var escaped bytes.Buffer
	encoder := json.NewEncoder(&escaped)
	encoder.SetEscapeHTML(false) // none of the strings is put into a web page
	_ = encoder.Encode(s)        // strings always encode
	return append(b, bytes.TrimSuffix(escaped.Bytes(), []byte("\n"))...)
}

// isPlain reports whether encoding/json copies all bytes of s.
func isPlain(s string) bool {
	var all byte
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
		all |= c
	}
	return all < utf8.RuneSelf || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}

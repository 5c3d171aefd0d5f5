package csvio

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// textFault says what is wrong with a string that stands as raw.
func textFault(text string, raw []byte) *rowFaultError {
	switch {
	case strings.Contains(text, "\ufffd") && losesSurrogate(raw):
		return badJSON(`half a surrogate pair stands alone (\ud800 to \udfff)`, "write the character whole, or remove it")
	case strings.Contains(text, "\x00"):
		return badJSON(`a string holds a NUL character (\u0000)`, "remove it")
	}
	return nil
}

// losesSurrogate reports whether a JSON string has an escape that is half a surrogate pair without its other half.
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

// escaped returns the character that an escape such as \u00e9 stands for, -1 where none begins.
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

package csvio

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nests reports whether the dots of a key separate the keys of nested objects, as in `address.city`. They do if each stands between
// two parts of a path. In `No.`, `St. Address` and `P.O. Box` they are punctuation, and the key is one.
func nests(key string) bool {
	for i, c := range key {
		if c != '.' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(key[:i])
		after, _ := utf8.DecodeRuneInString(key[i+1:])
		if i == 0 || i+1 == len(key) || isPunctuation(before) || isPunctuation(after) {
			return false
		}
	}
	return strings.Contains(key, ".")
}

// isPunctuation reports whether a character beside a dot shows that the dot ends a word.
func isPunctuation(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,:;/&()-", r) }

package cartesia

import (
	"slices"
	"strings"
)

// noFreeLine reports whether an error only says that the organization's concurrent calls are used up. Where there is a
// code it decides alone, else the text does. How the API words it is documented for 429 only (`concurrency_limited`),
// hence the guesses. They all need the word concurrent: "line busy" and "number busy" are about the person who is
// called, and a metadata field of the name concurrency_limit is nobody's capacity.
func noFreeLine(code, text string) bool {
	if code == "" && !strings.Contains(text, " ") {
		code = text // a bare word
	}
	if code != "" {
		code = strings.ToLower(code)
		return len(code) <= maxCode && strings.Contains(code, "concurren") && containsAny(code, "limit", "exceeded", "too_many", "too-many")
	}
	return containsAny(strings.ToLower(text),
		"concurrency limit", "concurrency is limit", "concurrency exceeded", "too many concurrent",
		"concurrent call limit", "concurrent calls limit", "concurrent agent call limit",
		"maximum concurrency", "maximum concurrent", "maximum number of concurrent")
}

func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

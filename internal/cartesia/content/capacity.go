package content

import (
	"slices"
	"strings"
)

// noFreeLine reports whether an error says only that the organization's concurrent calls are used up. A code decides
// alone; without one the text decides. The API documents its words for 429 only (`concurrency_limited`), so these are
// guesses. Each needs the word concurrent: "line busy" and "number busy" are about the callee, and text about a metadata
// field named concurrency_limit is not about capacity.
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

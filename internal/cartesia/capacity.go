package cartesia

import "strings"

// lacksLine reports whether a refusal is for want of a free line, which is nobody's failure and passes. The API is
// known to say `concurrency_limited`; how it says so in an entry is not documented, so words to that effect count
// too. That a person's line is busy is another matter: those words must not.
func lacksLine(code, message string) bool {
	switch strings.ToLower(code) {
	case "concurrency_limited", "concurrency_limit", "concurrency_limit_exceeded", "too_many_concurrent_calls",
		"rate_limited", "rate_limit_exceeded", "too_many_requests":
		return true
	}
	text := strings.ToLower(code + " " + message)
	for _, words := range []string{
		"concurrency limit", "concurrent call", "concurrency_limit", "rate limit", "too many requests", "no capacity", "at capacity",
	} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

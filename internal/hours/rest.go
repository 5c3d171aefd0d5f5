package hours

import (
	"fmt"
	"time"
)

// longestRest bounds after_conversation: calls that ended longer ago than 194 days have no known age (package screen).
const longestRest = 180 * 24 * time.Hour

// checkRest returns an error for an after_conversation that is too long.
func (r *Rule) checkRest() error {
	if rest := time.Duration(r.AfterConversation); rest > longestRest {
		return fmt.Errorf("after_conversation is longer than %dd, which is the most that is kept", longestRest/(24*time.Hour))
	}
	return nil
}

// LongestRest is the longest after_conversation of all rules; 0: there is none.
func (r *Rules) LongestRest() time.Duration {
	longest := time.Duration(0)
	for _, rule := range r.All() {
		longest = max(longest, time.Duration(rule.AfterConversation))
	}
	return longest
}

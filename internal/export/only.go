package export

import (
	"fmt"
	"slices"
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/near"
)

// pending is the disposition of a contact without a last word.
const pending = "pending"

// Only selects contacts: those with one of its words as their disposition or outcome. Empty: all.
type Only []string

// OnlyWords returns the words: pending, the dispositions, and the outcomes.
func OnlyWords() []string {
	words := []string{pending}
	for _, d := range dialer.Dispositions() {
		words = append(words, string(d))
	}
	for _, o := range dialer.Outcomes() {
		words = append(words, string(o))
	}
	return words
}

// ParseOnly reads words, in which hyphens and case do not matter. The error lists them all.
func ParseOnly(words []string) (Only, error) {
	var only Only
	for _, word := range words {
		plain := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(word)), "-", "_")
		if !slices.Contains(OnlyWords(), plain) {
			return nil, fmt.Errorf("%q is not one of %s%s", word, strings.Join(OnlyWords(), ", "), near.Hint(word, OnlyWords()))
		}
		only = append(only, plain)
	}
	return only, nil
}

func (o Only) has(disposition, outcome string) bool {
	return len(o) == 0 || slices.Contains(o, disposition) || slices.Contains(o, outcome)
}

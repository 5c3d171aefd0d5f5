package show

import (
	"fmt"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// Count is a number of things, as in `3 failed`.
type Count struct {
	n     int
	words string
}

// CountOf returns a count of n things that words name.
func CountOf(n int, words string) Count { return Count{n, words} }

// CountsText joins the first count and the others that are not zero.
func CountsText(first Count, others ...Count) string {
	texts := []string{strconv.Itoa(first.n) + " " + first.words}
	for _, c := range others {
		if c.n > 0 {
			texts = append(texts, strconv.Itoa(c.n)+" "+c.words)
		}
	}
	return strings.Join(texts, ", ")
}

// PeopleText is a number of people, as in `1 person`.
func PeopleText(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprint(n, " people")
}

// LinesText says how many lines are in use, and of how many. They are more than the calls in progress, which the outcomes count: a batch
// that waits for its pace has taken its lines, and an unknown contact may be in a call.
func LinesText(use dialer.LineUse) string {
	if use.Limit == 0 {
		return dialer.Plural(use.InUse, "line") + " in use"
	}
	text := fmt.Sprintf("%d of %s in use", use.InUse, dialer.Plural(use.Effective, "line"))
	if use.Effective < use.Limit {
		text += fmt.Sprintf(" (%d asked for)", use.Limit)
	}
	return text
}

package near

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Name returns the one of names that word probably stands for; "" if none is near enough. Of several that are equally near it is the
// first. Case, spaces, hyphens and underscores do not matter.
func Name(word string, names []string) string {
	given := loosened(word)
	found, least := "", most(given)+1
	for _, name := range names {
		if d := distance(given, loosened(name)); d < least && name != word {
			found, least = name, d
		}
	}
	if found != "" || len(given) < leastBeginning {
		return found
	}
	for _, name := range names { // an abbreviation
		if loose := loosened(name); name != word && strings.HasPrefix(loose, given) && (found == "" || len(name) < len(found)) {
			found = name
		}
	}
	return found
}

// Hint returns the question whether a name was meant, to be put behind what an error says of word; "" if none is near enough.
func Hint(word string, names []string) string {
	if name := Name(word, names); name != "" {
		return "; did you mean " + strconv.Quote(name) + "?"
	}
	return ""
}

// leastBeginning is the least number of bytes of a word that may abbreviate a name.
const leastBeginning = 3

// most is the maximum distance at which a name may be meant by a word: a third of its letters, and never all of them.
func most(word string) int {
	letters := utf8.RuneCountInString(word)
	return min((letters+2)/3, letters-1)
}

// loosened returns a name without what people write differently.
func loosened(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
}

// distance is the least number of letters to add, remove, replace or exchange with the next one that makes one text of the other
// (the optimal string alignment).
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

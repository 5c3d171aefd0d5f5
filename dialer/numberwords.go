package dialer

import (
	"strconv"
	"strings"
)

// numberWords holds the last word on each occurrence of each number: a compact set of numbers for each word, of which
// there are few.
type numberWords struct {
	said []saidOf
	// repeats holds the highest occurrence on record of each number that has more than one.
	repeats map[uint64]int
}

// saidOf are the numbers, as numberKey has them, on which a word is the last.
type saidOf struct {
	word
	numbers *NumberSet
}

func newNumberWords() numberWords { return numberWords{repeats: map[uint64]int{}} }

func (n *numberWords) add(number uint64, occurrence int, r *Result) {
	if occurrence > 1 {
		n.repeats[number] = max(n.repeats[number], occurrence)
	}
	key := numberKey(number, occurrence)
	if said := (word{disposition: r.Disposition, attempts: r.Attempt}); len(n.said) == 1 && n.said[0].word == said {
		n.said[0].numbers.Add(key) // nothing else was ever said, of anybody: there is nothing to compare with
		return
	}
	before := n.get(key)
	after := before.followedBy(r)
	if after == before {
		return
	}
	if before != (word{}) {
		n.of(before).remove(key)
	}
	n.of(after).Add(key)
}

// of returns the numbers on which a word is the last.
func (n *numberWords) of(w word) *NumberSet {
	for i := range n.said {
		if n.said[i].word == w {
			return n.said[i].numbers
		}
	}
	n.said = append(n.said, saidOf{w, &NumberSet{}})
	return n.said[len(n.said)-1].numbers
}

func (n *numberWords) get(key uint64) word {
	w, _ := n.find(key)
	return w
}

// known is where a number stands among those on record: its spot, if it has one, in the set of the i-th word.
type known struct {
	i int
	spot
}

// find returns the last word on a key, and where it stands.
func (n *numberWords) find(key uint64) (word, known) {
	for i := range n.said {
		if at, there := n.said[i].numbers.spot(key); there {
			return n.said[i].word, known{i, at}
		}
	}
	return word{}, known{spot: spot{at: -1}}
}

// sent reports whether some occurrence of a number is on record.
func (n *numberWords) sent(number uint64) bool {
	return n.occurrence(number, 1) != word{} || n.repeated(number)
}

// repeated reports whether a later occurrence of a number than the first is on record.
func (n *numberWords) repeated(number uint64) bool {
	return len(n.repeats) > 0 && n.repeats[number] > 0
}

// occurrence returns the last word on the k-th row with a number.
func (n *numberWords) occurrence(number uint64, k int) word { return n.get(numberKey(number, k)) }

// whole returns the last word on a number that is called once, however many of its rows the record knows: that of the
// first that is settled, else that of the first. First is the word on its first occurrence.
func (n *numberWords) whole(number uint64, first word, rules Rules) word {
	if len(n.repeats) == 0 || first.settledBy(rules) {
		return first
	}
	for k := 2; k <= n.repeats[number]; k++ {
		switch w := n.occurrence(number, k); {
		case w.settledBy(rules):
			return w
		case first == word{}:
			first = w
		}
	}
	return first
}

// A number of E.164 has at most 15 digits, so it fits into 50 bits; the occurrence takes the other 14.
const (
	numberBits     = 50
	maxOccurrences = 1 << (64 - numberBits)
)

func numberKey(number uint64, occurrence int) uint64 {
	return number | uint64(occurrence-1)<<numberBits //nolint:gosec // occurrence is 1 to maxOccurrences
}

// IsE164 reports whether a number is `+` and 7 to 15 digits, the first of them not 0.
func IsE164(number string) bool {
	_, ok := digits(number)
	return ok && len(number) >= len("+1234567")
}

// digits returns an E.164 number as an integer. Its leading digit is not 0, so none is lost.
func digits(number string) (n uint64, ok bool) {
	if len(number) < 2 || len(number) > 16 || number[0] != '+' || number[1] == '0' {
		return 0, false
	}
	for _, c := range []byte(number[1:]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + uint64(c-'0')
	}
	return n, true
}

// plainNumber reads a cell that is an E.164 number but for spaces, hyphens and parentheses. It says nothing of
// whether the number can be called.
func plainNumber(cell string) (number uint64, ok bool) {
	if len(cell) < 8 || len(cell) > 32 || cell[0] != '+' {
		return 0, false
	}
	count := 0
	for _, c := range []byte(cell[1:]) {
		switch {
		case c >= '0' && c <= '9':
			number = number*10 + uint64(c-'0')
			count++
			if number == 0 || count > 15 {
				return 0, false
			}
		case c != ' ' && c != '-' && c != '(' && c != ')':
			return 0, false
		}
	}
	return number, count >= 7
}

// BatchOccurrence reads from a batch's name which occurrence of their numbers its contacts are, from 1.
// See batchName for the form; a name of another form counts as the first.
func BatchOccurrence(batch string) int {
	if _, suffix, ok := strings.Cut(batch, "x"); ok {
		if n, err := strconv.Atoi(suffix); err == nil && n > 1 && n <= maxOccurrences {
			return n
		}
	}
	return 1
}

// batchName names a request: the run, the request's number in it and, for contacts that are a later row with their
// number, which: `20261123T083000-9f3a41c7.17`, `20261123T083000-9f3a41c7.18x2`. The record has no column for it, yet a
// rerun must know which of two rows with one number was called.
func batchName(run string, n uint64, occurrence int) string {
	name := run + "." + strconv.FormatUint(n, 10)
	if occurrence > 1 {
		name += "x" + strconv.Itoa(occurrence)
	}
	return name
}

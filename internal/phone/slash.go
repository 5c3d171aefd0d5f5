package phone

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// newSlash matches a number with a slash behind its area code, as in 030/23125033, (02)/513.89.40 and +43/1/5134567. Before the area
// code, of at most five digits, may be a country code or a trunk prefix (the first group). What follows is long and begins
// with no zero, so it is neither another ending of the number nor another number.
func newSlash() *regexp.Regexp {
	const country = `\(?(?:\+|00)\d{1,3}\)?(?: ?/ ?|[ .-]*)(?:\(0\) ?)?`
	const trunk = `\(?0\)?[ -]?|[18](?: ?/ ?|[ -])`
	return regexp.MustCompile(`^(` + country + `|` + trunk + `)?\(?(\d{1,5})\)? ?/ ?([1-9][\d .()-]*)$`)
}

// fewestBehindSlash is the number of digits from which the digits behind a slash are not another ending of a number.
const fewestBehindSlash = 4

// unslash puts a hyphen in place of a slash that follows the area code. Without a prefix that shows where the area code begins, the
// digits before the slash may be a number of their own; then c.behind keeps how many follow, for endsAreaCode.
func (c *cell) unslash(slash *regexp.Regexp) {
	m := slash.FindStringSubmatch(c.text)
	if m == nil || len(digits(m[3])) < fewestBehindSlash {
		return
	}
	c.text = strings.ReplaceAll(c.text, "/", "-")
	if m[1] == "" {
		c.behind = len(digits(m[3]))
	}
}

// endsAreaCode reports whether the area code of a number in E.164 ends before its last digits, of this number.
func endsAreaCode(e164 string, behind int) bool {
	parsed, err := phonenumbers.Parse(e164, noRegion)
	if err != nil {
		return false
	}
	national := phonenumbers.GetNationalSignificantNumber(parsed)
	return len(national)-phonenumbers.GetLengthOfNationalDestinationCode(parsed) == behind
}

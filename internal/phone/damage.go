package phone

import (
	"regexp"
	"strconv"
	"strings"
)

// damage recognizes what spreadsheets do to numbers.
type damage struct {
	formula, errorValue, scientific, decimal, clock *regexp.Regexp

	label, slash *regexp.Regexp
}

func newDamage() damage {
	return damage{
		// ="…" around anything, or = before nothing but a number: =415-555 would be a subtraction.
		formula: regexp.MustCompile(`^=\s*(?:"([^"]*)"|(\+?\d+))$`),
		// In each language an error begins with # and a word; ##### is a column that is too narrow; LibreOffice has Err:502.
		errorValue: regexp.MustCompile(`^(?:#[¡¿]?\pL[\pL\d/_ ]*[!?]?|##+|(?i:err:\d{3}))$`),
		scientific: regexp.MustCompile(`^([+-]?)(\d+)(?:[.,](\d*))?[eE]([+-]?\d+)$`),
		decimal:    regexp.MustCompile(`^(\+?\d+)[.,](\d{1,2})$`),
		clock:      regexp.MustCompile(`[ ,T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$`),
		label:      newLabel(),
		slash:      newSlash(),
	}
}

// repair undoes what a spreadsheet did to the number in c, and leaves nothing but the number. It returns an error if that is lost.
func (n *Normalizer) repair(c *cell) error {
	if undamaged(c.text) {
		return nil
	}
	c.unwrap(n.damage.formula)
	c.unlabel(n.damage.label)
	switch {
	case c.text == "":
		return missing()
	case n.damage.errorValue.MatchString(c.text):
		return formulaError()
	case isPlaceholder(c.text):
		return placeholder()
	case n.damage.isDate(c.text):
		return date()
	}
	if m := n.damage.scientific.FindStringSubmatch(c.text); m != nil {
		return repairScientific(c, m)
	}
	if m := n.damage.decimal.FindStringSubmatch(c.text); m != nil {
		return n.repairDecimal(c, m)
	}
	c.unslash(n.damage.slash)
	return nil
}

// undamaged reports whether text is a + and digits with ordinary punctuation, which no damage looks like.
func undamaged(text string) bool {
	rest, ok := strings.CutPrefix(text, "+")
	return ok && !strings.ContainsFunc(rest, func(r rune) bool {
		return (r < '0' || r > '9') && !strings.ContainsRune(" -()", r)
	})
}

// repairScientific repairs a match of the pattern scientific. A mantissa with as many decimals as the exponent says has every digit
// of the number.
func repairScientific(c *cell, m []string) error {
	sign, whole, decimals := m[1], m[2], m[3]
	exponent, err := strconv.Atoi(m[4])
	if err != nil || sign == "-" || len(whole) != 1 || whole == "0" || exponent < minDigits-1 || exponent != len(decimals) {
		return scientific()
	}
	c.repaired(sign+whole+decimals, repairedScientific())
	return nil
}

// repairDecimal repairs a match of the pattern decimal.
func (n *Normalizer) repairDecimal(c *cell, m []string) error {
	number, decimals := m[1], m[2]
	if strings.Trim(decimals, "0") != "" || number[0] == '0' {
		return decimal()
	}
	// A spreadsheet writes no +, so the point may separate two groups of digits if such a number exists.
	if number[0] == '+' {
		if _, ok := n.withPlus(number[1:] + decimals); ok {
			return decimal()
		}
	}
	c.repaired(number, repairedDecimal())
	return nil
}

package xlsx

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// section is one of the sections of the code of a number format, which are for positive numbers, negative ones, zero and text, or
// for the numbers of a condition. They are read here because excelize ignores conditions and drops the texts beside some patterns.
type section struct {
	// code is the section alone, without its condition, and with the pattern 0 instead of General.
	code string
	// holds reports whether a number fulfills the condition of the section; nil: there is none.
	holds func(float64) bool
	// pluses is how many + it shows, and adds: it shows a + or digits beside those of the number or the text, unless it shows
	// neither, as shows says.
	pluses      int
	adds, shows bool
	// zeros is how many digits it shows before the decimal point at least.
	zeros int
	// scales: it may show another number, as thousands or percent.
	scales bool
	// unclear: it shows a fraction or scientific notation, in which excelize drops texts.
	unclear bool
	// texts is how many times it shows a text, between before and after.
	texts         int
	before, after string
}

// sectionsOf reads the code of a format.
func sectionsOf(code string) []section {
	var found []section
	for rest, more := code, true; more; {
		var s section
		s, rest, more = readSection(rest)
		found = append(found, s)
	}
	return found
}

// readSection reads the first section of a code, to the semicolon.
func readSection(code string) (s section, rest string, more bool) {
	r := sectionReader{rest: code}
	for r.rest != "" {
		if rest, more = strings.CutPrefix(r.rest, ";"); more {
			break
		}
		r.element()
	}
	r.adds = r.adds && r.shows
	return r.section, rest, more
}

// sectionReader reads the elements of a section, and gathers its code.
type sectionReader struct {
	section
	rest     string
	decimals bool
}

// take returns the next n bytes, or what is left.
func (r *sectionReader) take(n int) string {
	n = min(n, len(r.rest))
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// quoted returns what a mark begins and end closes, without both.
func (r *sectionReader) quoted(end string) string {
	text, _, _ := strings.Cut(r.rest[1:], end)
	r.code += r.take(1 + len(text) + len(end))
	return text
}

// element reads the next element.
func (r *sectionReader) element() {
	first, character := firstOf(r.rest)
	switch {
	case first == '"':
		r.literal(r.quoted(`"`))
	case first == '[':
		r.bracket()
	case first == '\\':
		_, escaped := firstOf(r.rest[1:])
		r.literal(escaped)
		r.code += r.take(1 + len(escaped))
	case first == '_', first == '*': // the width of a character, or one that fills the cell
		_, character := firstOf(r.rest[1:])
		r.code += r.take(1 + len(character))
	case first == 'E' && len(r.rest) > 1 && (r.rest[1] == '+' || r.rest[1] == '-'):
		r.unclear = true
		r.code += r.take(2)
	case len(r.rest) >= len(general) && strings.EqualFold(r.rest[:len(general)], general):
		r.take(len(general))
		r.code, r.shows = r.code+"0", true
	case first == '/':
		r.unclear = true
		r.code += r.take(1) + r.take(len(r.rest)-len(strings.TrimLeft(r.rest, "0123456789")))
	case first == '@':
		r.texts++
		r.shows = true
		r.code += r.take(1)
	case first == '0', r.zeros > 0 && strings.ContainsRune("#?", first): // a # after a 0 is one
		if !r.decimals {
			r.zeros++
		}
		r.shows = true
		r.code += r.take(1)
	case first == '.':
		r.decimals = true
		r.code += r.take(1)
	case strings.ContainsRune("#?", first):
		r.shows = true
		r.code += r.take(1)
	case strings.ContainsRune(",%", first):
		r.scales = true
		r.code += r.take(1)
	default:
		r.literal(character)
		r.code += r.take(len(character))
	}
}

// general is the pattern of a number without a format.
const general = "General"

// firstOf returns the first character of a text, which may be empty.
func firstOf(text string) (first rune, character string) {
	first, size := utf8.DecodeRuneInString(text)
	return first, text[:size]
}

// literal takes a text beside the number.
func (r *sectionReader) literal(text string) {
	r.pluses += strings.Count(text, "+") + strings.Count(text, "＋")
	r.adds = r.adds || strings.ContainsFunc(text, func(c rune) bool { return c == '+' || c == '＋' || unicode.IsDigit(c) })
	if r.texts == 0 {
		r.before += text
	} else {
		r.after += text
	}
}

// bracket takes a currency, whose mark is a text, a condition, or a color.
func (r *sectionReader) bracket() {
	before := r.code
	text := r.quoted("]")
	switch {
	case strings.HasPrefix(text, "$"):
		mark := text[1:]
		if at := strings.LastIndexByte(mark, '-'); at >= 0 {
			mark = mark[:at]
		}
		r.literal(mark)
	case strings.HasPrefix(text, "<"), strings.HasPrefix(text, ">"), strings.HasPrefix(text, "="):
		r.holds, r.code = condition(text), before
	}
}

// condition reads a condition; one that cannot be read never holds.
func condition(text string) func(float64) bool {
	number := strings.TrimLeft(text, "<>=")
	operand, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	operator := text[:len(text)-len(number)]
	return func(value float64) bool {
		if err != nil {
			return false
		}
		switch operator {
		case "<":
			return value < operand
		case "<=":
			return value <= operand
		case ">":
			return value > operand
		case ">=":
			return value >= operand
		case "=":
			return value == operand
		case "<>":
			return value != operand
		default:
			return false
		}
	}
}

// sectionFor returns the section that shows a number, which shows a negative one with a sign if signed. It is not ok if there is
// none, or if programs differ about it.
func sectionFor(sections []section, value float64) (s section, signed, ok bool) {
	numeric := slices.DeleteFunc(slices.Clone(sections[:min(len(sections), 3)]), func(s section) bool { return s.texts > 0 })
	if len(numeric) == 0 {
		return section{}, false, false
	}
	if slices.ContainsFunc(numeric, func(s section) bool { return s.holds != nil }) {
		at := slices.IndexFunc(numeric, func(s section) bool { return s.holds == nil || s.holds(value) })
		if at < 0 {
			return section{}, false, false
		}
		return numeric[at], true, true
	}
	switch {
	case value < 0 && len(numeric) > 1:
		return numeric[1], false, true
	case value == 0 && len(numeric) > 2:
		return numeric[2], true, true
	default:
		return numeric[0], true, true
	}
}

// addsToText returns the section that shows a text with a + or digits beside it; nil if none does.
func addsToText(sections []section) *section {
	at := slices.IndexFunc(sections, func(s section) bool { return s.texts > 0 })
	if at < 0 || !sections[at].adds {
		return nil
	}
	return &sections[at]
}

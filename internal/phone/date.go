package phone

import (
	"strings"
	"unicode"
)

// isDate reports whether text is a date, perhaps with a time of day, in one of the spellings of spreadsheets: a year, a
// month and a day in any usual order, as digits with separators of one kind, or with the name of the month.
func (d damage) isDate(text string) bool {
	if at := d.clock.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	for _, mark := range []string{"-", "/", ".", ". "} {
		if groups := strings.Split(text, mark); len(groups) == 3 && isCalendarDate(groups[0], groups[1], groups[2]) {
			return true
		}
	}
	return isNamedDate(text)
}

// isCalendarDate reports whether groups of digits can be a date: 2026-05-01, 01/05/2026, 5/1/2026, 1.5.26, 26-05-01.
func isCalendarDate(a, b, c string) bool {
	return isDayAndMonth(a, b) && isYear(c) || isYear(a) && isDayAndMonth(b, c)
}

func isDayAndMonth(a, b string) bool {
	return inRange(a, 1, 31) && inRange(b, 1, 12) || inRange(a, 1, 12) && inRange(b, 1, 31)
}

func isYear(s string) bool {
	return len(s) == 2 && inRange(s, 0, 99) || len(s) == 4 && inRange(s, 1900, 2099)
}

// inRange reports whether s is a number from least to most.
func inRange(s string, least, most int) bool {
	if s == "" || len(s) > 4 {
		return false
	}
	value := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
		value = 10*value + int(r-'0')
	}
	return least <= value && value <= most
}

// isNamedDate reports whether text is a date with the name of a month: 1-May-26, May 1, 2026, Friday, 1. Mai 2026.
func isNamedDate(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" -/.,", r) })
	var numbers []string
	months, others := 0, 0
	for _, word := range words {
		switch {
		case isMonth(word):
			months++
		case unicode.IsDigit(rune(word[0])):
			numbers = append(numbers, strings.TrimRightFunc(word, unicode.IsLetter)) // 1st, 2nd, 1er
		default:
			others++ // a weekday, or the de in 1 de mayo de 2026
		}
	}
	if months != 1 || len(numbers) != 2 || others > 2 {
		return false
	}
	day, year := numbers[0], numbers[1]
	return inRange(day, 1, 31) && isYear(year) || isYear(day) && inRange(year, 1, 31)
}

// isMonth reports whether a word begins as the name of a month in English, German, French, Spanish or Italian does.
func isMonth(word string) bool {
	word = strings.ToLower(word)
	for name := range strings.FieldsSeq("jan feb mar apr may jun jul aug sep oct nov dec mai mär mrz okt dez " +
		"fév avr juin juil aoû déc ene abr ago dic gen mag giu lug set ott") {
		if strings.HasPrefix(word, name) {
			return true
		}
	}
	return false
}

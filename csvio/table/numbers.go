package table

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// numberNames are the usual names, loosened, of a column of phone numbers.
func numberNames() []string {
	return []string{"tonumber", "phone", "phonenumber", "number", "contactnumber", "mobile"}
}

// NamesNumber reports whether a name is a usual one of a column of phone numbers: to_number, phone, phone_number, number,
// contact_number or mobile, whatever its case, spaces, underscores and hyphens are.
func NamesNumber(name string) bool { return slices.Contains(numberNames(), loosened(CleanName(name))) }

// LooksLikeNumber reports whether a name is a phone number by its digits, in any spelling.
func LooksLikeNumber(name string) bool {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("+ -.()", r) {
			return -1
		}
		return r
	}, name)
	return strings.Trim(digits, "0123456789") == "" &&
		(len(digits) >= 10 && len(digits) <= 15 || strings.HasPrefix(name, "+") && len(digits) >= 7)
}

// FewestDigits is the number of digits from which a cell is not a name.
const FewestDigits = 5

// CountDigits counts the digits of any script.
func CountDigits(cell string) int {
	n := 0
	for _, r := range cell {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// IsFullDate reports whether a cell is a date with a year of four digits, perhaps with a time. No number has this form.
func IsFullDate(cell string) bool {
	day, clock := cell, ""
	if at := strings.IndexAny(cell, " T"); at >= 0 {
		day, clock = cell[:at], cell[at+1:]
	}
	return parses(day, time.DateOnly, "02.01.2006", "2.1.2006", "02/01/2006", "2/1/2006", "1/2/2006", "2006/01/02") &&
		(clock == "" || parses(clock, time.TimeOnly, "15:04", "15:04:05Z07:00", "15:04:05Z0700", "15:04Z07:00", "3:04 PM", "3:04:05 PM", "15:04:05 MST"))
}

func parses(text string, layouts ...string) bool {
	return slices.ContainsFunc(layouts, func(layout string) bool {
		_, err := time.Parse(layout, text)
		return err == nil
	})
}

package hours_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// easter is Easter Sunday of a year from 1900 to 2099, by Carter's algorithm.
func easter(year int) time.Time {
	d := 225 - 11*(year%19)
	for d > 50 {
		d -= 30
	}
	if d > 48 {
		d--
	}
	e := (year + year/4 + d + 1) % 7
	return time.Date(year, time.March, d+7-e, 0, 0, 0, 0, time.UTC)
}

// nth is the n-th weekday of a month; -1 is the last.
func nth(n int, day time.Weekday, month time.Month) func(int) time.Time {
	return func(year int) time.Time {
		if n < 0 {
			end := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
			return end.AddDate(0, 0, -int(end.Weekday()-day+7)%7)
		}
		first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, int(day-first.Weekday()+7)%7+7*(n-1))
	}
}

func on(month time.Month, day int) func(int) time.Time {
	return func(year int) time.Time { return time.Date(year, month, day, 0, 0, 0, 0, time.UTC) }
}

func afterEaster(days int) func(int) time.Time {
	return func(year int) time.Time { return easter(year).AddDate(0, 0, days) }
}

func after(days int, day func(int) time.Time) func(int) time.Time {
	return func(year int) time.Time { return day(year).AddDate(0, 0, days) }
}

// exampleDays are the days of the examples by their names.
func exampleDays() map[string]func(int) time.Time {
	thanksgiving := nth(4, time.Thursday, time.November)
	return map[string]func(int) time.Time{
		"New Year's Day": on(1, 1), "Martin Luther King Jr. Day": nth(3, time.Monday, 1), "Washington's Birthday": nth(3, time.Monday, 2),
		"Mardi Gras": afterEaster(-47), "Good Friday": afterEaster(-2), "Easter Monday": afterEaster(1), "Confederate Memorial Day": nth(4, time.Monday, 4),
		"Memorial Day": nth(-1, time.Monday, 5), "Jefferson Davis' Birthday": nth(1, time.Monday, 6), "Juneteenth": on(6, 19), "Flag Day": on(6, 14),
		"Independence Day": on(7, 4), "Pioneer Day": on(7, 24), "Victory Day": nth(2, time.Monday, 8), "Huey P. Long Day": on(8, 30),
		"Labor Day": nth(1, time.Monday, 9), "Columbus Day": nth(2, time.Monday, 10), "All Saints' Day": on(11, 1),
		"Election Day": after(1, nth(1, time.Monday, 11)), "Veterans Day": on(11, 11), "Thanksgiving Day": thanksgiving, "Acadian Day": after(1, thanksgiving),
		"Christmas Day": on(12, 25), "Boxing Day": on(12, 26), "Battle of New Orleans": on(1, 8), "Rhode Island Independence Day": on(5, 4),
		"Australia Day": on(1, 26), "Anzac Day": on(4, 25),
		"Jour de l'an": on(1, 1), "Lundi de Pâques": afterEaster(1), "Fête du travail": on(5, 1), "Victoire 1945": on(5, 8), "Ascension": afterEaster(39),
		"Lundi de Pentecôte": afterEaster(50), "Fête nationale": on(7, 14), "Assomption": on(8, 15), "Toussaint": on(11, 1), "Armistice 1918": on(11, 11), "Noël": on(12, 25),
	}
}

// TestExampleDays: each date of the examples' holidays is that of the day which it names, or a weekday at most four days from it on which that
// day is observed.
func TestExampleDays(t *testing.T) {
	paths, err := filepath.Glob("../../docs/rules/holidays/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	days := exampleDays()
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			text, name, ok := strings.Cut(lines.Text(), " ")
			if text == "#" {
				continue
			}
			date, err := time.Parse(time.DateOnly, text)
			name, observed, _ := strings.Cut(name, ",")
			name, next := strings.CutSuffix(name, " of 2028")
			day, known := days[name]
			if !ok || err != nil || !known {
				t.Errorf("%s: %q", path, lines.Text())
				continue
			}
			year := date.Year()
			if next {
				year++
			}
			off := date.Sub(day(year)).Abs()
			weekday := date.Weekday() != time.Saturday && date.Weekday() != time.Sunday
			if off > 0 && (observed == "" || !weekday || off > 4*24*time.Hour) {
				t.Errorf("%s: %s is on %s", path, lines.Text(), day(year).Format(time.DateOnly))
			}
		}
	}
}

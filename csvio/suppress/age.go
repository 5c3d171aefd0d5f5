package suppress

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// OldAge is the age above which a list is worth a warning: national registries want a copy that is at most this old.
const OldAge = 31 * day

const day = 24 * time.Hour

// clockError is by how much a list may seem to come from the future: its day may have begun elsewhere on earth.
const clockError = 14 * time.Hour

// ParseMaxAge parses the value of Config.SuppressMaxAge: a number of days, as in 31d, or a duration. Empty means none. The error is a
// *dialer.FieldError.
func ParseMaxAge(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	age, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		age = time.Duration(n) * day
	}
	if err != nil || age <= 0 {
		return 0, fieldErrorf("SuppressMaxAge", "%q is not an age: write it in days or hours, as in 31d or 12h", s)
	}
	return age, nil
}

// Dates are the days of which lists are, where their files do not say so.
type Dates struct {
	// all is that of each list that of does not name by its path or the name of its file; zero: none.
	all time.Time
	of  map[string]time.Time
}

// ParseDates parses the values of Config.SuppressDate: each is a day or a time of RFC 3339 for all lists, or LIST=DAY for those of one
// name. The error is a *dialer.FieldError.
func ParseDates(values []string) (Dates, error) {
	d := Dates{of: map[string]time.Time{}}
	for _, value := range values {
		name, text := "", value
		if i := strings.LastIndexByte(value, '='); i >= 0 {
			name, text = value[:i], value[i+1:]
		}
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			at, err = time.Parse(time.RFC3339, text)
		}
		_, twice := d.of[name]
		switch {
		case err != nil:
			return d, fieldErrorf("SuppressDate", "%q is not the day of a list: write it like 2026-11-01, or dnc.csv=2026-11-01 for one of several lists", value)
		case twice, name == "" && !d.all.IsZero():
			return d, fieldErrorf("SuppressDate", "%q is a second date of the same list", value)
		case name == "":
			d.all = at
		default:
			d.of[name] = at
		}
	}
	return d, nil
}

// date is that of a list; zero where none was declared.
func (d Dates) date(path string) time.Time {
	for _, name := range []string{path, filepath.Base(path)} {
		if at, named := d.of[name]; named {
			return at
		}
	}
	return d.all
}

// checkDates returns an error about a date of a list that is not given: its name is probably misspelled.
func checkDates(lists []listFile, d Dates) error {
	for name := range d.of {
		found := false
		for _, file := range lists {
			found = found || name == file.path || name == filepath.Base(file.path)
		}
		if !found && len(lists) > 0 {
			return fieldErrorf("SuppressDate", "no suppression list has the name %q: correct the name, or leave it out", name)
		}
	}
	return nil
}

// date is the moment of which a list is: as it was declared, else that of its file.
func (s *Lists) date(file *listFile) time.Time {
	if declared := s.cfg.SuppressDate.date(file.path); !declared.IsZero() {
		return declared
	}
	return file.modified
}

// checkAge returns an error if a list is too old. The results of a campaign say what was done, and do not age.
func (s *Lists) checkAge(file *listFile, now time.Time) error {
	most := s.cfg.SuppressMaxAge
	age := now.Sub(s.date(file))
	declared := !s.cfg.SuppressDate.date(file.path).IsZero()
	switch {
	case file.list.results:
		return nil
	case age < -clockError && declared:
		return &Error{file.path, fieldErrorf("SuppressDate", "the day of the list is in the future: correct it")}
	case most > 0 && age < -clockError:
		return &Error{file.path, fieldErrorf("SuppressDate", "the time of the file is in the future, so its age is not known: say of which day the list is")}
	case most > 0 && age > most:
		return &Error{file.path, fieldErrorf("SuppressMaxAge", "the list is more than %s old, and at most %s are allowed: fetch it again, or say of which day it is",
			ageText(age), ageText(most))}
	}
	return nil
}

// checkAges is checkAge for all lists.
func (s *Lists) checkAges(now time.Time) error {
	for _, file := range *s.lists.Load() {
		if err := s.checkAge(&file, now); err != nil {
			return err
		}
	}
	return nil
}

// Aged is a list and how old it is.
type Aged struct{ Name, Age string }

// Old returns the lists that are older than OldAge.
func (s *Lists) Old(now time.Time) (old []Aged) {
	for _, file := range *s.lists.Load() {
		if age := now.Sub(s.date(&file)); age > OldAge && !file.list.results {
			old = append(old, Aged{filepath.Base(file.path), ageText(age)})
		}
	}
	return old
}

// ageText is an age for people, rounded down.
func ageText(age time.Duration) string {
	switch days := int(age / day); {
	case days > 1:
		return fmt.Sprintf("%d days", days)
	default:
		return fmt.Sprintf("%d hours", int(age/time.Hour))
	}
}

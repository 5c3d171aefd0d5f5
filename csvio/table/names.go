package table

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names are the names of the columns of a table, as CleanName returns them, in the order of the file; empty for an unnamed column. Its
// methods are what messages say of columns.
type Names []string

// CleanName returns the name of a column, or a cell, without space and invisible marks around it.
func CleanName(name string) string {
	return strings.TrimFunc(name, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// SameName reports whether two names of columns match loosely: whatever their case, spaces, underscores and hyphens are.
func SameName(a, b string) bool { return loosened(CleanName(a)) == loosened(CleanName(b)) }

// loosened returns a name in lower case without spaces, underscores and hyphens.
func loosened(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// maxShown is the number of characters of a name that a message shows.
const maxShown = 40

// ShortName cuts a name that is too long for a message.
func ShortName(name string) string {
	if utf8.RuneCountInString(name) <= maxShown {
		return name
	}
	return string([]rune(name)[:maxShown]) + "…"
}

// Title names a column, from 0, in a message: by its name in quotes, or by its number, from 1, if it has none.
func (n Names) Title(i int) string {
	if i >= len(n) || n[i] == "" {
		return fmt.Sprintf("number %d", i+1)
	}
	return fmt.Sprintf("%q", ShortName(n[i]))
}

// Titles names several columns, each as Title does.
func (n Names) Titles(columns []int) string {
	titles := make([]string, len(columns))
	for i, column := range columns {
		titles[i] = n.Title(column)
	}
	return strings.Join(titles, ", ")
}

// AllTitles names the columns that have a name; of more than 20 only the first.
func (n Names) AllTitles() string {
	const most = 20
	var named []int
	for i, name := range n {
		if name != "" {
			named = append(named, i)
		}
	}
	if len(named) > most {
		return fmt.Sprintf("%s and %d more", n.Titles(named[:most]), len(named)-most)
	}
	return n.Titles(named)
}

// NoNumber returns the error for names of which none is that of a column of phone numbers. Remedy says what to do about it, and field
// is the configuration field that it is about; empty where it is none. The error is a *dialer.FieldError, or that of NoHeader.
func (n Names) NoNumber(field, remedy string) error {
	if err := n.NoHeader(); err != nil {
		return err
	}
	if len(n) == 1 {
		for _, d := range []struct{ mark, name string }{{";", "';'"}, {"\t", "a tab"}, {"|", "'|'"}} {
			if strings.Contains(n[0], d.mark) {
				return fieldErrorf("Delimiter", "the file has a single column: its delimiter looks like %s: let it be detected", d.name)
			}
		}
	}
	return fieldErrorf(field, "no column is named like a phone number: %s; the columns are %s", remedy, n.AllTitles())
}

// NoHeader returns the error for names of which one is a phone number, in any spelling, so that they are the cells of a row; nil for
// other names. Its length must be that of a phone number, so a date or a year does not count.
func (n Names) NoHeader() error {
	if !slices.ContainsFunc(n, LooksLikeNumber) {
		return nil
	}
	return errors.New("the header is missing: the first line holds a phone number instead of column names; " +
		"add a first line such as number,name")
}

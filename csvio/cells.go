package csvio

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bulkdial/dialer"
)

// cellAt returns a cell of a row; empty if the row ends before it or i is negative.
func cellAt(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

// cutBlanks returns cells up to the last that is more than white space.
func cutBlanks(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func trimmedCell(cells []string, i int) string { return strings.TrimSpace(cellAt(cells, i)) }

// numberOf returns the cell of the number, without ASCII white space around it.
func (c *columns) numberOf(cells []string) string {
	return strings.Trim(cellAt(cells, c.number), " \t\r\n\v\f")
}

// missing returns the fault of a row whose id or a required cell is empty.
func (c *columns) missing(cells []string) *rowFaultError {
	if c.id >= 0 && trimmedCell(cells, c.id) == "" {
		return &rowFaultError{dialer.Reason{
			Code: "id_missing", Cause: "the cell of the id column " + c.title(c.id) + " is empty",
			Remedy: "fill it in, or run without an id column", Field: "IDColumn",
		}}
	}
	for _, i := range c.required {
		if trimmedCell(cells, i) == "" {
			return &rowFaultError{dialer.Reason{
				Code: "required_missing", Cause: "the cell of column " + c.title(i) + " is empty",
				Remedy: "fill it in, or do not require the column", Field: "Require",
			}}
		}
	}
	return nil
}

// title names a column in a message.
func (c *columns) title(i int) string {
	if i >= len(c.names) || c.names[i] == "" {
		return fmt.Sprintf("number %d", i+1)
	}
	return fmt.Sprintf("%q", shortened(c.names[i]))
}

func (c *columns) titles(list []int) string {
	titles := make([]string, len(list))
	for i, column := range list {
		titles[i] = c.title(column)
	}
	return strings.Join(titles, ", ")
}

// allTitles names the columns; of more than 20 only the first.
func (c *columns) allTitles() string {
	const most = 20
	var named []int
	for i, name := range c.names {
		if name != "" {
			named = append(named, i)
		}
	}
	if len(named) > most {
		return fmt.Sprintf("%s and %d more", c.titles(named[:most]), len(named)-most)
	}
	return c.titles(named)
}

// maxShown is the number of characters of a name that a message shows.
const maxShown = 40

// shortened cuts a name that is too long for a message.
func shortened(name string) string {
	if utf8.RuneCountInString(name) <= maxShown {
		return name
	}
	return string([]rune(name)[:maxShown]) + "…"
}

// fewestDigits is the number of digits from which a cell is not a name.
const fewestDigits = 5

// countDigits counts the digits of any script.
func countDigits(cell string) int {
	n := 0
	for _, r := range cell {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// isFullDate reports whether a cell is a date with a year of four digits, perhaps with a time. No number has this form.
func isFullDate(cell string) bool {
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

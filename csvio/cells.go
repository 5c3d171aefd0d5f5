package csvio

import (
	"fmt"
	"strings"
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

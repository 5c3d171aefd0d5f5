package csvio

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"bulkdial/dialer"
)

// cellAt returns a cell of a row, empty where the row does not reach so far or there is no such column.
func cellAt(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

func trimmedCell(cells []string, i int) string {
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(cellAt(cells, i))
}

// numberOf returns the number's cell of a row, trimmed of what stands between cells only.
func (c *columns) numberOf(cells []string) string {
	cell := cellAt(cells, c.number)
	if cell != "" && cell[0] > ' ' && cell[len(cell)-1] > ' ' {
		return cell
	}
	return strings.Trim(cell, " \t\r\n\v\f")
}

// missing says which cell is empty that must not be, if any.
func (c *columns) missing(cells []string) *rowFaultError {
	if c.id >= 0 && trimmedCell(cells, c.id) == "" {
		return &rowFaultError{dialer.Reason{
			Code: "id_missing", Cause: "the cell of the id column " + c.title(c.id) + " is empty",
			Remedy: "fill it in, or run without --id-column",
		}}
	}
	for _, i := range c.required {
		if trimmedCell(cells, i) == "" {
			return &rowFaultError{dialer.Reason{
				Code: "required_missing", Cause: "the cell of column " + c.title(i) + " is empty",
				Remedy: "fill it in, or take the column out of --require",
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

// allTitles names the columns, or the first of them where they are many.
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

// maxShown is how many characters of a name a message shows.
const maxShown = 40

// shortened returns the beginning of a name that is too long for a message.
func shortened(name string) string {
	if utf8.RuneCountInString(name) <= maxShown {
		return name
	}
	return string([]rune(name)[:maxShown]) + "…"
}

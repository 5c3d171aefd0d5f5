package csvio

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// numberOf returns the number's cell of a row, trimmed; empty where the row does not reach so far.
func (c *columns) numberOf(cells []string) string {
	if c.number >= len(cells) {
		return ""
	}
	return strings.Trim(cells[c.number], " \t\r\n\v\f")
}

// idOf returns the id's cell of a row, trimmed; empty where there is none.
func (c *columns) idOf(cells []string) string {
	if c.id < 0 || c.id >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[c.id])
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

// shortened returns the beginning of a name that is too long for a message.
func shortened(name string) string {
	const most = 40
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return string([]rune(name)[:most]) + "…"
}

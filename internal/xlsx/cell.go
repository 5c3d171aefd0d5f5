package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cell is an element <c> as it is stored.
type cell struct {
	kind  string
	style int
	// value is the text of <v>, or of <is> in a cell with an inline text.
	value   []byte
	formula bool
}

// readCell reads the cell that was opened last, with its value in buffer.
func readCell(t *tokens, start xml.StartElement, buffer []byte) (cell, error) {
	c := cell{kind: attribute(start, "t"), value: buffer[:0]}
	if s := attribute(start, "s"); s != "" {
		style, err := strconv.Atoi(s)
		if err != nil {
			return cell{}, damaged("the format of a cell is not a number")
		}
		c.style = style
	}
	err := t.each(func(start xml.StartElement) error {
		var err error
		switch start.Name.Local {
		case "v":
			c.value, err = t.text(c.value[:0])
		case "is":
			c.value, err = richText(t, c.value[:0])
		case "f":
			c.formula = true
			err = t.skip()
		default:
			err = t.skip()
		}
		return err
	})
	return c, err
}

// text is what a person sees in the cell, except for whole numbers of seven digits or more: see numbers.
func (s *Sheet) text(c cell) (string, error) {
	if c.formula && len(c.value) == 0 && c.kind != "str" {
		return "", &Error{
			Cause:  "a cell has a formula whose result is not in the file",
			Remedy: "open it in the spreadsheet program, which calculates it, and save it",
		}
	}
	if len(c.value) == 0 {
		return "", nil
	}
	switch c.kind {
	case "s":
		index, err := strconv.Atoi(strings.TrimSpace(string(c.value)))
		if err != nil {
			return "", damaged("a cell refers to a text that is not in the workbook")
		}
		shared, err := s.strings.get(index)
		if err != nil {
			return "", err
		}
		return s.shownText(c.style, shared)
	case "str", "inlineStr":
		return s.shownText(c.style, c.value)
	case "e":
		return plain(c.value)
	case "b":
		return truth(string(c.value))
	case "d":
		return s.numbers.date(c.style, string(c.value))
	case "n", "":
		return s.numbers.text(c.style, strings.TrimSpace(string(c.value)))
	default:
		return "", damaged("a cell is of an unknown kind")
	}
}

// shownText is a stored text as its cell shows it.
func (s *Sheet) shownText(style int, stored []byte) (string, error) {
	text, err := plain(stored)
	if err != nil {
		return "", err
	}
	return s.numbers.inText(style, text)
}

func truth(stored string) (string, error) {
	switch stored {
	case "1", "true":
		return "TRUE", nil
	case "0", "false":
		return "FALSE", nil
	default:
		return "", damaged("a cell for TRUE or FALSE holds something else")
	}
}

// column returns the column of a cell, from 1. A cell without a position follows the one before.
func column(start xml.StartElement, row, before int) (int, error) {
	name := attribute(start, "r")
	at, in := before+1, row
	if name != "" {
		var err error
		if at, in, err = excelize.CellNameToCoordinates(name); err != nil {
			return 0, damaged("a cell has an invalid position")
		}
	}
	if in != row || at <= before || at > excelize.MaxColumns {
		return 0, damaged("the cells are out of order")
	}
	return at, nil
}

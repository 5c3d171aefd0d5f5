package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// isHidden reports whether a row or a column is hidden: by its attribute, or by its size of 0, which the attribute of that name
// has. An attribute that is neither true nor false hides it too.
func isHidden(start xml.StartElement, size string) bool {
	switch strings.TrimSpace(attribute(start, "hidden")) {
	case "", "0", "false":
	default:
		return true
	}
	stored := strings.TrimSpace(attribute(start, size))
	value, err := strconv.ParseFloat(stored, 64)
	return stored != "" && (err != nil || !(value > 0))
}

// columnRange is a range of columns, from 1.
type columnRange struct{ first, last int }

func (r columnRange) has(column int) bool { return r.first <= column && column <= r.last }

// hiddenColumns reads the element <cols> that was opened last.
func hiddenColumns(t *tokens) (hidden []columnRange, err error) {
	err = t.each(func(start xml.StartElement) error {
		if start.Name.Local != "col" || !isHidden(start, "width") {
			return t.skip()
		}
		first, notFirst := strconv.Atoi(attribute(start, "min"))
		last, notLast := strconv.Atoi(attribute(start, "max"))
		if notFirst != nil || notLast != nil || len(hidden) == excelize.MaxColumns {
			return damaged("the sheet hides columns that it does not name")
		}
		hidden = append(hidden, columnRange{first, last})
		return t.skip()
	})
	return hidden, err
}

package xlsx

import (
	"encoding/xml"
	"strconv"

	"github.com/xuri/nfp"
)

// maxStyles is the maximum number of cell formats: Excel's limit and a margin.
const maxStyles = 1 << 16

// numberFormat is the format of a number.
type numberFormat struct {
	// id is a built-in format, with an empty code, or the id of a code that the workbook defines.
	id   int
	code string
}

// readStyles returns the number format of each cell style, by the index with which cells refer to it.
func readStyles(w *workbook) ([]numberFormat, error) {
	if w.styles == "" {
		return nil, nil
	}
	var styles []numberFormat
	codes := map[int]string{}
	err := w.read(w.styles, "styleSheet", func(t *tokens, section xml.StartElement) error {
		if section.Name.Local != "numFmts" && section.Name.Local != "cellXfs" {
			return t.skip()
		}
		return t.each(func(start xml.StartElement) error {
			id, err := strconv.Atoi(attribute(start, "numFmtId"))
			if err != nil && attribute(start, "numFmtId") != "" {
				return damaged("a number format of the workbook has no valid id")
			}
			if section.Name.Local == "numFmts" {
				codes[id] = attribute(start, "formatCode")
			} else {
				styles = append(styles, numberFormat{id: id})
			}
			if max(len(codes), len(styles)) > maxStyles {
				return damaged("the workbook has more than %d cell formats", maxStyles)
			}
			return t.skip()
		})
	})
	for i := range styles {
		styles[i].code = codes[styles[i].id]
	}
	return styles, err
}

// firstOwn is the first id of formats that a workbook defines.
const firstOwn = 164

// general reports whether a number is shown unformatted.
func (f numberFormat) general() bool {
	return f.code == "" && (f.id <= 0 || f.id >= firstOwn) || f.code == "General"
}

// isDate reports whether a number is shown as a date, a time or a duration.
func (f numberFormat) isDate() bool {
	if f.code == "" {
		return f.id >= 14 && f.id <= 22 || f.id >= 27 && f.id <= 36 || f.id >= 45 && f.id <= 47 ||
			f.id >= 50 && f.id <= 58 || f.id >= 71 && f.id <= 81
	}
	parser := nfp.NumberFormatParser()
	for _, section := range parser.Parse(f.code) {
		for _, item := range section.Items {
			if item.TType == nfp.TokenTypeDateTimes || item.TType == nfp.TokenTypeElapsedDateTimes {
				return true
			}
		}
	}
	return false
}

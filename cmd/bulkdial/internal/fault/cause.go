package fault

import (
	"strconv"
	"strings"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// Sentence says what a cause is, in which rows it occurs, and what to do. Rows are numbered as in a spreadsheet.
func Sentence(c engine.Cause) string {
	text := dialer.AnswerInWords(c.Cause) + " (" + rowsOf(c) + ")"
	if c.Remedy != "" {
		text += ": " + WithFlag(c.Remedy, c.Field)
	}
	return text
}

// rowsOf names the rows of a cause: `row 4`, `rows 4, 9, …`, and for duplicates the rows that they repeat, as in
// `rows 4 repeats 2, 9 repeats 3`.
func rowsOf(c engine.Cause) string {
	rows := make([]string, len(c.Rows))
	for i, row := range c.Rows {
		rows[i] = strconv.Itoa(row)
		if i < len(c.Firsts) && c.Firsts[i] > 0 {
			rows[i] += " repeats " + strconv.Itoa(c.Firsts[i])
		}
	}
	where := "row "
	if c.Count > 1 {
		where = "rows "
	}
	where += strings.Join(rows, ", ")
	if c.Count > len(rows) {
		where += ", …"
	}
	return where
}

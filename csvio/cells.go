package csvio

import (
	"strings"

	"bulkdial/dialer"
)

// cellAt returns a cell of a row; empty if the row ends before it or i is negative.
func cellAt(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

func trimmedCell(cells []string, i int) string { return strings.TrimSpace(cellAt(cells, i)) }

// keptCell is trimmedCell as a contact keeps it.
func keptCell(cells []string, i int) string { return kept(trimmedCell(cells, i), cells) }

// longRow is the size of a row, in bytes with its delimiters, from which on its cells are copied.
const longRow = 1 << 10

// kept returns a cell as a contact keeps it. Cells are parts of the text of their row. A contact that kept a cell of a long row would hold
// all of it; for a cell of a short one, a copy takes longer than it saves, 0.07 µs.
func kept(cell string, row []string) string {
	if cell == "" {
		return ""
	}
	size := 0
	for _, c := range row {
		if size += len(c) + 1; size >= longRow {
			return strings.Clone(cell)
		}
	}
	return cell
}

// numberOf returns the cell of the number, without ASCII white space around it, as keptCell does.
func (c *columns) numberOf(cells []string) string {
	return kept(strings.Trim(cellAt(cells, c.number), " \t\r\n\v\f"), cells)
}

// missing returns the fault of a row whose id or a required cell is empty.
func (c *columns) missing(cells []string) *dialer.Reason {
	if c.id >= 0 && trimmedCell(cells, c.id) == "" {
		return &dialer.Reason{
			Code: "id_missing", Cause: "the cell of the id column " + c.names.Title(c.id) + " is empty",
			Remedy: "fill it in, or run without an id column", Field: "IDColumn",
		}
	}
	for _, i := range c.required {
		if trimmedCell(cells, i) == "" {
			return &dialer.Reason{
				Code: "required_missing", Cause: "the cell of column " + c.names.Title(i) + " is empty",
				Remedy: "fill it in, or do not require the column", Field: "Require",
			}
		}
	}
	return nil
}

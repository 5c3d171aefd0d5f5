package screen_test

import (
	"iter"
	"strings"

	"bulkdial/dialer"
)

// contactsOf makes contacts of numbers; an element `id=number` has an id, and the number `!` stands for a row that
// cannot be read. One that begins with ~ is of a hidden row.
func contactsOf(cells ...string) iter.Seq2[*dialer.Contact, error] {
	return func(yield func(*dialer.Contact, error) bool) {
		for i, cell := range cells {
			row := i + 1
			cell, hidden := strings.CutPrefix(cell, "~")
			id, number, ok := strings.Cut(cell, "=")
			if !ok {
				id, number = "", cell
			}
			contact := &dialer.Contact{Row: row, SheetRow: row + 1, Hidden: hidden, ID: id, Number: number}
			var err error
			if number == "!" {
				contact, err = nil, &dialer.RowError{Row: row, SheetRow: row + 1, Hidden: hidden, ID: id, Reason: dialer.Reason{Code: "ragged_row", Cause: "ragged"}}
			}
			if !yield(contact, err) {
				return
			}
		}
	}
}

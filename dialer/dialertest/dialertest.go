// Package dialertest has what the tests of the engine and of the screen share.
package dialertest

import (
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// PlainNumbers reads numbers: it takes what begins with + as it stands, without spaces and hyphens.
type PlainNumbers struct{}

// Read returns a *dialer.NumberError for any other cell.
func (PlainNumbers) Read(cell, _ string) (dialer.Number, error) {
	if !strings.HasPrefix(cell, "+") {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_bad", Cause: "no number"}}
	}
	return dialer.Number{E164: strings.NewReplacer(" ", "", "-", "").Replace(cell)}, nil
}

// Past makes a result of an earlier run from `disposition id number attempt batch`, with - for empty. It panics for any other text.
func Past(line string) dialer.Result {
	var d, id, number, batch string
	var attempt int
	if _, err := fmt.Sscan(line, &d, &id, &number, &attempt, &batch); err != nil {
		panic(err)
	}
	empty := strings.NewReplacer("-", "")
	return dialer.Result{
		Row: 1, ID: empty.Replace(id), Number: empty.Replace(number), Disposition: dialer.Disposition(d),
		Attempt: attempt, Batch: dialer.BatchName(empty.Replace(batch)),
	}
}

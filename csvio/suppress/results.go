package suppress

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// resultColumns are the columns of the results of another campaign that matter here.
type resultColumns struct{ number, disposition int }

// findResults finds the columns in the header of a results file; nil in another list.
func findResults(names []string) *resultColumns {
	at := func(name string) int {
		return slices.IndexFunc(names, func(other string) bool { return table.CleanName(other) == name })
	}
	c := resultColumns{at("to_number"), at("disposition")}
	if c.number < 0 || c.disposition < 0 || at("agent_call_id") < 0 {
		return nil
	}
	return &c
}

var (
	errNoDisposition = errors.New("the line of results has no disposition: copy the file again")
	errBrokenLine    = errors.New("a line of results has a line break in it, which no campaign writes: copy the file again")
)

// addResult adds the number of a line of results. An accepted number was called and an unknown one may have been, whatever later lines
// say. The others were not.
func (l *listReader) addResult(r table.Row, c *resultColumns) {
	if slices.ContainsFunc(r.Cells, func(cell string) bool { return strings.Contains(cell, "\n") }) {
		l.bad.note(errBrokenLine, r.SheetRow, strings.Join(r.Cells, " "))
		return
	}
	number := table.CleanName(cellAt(r.Cells, c.number))
	switch d := dialer.Disposition(strings.TrimSpace(cellAt(r.Cells, c.disposition))); {
	case d == "":
		l.bad.note(errNoDisposition, r.SheetRow, number)
	case d == dialer.Rejected || d.Skip():
	default: // a later version may have more dispositions
		numbers, err := l.Numbers.Readings(number, "")
		if err == nil {
			err = l.list.addNumbers(numbers, forever)
		}
		l.bad.note(err, r.SheetRow, number)
	}
}

// checkInFlight returns an error if the campaign of a results file may have called people whom the file does not have yet.
func checkInFlight(results string) error {
	const suffix = ".inflight"
	switch _, err := os.Lstat(results + suffix); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err //nolint:wrapcheck // it names the file
	}
	return errors.New("these results are not complete, because their campaign is running or was cut off (" + results + suffix +
		"): wait for its end, or reconcile it")
}

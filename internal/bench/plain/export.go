package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"os"
)

// export writes a copy of the contacts with what became of each, as bulkdial's export does: it keeps the results and the CDRs in two
// maps by their number, the last line of a number counts, and the campaign's name is that of the file.
func export(o options) error {
	results, err := byNumber(o.results)
	if err != nil {
		return err
	}
	calls, err := byNumber(o.calls)
	if err != nil {
		return err
	}
	file, err := os.Create(o.out)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	buffer := bufio.NewWriterSize(file, 64<<10)
	out := csv.NewWriter(buffer)
	result, call := columns(results), columns(calls)
	var row, names []string
	err = eachRecord(o.in, func(contact []string) error {
		row = append(row[:0], contact...)
		if names == nil {
			names = []string{
				"disposition", "agent_call_id", "error", "attempts", "outcome", "end_reason", "duration_seconds", "last_attempt_at",
				"bulkdial_row", "bulkdial_campaign",
			}
			return out.Write(append(row, names...))
		}
		r, c := results[contact[0]], calls[contact[0]]
		row = append(row, result.cell(r, "disposition"), result.cell(r, "agent_call_id"), result.cell(r, "error"), result.cell(r, "attempt"),
			call.cell(c, "outcome"), call.cell(c, "end_reason"), call.cell(c, "duration_seconds"), result.cell(r, "at"),
			result.cell(r, "row"), o.results)
		return out.Write(row)
	})
	out.Flush()
	return errors.Join(err, out.Error(), buffer.Flush(), file.Close())
}

// byNumber returns the records of a file of bulkdial by their number, and its header under "to_number".
func byNumber(path string) (map[string][]string, error) {
	records, number := map[string][]string{}, -1
	err := eachRecord(path, func(record []string) error {
		for i, name := range record {
			if number < 0 && name == "to_number" {
				number = i
			}
		}
		if number < 0 {
			return errors.New(path + " has no column to_number")
		}
		records[record[number]] = append([]string(nil), record...)
		return nil
	})
	return records, err
}

// header finds the cells of a record by the names of their columns.
type header map[string]int

func columns(records map[string][]string) header {
	h := header{}
	for i, name := range records["to_number"] {
		h[name] = i
	}
	return h
}

// cell returns "" where there is no record.
func (h header) cell(record []string, name string) string {
	if record == nil {
		return ""
	}
	return record[h[name]]
}

package options

import (
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/internal/zoneinfo"
)

// ZoneinfoHelp explains --zoneinfo.
const ZoneinfoHelp = "time-zone data: a folder or zip (default: ZONEINFO, else those of the program)"

// OpenZones opens the time-zone data of a path; of the variable ZONEINFO, as programs in Go have it, where it is empty; else those of the program.
// Data that lack a change of the law are an error.
func OpenZones(p terminal.Process, path string) (*zoneinfo.Data, error) {
	if path == "" {
		path = p.Getenv("ZONEINFO")
	}
	data, err := zoneinfo.Open(path)
	if err != nil {
		return nil, &dialer.FieldError{Field: "Zoneinfo", Err: err}
	}
	if err := data.Check(); err != nil {
		return nil, &dialer.FieldError{Field: "Zoneinfo", Err: err}
	}
	return data, nil
}

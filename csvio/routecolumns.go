package csvio

import (
	"errors"
	"strconv"
	"strings"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// routeColumns gives each row its route.
type routeColumns struct {
	// The indexes of the columns; -1 where the configuration alone gives the value.
	agent, fromNumber, ringing, duration int

	defaults dialer.Route
	check    func(dialer.Route) error
}

func newRouteColumns(c *columns, cfg *ContactsConfig) (routeColumns, error) {
	r := routeColumns{defaults: cfg.Route, check: cfg.CheckRoute}
	for _, column := range []struct {
		field, name string
		at          *int
	}{
		{"AgentColumn", cfg.AgentColumn, &r.agent},
		{"FromNumberColumn", cfg.FromNumberColumn, &r.fromNumber},
		{"RingingTimeoutColumn", cfg.RingingTimeoutColumn, &r.ringing},
		{"MaxDurationColumn", cfg.MaxDurationColumn, &r.duration},
	} {
		var err error
		if *column.at, err = c.take(column.field, column.name); err != nil {
			return r, err
		}
	}
	return r, nil
}

// any reports whether a column replaces a value of the route.
func (c *routeColumns) any() bool {
	return c.agent >= 0 || c.fromNumber >= 0 || c.ringing >= 0 || c.duration >= 0
}

// of returns the route of a row: the default values, replaced by the cells that are not empty.
func (c *routeColumns) of(cells []string, names table.Names) (dialer.Route, *dialer.Reason) {
	route := c.defaults
	if !c.any() {
		return route, nil
	}
	if id := keptCell(cells, c.agent); id != "" {
		route.AgentID = id
	}
	if id := keptCell(cells, c.fromNumber); id != "" {
		route.FromNumberID = id
	}
	if !wholeNumber(trimmedCell(cells, c.ringing), &route.RingingTimeoutSeconds) {
		return route, notWhole("route_ringing_timeout", names.Title(c.ringing), "write the seconds in digits alone, like 30")
	}
	if !wholeNumber(trimmedCell(cells, c.duration), &route.MaxCallDurationMinutes) {
		return route, notWhole("route_max_duration", names.Title(c.duration), "write the minutes in digits alone, like 10")
	}
	if c.check == nil {
		return route, nil
	}
	return route, routeFault(c.check(route))
}

// routeFault returns the fault of a row whose route cannot be used.
func routeFault(err error) *dialer.Reason {
	if err == nil {
		return nil
	}
	why := dialer.Reason{Cause: err.Error()}
	if e, ok := errors.AsType[*dialer.RouteError](err); ok {
		why = e.Reason
	}
	why.Code, why.Field = "route_invalid", "" // the remedy is about a cell and not about the configuration
	return &why
}

func notWhole(code, title, remedy string) *dialer.Reason {
	return &dialer.Reason{Code: code, Cause: "the cell of column " + title + " is not a whole number", Remedy: remedy}
}

// wholeNumber puts the number in a cell into n, and leaves n unchanged if the cell is empty. Some spreadsheets write 30 as
// 30.0.
func wholeNumber(cell string, n *int) bool {
	if cell == "" {
		return true
	}
	digits, zeros, point := strings.Cut(cell, ".")
	whole, err := strconv.Atoi(digits)
	if err != nil || strings.Trim(digits, "0123456789") != "" || point && (zeros == "" || strings.Trim(zeros, "0") != "") {
		return false
	}
	*n = whole
	return true
}

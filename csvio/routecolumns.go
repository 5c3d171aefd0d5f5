package csvio

import (
	"errors"
	"strconv"
	"strings"

	"bulkdial/dialer"
)

// routeColumns gives each row its route. Routes come in few kinds, so that the last ones are kept: their strings are
// not made anew for each row, and keep no row in memory.
type routeColumns struct {
	// The columns; -1 where the flags alone decide.
	agent, fromNumber, ringing, duration int

	flags  dialer.Route
	check  func(dialer.Route) error
	recent [8]judgedRoute
	next   int // in recent, the oldest
}

// judgedRoute is a route and what is wrong with it, if anything.
type judgedRoute struct {
	known bool
	route dialer.Route
	fault *rowFaultError
}

func newRouteColumns(c *columns, cfg *ContactsConfig) (routeColumns, error) {
	r := routeColumns{flags: cfg.Route, check: cfg.CheckRoute}
	for _, column := range []struct {
		flag, name string
		at         *int
	}{
		{"--agent-column", cfg.AgentColumn, &r.agent},
		{"--from-number-column", cfg.FromNumberColumn, &r.fromNumber},
		{"--ringing-timeout-column", cfg.RingingTimeoutColumn, &r.ringing},
		{"--max-duration-column", cfg.MaxDurationColumn, &r.duration},
	} {
		var err error
		if *column.at, err = c.take(column.flag, column.name); err != nil {
			return r, err
		}
	}
	return r, nil
}

// any reports whether a column says something of the route.
func (c *routeColumns) any() bool {
	return c.agent >= 0 || c.fromNumber >= 0 || c.ringing >= 0 || c.duration >= 0
}

// of returns the route of a row: what the flags give, and over it the cells that are not empty. It is good until the
// next row.
func (c *routeColumns) of(cells []string, names *columns) (*dialer.Route, *rowFaultError) {
	if !c.any() {
		return &c.flags, nil
	}
	route := c.flags
	if id := trimmedCell(cells, c.agent); id != "" {
		route.AgentID = id
	}
	if id := trimmedCell(cells, c.fromNumber); id != "" {
		route.FromNumberID = id
	}
	if !wholeNumber(trimmedCell(cells, c.ringing), &route.RingingTimeoutSeconds) {
		return nil, notWhole("route_ringing_timeout", names.title(c.ringing), "write the seconds in digits alone, like 30")
	}
	if !wholeNumber(trimmedCell(cells, c.duration), &route.MaxCallDurationMinutes) {
		return nil, notWhole("route_max_duration", names.title(c.duration), "write the minutes in digits alone, like 10")
	}
	judged := c.judged(route)
	return &judged.route, judged.fault
}

// judged returns a route that is equal and judged.
func (c *routeColumns) judged(route dialer.Route) *judgedRoute {
	for i := range c.recent {
		if r := &c.recent[i]; r.known && r.route == route {
			return r
		}
	}
	route.AgentID, route.FromNumberID = strings.Clone(route.AgentID), strings.Clone(route.FromNumberID)
	r := &c.recent[c.next]
	*r = judgedRoute{known: true, route: route}
	if c.check != nil {
		r.fault = routeFault(c.check(route))
	}
	c.next = (c.next + 1) % len(c.recent)
	return r
}

// routeFault says what is wrong with a row's route in the words of whoever checked it.
func routeFault(err error) *rowFaultError {
	if err == nil {
		return nil
	}
	why := dialer.Reason{Cause: err.Error()}
	if e, ok := errors.AsType[*dialer.RouteError](err); ok {
		why = e.Reason
	}
	why.Code = "route_invalid"
	return &rowFaultError{why}
}

func notWhole(code, title, remedy string) *rowFaultError {
	return &rowFaultError{dialer.Reason{Code: code, Cause: "the cell of column " + title + " is not a whole number", Remedy: remedy}}
}

// wholeNumber puts the number in a cell into n, and leaves n where the cell is empty. Spreadsheets write 30 as 30.0 at
// times.
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

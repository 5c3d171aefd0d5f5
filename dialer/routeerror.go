package dialer

// RouteError says what is wrong with a Route. Its Reason alone speaks of a row that has a route of its own.
type RouteError struct {
	// Flag is the flag that gives the value to routes that do not come from a row, as in `--agent-id`.
	Flag string
	Reason
}

func (e *RouteError) Error() string { return e.String() + " (" + e.Flag + ")" }

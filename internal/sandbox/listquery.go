package sandbox

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// The limits of a page of the list.
const (
	defaultLimit = 10
	mostLimit    = 100
)

// listQuery is what a GET /agents/calls asks for.
type listQuery struct {
	agentID              string
	after, before        string // ids of calls; at most one of them
	limit                int
	startFrom, startUpTo time.Time // zero: no bound
}

// parseListQuery reads a query. The error names the parameter.
func parseListQuery(raw string) (*listQuery, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fmt.Errorf("the query cannot be read: %w", err)
	}
	q := &listQuery{limit: defaultLimit}
	for name, given := range values {
		if len(given) != 1 || given[0] == "" {
			return nil, fmt.Errorf("%s must be given once, and not be empty", name)
		}
		if err := q.set(name, given[0]); err != nil {
			return nil, fmt.Errorf("%s %w", name, err)
		}
	}
	switch {
	case q.agentID == "":
		return nil, fmt.Errorf("agent_id %w", errRequired)
	case q.after != "" && q.before != "":
		return nil, errors.New("starting_after excludes ending_before")
	}
	return q, nil
}

func (q *listQuery) set(name, value string) (err error) {
	switch name {
	case "agent_id":
		q.agentID = value
	case "starting_after":
		q.after = value
	case "ending_before":
		q.before = value
	case "limit":
		if q.limit, err = strconv.Atoi(value); err != nil || q.limit < 1 || q.limit > mostLimit {
			return fmt.Errorf("must be 1 to %d, not %q", mostLimit, value)
		}
	case "start_time_gte":
		q.startFrom, err = parseTime(value)
	case "start_time_lte":
		q.startUpTo, err = parseTime(value)
	default:
		return errUnknownField
	}
	return err
}

func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("must be a time of RFC 3339, not %q", text)
	}
	return t, nil
}

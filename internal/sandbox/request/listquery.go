package request

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

// ListQuery is what a GET /agents/calls asks for.
type ListQuery struct {
	AgentID              string
	After, Before        string    // ids of calls; at most one of them
	Limit                int       // of the calls in a page, 1 to 100
	StartFrom, StartUpTo time.Time // zero: no bound
}

// ParseListQuery reads the query of a GET /agents/calls. The error names the parameter, and goes on after "The parameter".
func ParseListQuery(raw string) (*ListQuery, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fmt.Errorf("the query cannot be read: %w", err)
	}
	q := &ListQuery{Limit: defaultLimit}
	for name, given := range values {
		if len(given) != 1 || given[0] == "" {
			return nil, fmt.Errorf("%s must be given once, and not be empty", name)
		}
		if err := q.set(name, given[0]); err != nil {
			return nil, fmt.Errorf("%s %w", name, err)
		}
	}
	switch {
	case q.AgentID == "":
		return nil, fmt.Errorf("agent_id %w", errRequired)
	case q.After != "" && q.Before != "":
		return nil, errors.New("starting_after excludes ending_before")
	}
	return q, nil
}

func (q *ListQuery) set(name, value string) (err error) {
	switch name {
	case "agent_id":
		q.AgentID = value
	case "starting_after":
		q.After = value
	case "ending_before":
		q.Before = value
	case "limit":
		if q.Limit, err = strconv.Atoi(value); err != nil || q.Limit < 1 || q.Limit > mostLimit {
			return fmt.Errorf("must be 1 to %d, not %q", mostLimit, value)
		}
	case "start_time_gte":
		q.StartFrom, err = parseTime(value)
	case "start_time_lte":
		q.StartUpTo, err = parseTime(value)
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

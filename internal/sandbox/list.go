package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Order is the order of the list of calls. The API promises none.
type Order string

// The orders. AnyOrder depends on the ids and the seed alone.
const (
	Newest   Order = "newest"
	Oldest   Order = "oldest"
	AnyOrder Order = "any"
)

// The limits of a page of the list.
const (
	defaultLimit = 10
	mostLimit    = 100
)

// listQuery is what a GET /agents/calls asks for.
type listQuery struct {
	key                  uint64 // of the query, for draws
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
	q := &listQuery{key: keyOf([]byte(raw)), limit: defaultLimit}
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

// shows reports whether the list has a call at a moment. A call without a start time meets no bound of it.
func (q *listQuery) shows(c *call, now time.Time) bool {
	start := c.start(now)
	switch {
	case now.Before(c.Listed):
		return false
	case !q.startFrom.IsZero() && (start.IsZero() || start.Before(q.startFrom)):
		return false
	case !q.startUpTo.IsZero() && (start.IsZero() || start.After(q.startUpTo)):
		return false
	}
	return true
}

// listPage is a page of the list.
type listPage struct {
	Data     []view  `json:"data"`
	HasMore  bool    `json:"has_more"`
	NextPage *string `json:"next_page"`
}

// list returns a page. Nth counts the equal queries before it.
func (b *book) list(q *listQuery, f Faults, nth uint32, version string, now time.Time) (listPage, *problem) {
	calls := b.inOrder(q.agentID, f)
	begin, step := 0, 1
	if cursor := q.after + q.before; cursor != "" {
		at := slices.IndexFunc(calls, func(c *call) bool { return c.ID == cursor })
		if at < 0 {
			return listPage{}, problemf(http.StatusBadRequest, "There is no call %s of this agent to begin the page at.", cursor)
		}
		begin = at + 1
		if q.before != "" {
			begin, step = at-1, -1
		}
	}
	if q.after != "" {
		begin += q.border(f, nth)
	}
	p := listPage{Data: []view{}}
	for i := begin; i >= 0 && i < len(calls); i += step {
		if !q.shows(calls[i], now) {
			continue
		}
		if len(p.Data) == q.limit {
			p.HasMore = true
			break
		}
		p.Data = append(p.Data, calls[i].view(version, now))
	}
	if step < 0 {
		slices.Reverse(p.Data)
	}
	if p.HasMore {
		p.NextPage = &p.Data[len(p.Data)-1].ID
	}
	return p, nil
}

// border draws by how many calls a page begins too late or too early.
func (q *listQuery) border(f Faults, nth uint32) int {
	switch {
	case f.happens(rate{faultPageLose, f.PageLose}, q.key, nth):
		return 1
	case f.happens(rate{faultPageRepeat, f.PageRepeat}, q.key, nth):
		return -1
	}
	return 0
}

// inOrder returns the calls of an agent in the order of the list.
func (b *book) inOrder(agentID string, f Faults) []*call {
	calls := b.byAgent[agentID]
	switch f.Order {
	case Oldest:
		return calls
	case AnyOrder:
		for _, c := range calls {
			if c.place == 0 {
				c.place = f.draw("order", keyOf([]byte(c.ID)), 0)
			}
		}
		return slices.SortedFunc(slices.Values(calls), func(a, b *call) int { return cmp.Compare(a.place, b.place) })
	case Newest:
	}
	calls = slices.Clone(calls)
	slices.Reverse(calls)
	return calls
}

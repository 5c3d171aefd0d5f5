package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"bulkdial/internal/sandbox/request"
)

// Order is the order of the list of calls. The API promises none.
type Order string

// The orders. AnyOrder depends on the ids and the seed alone.
const (
	Newest   Order = "newest"
	Oldest   Order = "oldest"
	AnyOrder Order = "any"
)

// inList reports whether the list that a query asks for has the call at a moment. A call without a start time meets no bound
// of it.
func (c *call) inList(q *request.ListQuery, now time.Time) bool {
	start := c.start(now)
	switch {
	case now.Before(c.Listed):
		return false
	case !q.StartFrom.IsZero() && (start.IsZero() || start.Before(q.StartFrom)):
		return false
	case !q.StartUpTo.IsZero() && (start.IsZero() || start.After(q.StartUpTo)):
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

// list returns a page. Border is by how many calls a page that follows another one begins too late or too early.
func (b *book) list(q *request.ListQuery, f Faults, border int, version string, now time.Time) (listPage, *problem) {
	calls := b.inOrder(q.AgentID, f)
	begin, step := 0, 1
	if cursor := q.After + q.Before; cursor != "" {
		at := slices.IndexFunc(calls, func(c *call) bool { return c.ID == cursor })
		if at < 0 {
			return listPage{}, problemf(http.StatusBadRequest, "There is no call %s of this agent to begin the page at.", cursor)
		}
		begin = at + 1
		if q.Before != "" {
			begin, step = at-1, -1
		}
	}
	if q.After != "" {
		begin += border
	}
	p := listPage{Data: []view{}}
	for i := begin; i >= 0 && i < len(calls); i += step {
		if !calls[i].inList(q, now) {
			continue
		}
		if len(p.Data) == q.Limit {
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

// border draws by how many calls a page that follows another one begins too late or too early. Key is that of its query, which
// comes for the nth time, from 0.
func (f Faults) border(key uint64, nth uint32) int {
	switch {
	case f.happens(rate{faultPageLose, f.PageLose}, key, nth):
		return 1
	case f.happens(rate{faultPageRepeat, f.PageRepeat}, key, nth):
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
			if c.rank == 0 {
				c.rank = f.draw("order", keyOf([]byte(c.ID)), 0)
			}
		}
		return slices.SortedFunc(slices.Values(calls), func(a, b *call) int { return cmp.Compare(a.rank, b.rank) })
	case Newest:
	}
	calls = slices.Clone(calls)
	slices.Reverse(calls)
	return calls
}

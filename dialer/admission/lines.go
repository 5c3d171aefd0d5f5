package admission

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bulkdial/dialer"
)

// Lines counts the calls of a campaign that are in progress, and bounds them. A call takes a line when its request is admitted,
// which is before its intent. The line is free again when the call has ended (Ended), when it is certain that no call was
// placed, or when no call can last longer. Its methods may be called from several goroutines at once. A nil *Lines counts nothing.
type Lines struct {
	cfg LinesConfig

	mu sync.Mutex // guards what follows
	// taken lines are those of contacts whose request is not answered yet.
	taken int
	// calls are those in progress, by their ids, with the moment at which they are over in any case.
	calls map[string]time.Time
	// doubtful are such moments of calls that may have been placed and have no id.
	doubtful []time.Time
	// lowered is the limit since the API had no free line; 0: that of cfg. It rises by one each minute from lowest on.
	lowered int
	lowest  time.Time
	// changed is closed and replaced when a line may be free.
	changed chan struct{}
}

// LinesConfig says how many lines there are, and how long a call can take one.
type LinesConfig struct {
	// Limit is how many calls may be in progress; 0: any number, they are only counted.
	Limit int
	// Ringing and Call are the longest times that a contact rings and talks where its route does not say so; 0:
	// DefaultRinging and LongestCall.
	Ringing, Call time.Duration
	// Speed is how many times faster than the clock calls live: 1, and more with a sandbox; 0 is 1.
	Speed float64
	// Outlived is called for each call that has taken a line longer than a call can last, with its id, which may be empty. It must
	// not call the Lines. It may be nil.
	Outlived func(callID string)
}

// How long a call takes a line at most where nothing says so: the API's own ringing timeout, an hour of talk, which the API does
// not bound unless it is asked to, and a margin. A call can wait for its turn: one was seen queued for 49 minutes. A call without an
// id, which may never have been placed, has a short margin, because a run would stand still after a few lost answers.
const (
	DefaultRinging = time.Minute
	LongestCall    = time.Hour
	lineMargin     = time.Hour
	doubtMargin    = 5 * time.Minute
)

// riseEvery is how long it takes until a limit that was lowered rises by one.
const riseEvery = time.Minute

// NewLines returns lines that are all free.
func NewLines(cfg LinesConfig) *Lines {
	if cfg.Outlived == nil {
		cfg.Outlived = func(string) {}
	}
	if cfg.Speed == 0 {
		cfg.Speed = 1
	}
	return &Lines{cfg: cfg, calls: map[string]time.Time{}, changed: make(chan struct{})}
}

// Use returns the present use.
func (l *Lines) Use() dialer.LineUse {
	if l == nil {
		return dialer.LineUse{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.expire(now)
	return dialer.LineUse{Limit: l.cfg.Limit, Effective: l.limit(now), InUse: l.inUse()}
}

// Resume takes lines for a call of an earlier run that was placed on a route at a moment, if it can still be in progress. An empty
// id is a call that may have been placed.
func (l *Lines) Resume(callID string, route dialer.Route, placed time.Time) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if placed.Add(l.longest(route, margin(callID))).After(time.Now()) {
		l.hold(callID, placed, route)
	}
}

// Ended frees the line of a call.
func (l *Lines) Ended(callID string) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, held := l.calls[callID]; held {
		delete(l.calls, callID)
		l.wake()
	}
}

// take waits for a free line and takes up to n. The error is the cause of ctx's end.
func (l *Lines) take(ctx context.Context, n int, waits *Waits) (got int, err error) {
	if l == nil {
		return n, nil
	}
	for waited := false; ctx.Err() == nil; waited = true {
		now := time.Now()
		got, next, changed := l.tryTake(n, now)
		if got > 0 {
			waits.gotLine(waited)
			return got, nil
		}
		waits.lacksLine(waited, l.full(now))
		Await(ctx, next.Sub(now), changed, next.IsZero())
	}
	return 0, context.Cause(ctx)
}

// tryTake takes up to n free lines. If there is none, one may be free at the next moment, unless that is zero, or when changed is
// closed.
func (l *Lines) tryTake(n int, now time.Time) (got int, next time.Time, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	got = n
	if l.cfg.Limit > 0 {
		l.expire(now)
		got = min(n, l.limit(now)-l.inUse())
	}
	if got > 0 {
		l.taken += got
		return got, time.Time{}, nil
	}
	return 0, l.next(now), l.changed
}

// full says that no line is free, and why.
func (l *Lines) full(now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if limit := l.limit(now); limit < l.cfg.Limit {
		return fmt.Sprintf("the API had no free line for more than %s, and the lines asked for are %d", dialer.Plural(limit, "call"), l.cfg.Limit)
	}
	return fmt.Sprintf("all the lines asked for (%d) are in use", l.cfg.Limit)
}

// GiveBack frees n lines that were taken for contacts that are not sent.
func (l *Lines) GiveBack(n int) {
	if l == nil || n == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken -= n
	l.wake()
}

// Answered turns the lines that were taken for a request of n contacts into those of its calls. Where contacts were refused
// for want of a line, the limit falls to what is in use.
func (l *Lines) Answered(n int, route dialer.Route, results []dialer.Result, lineless int) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken -= n
	for i := range results {
		switch r := &results[i]; r.Disposition {
		case dialer.Accepted:
			l.hold(r.CallID, r.At, route)
		case dialer.Unknown:
			l.hold("", r.At, route)
		case dialer.Rejected, dialer.Invalid, dialer.Duplicate, dialer.Suppressed, dialer.Expired:
		}
	}
	if lineless > 0 && l.cfg.Limit > 0 {
		now := time.Now()
		l.lowered, l.lowest = max(1, min(l.inUse(), l.limit(now))), now
	}
	l.wake()
}

// InProgress counts the calls that were placed and have not ended.
func (l *Lines) InProgress() int {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expire(time.Now())
	return len(l.calls)
}

// The methods below are called while the lines are locked.

func (l *Lines) hold(callID string, placed time.Time, route dialer.Route) {
	over := placed.Add(l.longest(route, margin(callID)))
	if callID == "" {
		l.doubtful = append(l.doubtful, over)
		return
	}
	l.calls[callID] = over
}

// margin is that of a call with an id, which may be empty.
func margin(callID string) time.Duration {
	if callID == "" {
		return doubtMargin
	}
	return lineMargin
}

func (l *Lines) inUse() int { return l.taken + len(l.calls) + len(l.doubtful) }

// limit returns the limit at a moment.
func (l *Lines) limit(now time.Time) int {
	if l.lowered == 0 {
		return l.cfg.Limit
	}
	risen := l.lowered + int(now.Sub(l.lowest)/l.scaled(riseEvery))
	if risen >= l.cfg.Limit {
		l.lowered = 0
		return l.cfg.Limit
	}
	return risen
}

// next returns when a line is free, or the limit rises, without anything else happening; zero: never.
func (l *Lines) next(now time.Time) time.Time {
	var next time.Time
	earlier := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	for _, over := range l.calls {
		earlier(over)
	}
	for _, over := range l.doubtful {
		earlier(over)
	}
	if l.lowered > 0 {
		every := l.scaled(riseEvery)
		earlier(now.Add(every - now.Sub(l.lowest)%every))
	}
	return next
}

// expire frees the lines of calls that are over in any case.
func (l *Lines) expire(now time.Time) {
	for id, over := range l.calls {
		if !over.After(now) {
			delete(l.calls, id)
			l.cfg.Outlived(id)
		}
	}
	kept := l.doubtful[:0]
	for _, over := range l.doubtful {
		if over.After(now) {
			kept = append(kept, over)
			continue
		}
		l.cfg.Outlived("")
	}
	l.doubtful = kept
}

// longest is how long a call on a route takes a line at most.
func (l *Lines) longest(route dialer.Route, margin time.Duration) time.Duration {
	ringing, call := l.cfg.Ringing, l.cfg.Call
	if s := route.RingingTimeoutSeconds; s > 0 {
		ringing = time.Duration(s) * time.Second
	}
	if m := route.MaxCallDurationMinutes; m > 0 {
		call = time.Duration(m) * time.Minute
	}
	if ringing == 0 {
		ringing = DefaultRinging
	}
	if call == 0 {
		call = LongestCall
	}
	return l.scaled(ringing + call + margin)
}

func (l *Lines) scaled(d time.Duration) time.Duration {
	return max(1, time.Duration(float64(d)/l.cfg.Speed))
}

func (l *Lines) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}

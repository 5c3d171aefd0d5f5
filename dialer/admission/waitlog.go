package admission

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"bulkdial/dialer"
)

const (
	// leastWait is the shortest wait that is kept; leastOwnWait is that for calls of the campaign to end: with few lines, calls begin when
	// others end.
	leastWait    = 10 * time.Second
	leastOwnWait = time.Minute
	// mostWaits is how many waits are kept, the longest ones.
	mostWaits = 50
)

// waitLog keeps the longest waits of a run. Whatever holds a run up, it is a wait only while no attempt gets a result.
type waitLog struct {
	mu sync.Mutex
	// sent is when an attempt got a result last, or when the run began.
	sent  time.Time
	kinds [waitKinds]waitKind
	kept  []dialer.Wait
}

// The kinds of waits. A wait of several kinds is of the one that lasted longest.
const (
	pauseWait = iota
	answerWait
	lineWait
	ownLineWait
	timeWait
	waitKinds
)

// waitKind is how long something has held the run up since an attempt got a result.
type waitKind struct {
	active bool
	// since is when it became active, or a later result came; from, to and total are about all such times since that result.
	since, from, to time.Time
	total           time.Duration
}

func newWaitLog(now time.Time) *waitLog { return &waitLog{sent: now} }

// begins takes that something holds the run up from now on.
func (l *waitLog) begins(kind int, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := &l.kinds[kind]
	if k.active {
		return
	}
	k.active, k.since = true, now
	if k.total == 0 {
		k.from = now
	}
}

// ends takes that it does not any more.
func (l *waitLog) ends(kind int, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kinds[kind].stop(now)
	l.kinds[kind].active = false
}

// stop counts the time until now.
func (k *waitKind) stop(now time.Time) {
	if k.active {
		k.total += now.Sub(k.since)
		k.since, k.to = now, now
	}
}

// results takes that attempts have got results.
func (l *waitLog) results(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep(now)
	l.sent = now
	for i := range l.kinds {
		k := &l.kinds[i]
		*k = waitKind{active: k.active, since: now, from: now}
	}
}

// keep keeps the wait since the last result, if it is one.
func (l *waitLog) keep(now time.Time) {
	longest := 0
	for i := range l.kinds {
		l.kinds[i].stop(now)
		if l.kinds[i].total > l.kinds[longest].total {
			longest = i
		}
	}
	k := &l.kinds[longest]
	least := leastWait
	if longest == ownLineWait {
		least = leastOwnWait
	}
	if k.total == 0 || k.to.Sub(k.from) < least {
		return
	}
	l.kept = append(l.kept, dialer.Wait{From: k.from.UTC().Truncate(time.Millisecond), To: k.to.UTC().Truncate(time.Millisecond), Why: waitReason(longest)})
	if len(l.kept) > mostWaits {
		shortest := slices.Index(l.kept, slices.MinFunc(l.kept, func(a, b dialer.Wait) int { return cmp.Compare(a.To.Sub(a.From), b.To.Sub(b.From)) }))
		l.kept = slices.Delete(l.kept, shortest, shortest+1)
	}
}

// waits returns the waits of a run that has ended, in their order.
func (l *waitLog) waits(end time.Time) []dialer.Wait {
	l.results(end)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept
}

func waitReason(kind int) dialer.WaitReason {
	switch kind {
	case pauseWait:
		return dialer.WaitPaused
	case answerWait:
		return dialer.WaitAnswer
	case lineWait, ownLineWait:
		return dialer.WaitLine
	default:
		return dialer.WaitTime
	}
}

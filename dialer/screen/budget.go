package screen

import (
	"fmt"
	"hash/maphash"
	"time"

	"bulkdial/dialer"
)

// minutes are those of calls.
type minutes struct {
	// used is how long the calls have lasted of which that is known, each rounded up, and measured how many these are.
	used     int64
	measured int
}

// minutesOf returns how long a call has lasted, in minutes that have begun, and whether that is known. Speed is how many times faster than
// the clock calls live.
func minutesOf(c *dialer.CDR, speed float64) (n int64, known bool) {
	lasted, known := c.Duration()
	if !known {
		return 0, false
	}
	lasted = time.Duration(float64(lasted) * speed)
	return int64((lasted + time.Minute - 1) / time.Minute), true
}

// budget holds the calls of a campaign, or of a shard, to a number of calls per day and of minutes altogether.
type budget struct {
	cfg *CapsConfig
	// days counts the calls of each calendar day, as dayOf numbers it.
	days map[int]int
	// minutes are those of all calls; one of which the duration is not known counts with its maximum. open is how many these are.
	minutes int64
	open    int
	// callMinutes is how many minutes a call of an earlier run counts of which no duration is known.
	callMinutes int64
	// reserved has the minutes of calls of this run in progress, by a hash of their ids; nil where nobody tells how they end.
	reserved map[uint64]int64
	seed     maphash.Seed
}

func newBudget(cfg *CapsConfig) budget {
	return budget{cfg: cfg, days: map[int]int{}, seed: maphash.MakeSeed()}
}

// count takes the calls of a history, instead of those that were counted.
func (b *budget) count(h *History, callMinutes int64) {
	clear(b.days)
	b.callMinutes = callMinutes
	calls := 0
	h.ownCalls(func(at time.Time) {
		calls++
		if !at.IsZero() {
			b.addDay(at, 1)
		}
	})
	b.open = calls - h.minutes.measured
	b.minutes = h.minutes.used + int64(b.open)*callMinutes
}

// addDay adds to the calls of the day of a moment.
func (b *budget) addDay(at time.Time, calls int) {
	if b.cfg.CallsPerDay > 0 {
		b.days[dayOf(at, b.cfg.Zone)] += calls
	}
}

// today counts the calls of a day, and those of later ones, which a clock has placed that was set back.
func (b *budget) today(now time.Time) int {
	day, n := dayOf(now, b.cfg.Zone), 0
	for of, calls := range b.days {
		if of >= day {
			n += calls
		}
	}
	return n
}

// room returns an error that wraps dialer.ErrCap if there is none for a call of a number of minutes.
func (b *budget) room(now time.Time, most int64) error {
	if of := b.cfg.CallsPerDay; of > 0 && b.today(now) >= of {
		return &dialer.FieldError{Field: "MaxCallsPerDay", Err: fmt.Errorf("%w: %d calls on %s; the next ones at %s", dialer.ErrCap, b.today(now),
			now.In(b.cfg.Zone).Format(time.DateOnly), nextDay(now, b.cfg.Zone).Format(time.RFC3339))}
	}
	if of := b.cfg.Minutes; of > 0 && b.minutes+most > of {
		return &dialer.FieldError{Field: "MaxCost", Err: fmt.Errorf("%w: %d of %d minutes are used, and a call of %d more may exceed them; %s", dialer.ErrCap,
			b.minutes, of, most, b.openText())}
	}
	return nil
}

// openText says when there may be room again.
func (b *budget) openText() string {
	if b.open == 0 {
		return "raise the cost to call the others"
	}
	return fmt.Sprintf("%d calls count with their maximum duration, because it is not known how they have ended: track them, and run again then", b.open)
}

// take counts a call.
func (b *budget) take(at time.Time, most int64) {
	b.addDay(at, 1)
	b.minutes += most
	b.open++
}

// giveBack takes a call back that was counted and not placed.
func (b *budget) giveBack(at time.Time, most int64) {
	b.addDay(at, -1)
	b.minutes -= most
	b.open--
}

// placed takes that a call that was counted at a moment was placed, or may have been, and its answer came at another one.
func (b *budget) placed(taken, answered time.Time, callID string, most int64) {
	b.addDay(taken, -1)
	b.addDay(answered, 1)
	if b.reserved != nil && callID != "" {
		b.reserved[maphash.String(b.seed, callID)] = most
	}
}

// ended takes how a call has ended; earlier: an earlier run of this shard has placed it.
func (b *budget) ended(c *dialer.CDR, earlier bool) {
	key := maphash.String(b.seed, c.CallID)
	most, own := b.reserved[key]
	delete(b.reserved, key)
	lasted, known := minutesOf(c, b.cfg.Speed)
	switch {
	case !known, !own && !earlier:
		return
	case !own:
		most = b.callMinutes
	}
	b.minutes += lasted - most
	b.open--
}

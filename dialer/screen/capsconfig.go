package screen

import (
	"slices"
	"time"

	"bulkdial/dialer"
)

// CapsConfig says how often numbers may be called, and how much a campaign, or a shard, may call.
type CapsConfig struct {
	// Number are the caps of calls to each number; all of them hold.
	Number []dialer.Cap
	// Of returns the caps of a contact by the rules that hold at a moment, each of them one of Ruled; they hold beside Number. Nil: the contacts
	// have no such rules, and Ruled is empty.
	Of    func(c *dialer.Contact, now time.Time) []dialer.Cap
	Ruled []dialer.Cap
	// Zone is that of calendar days; nil where there are no caps of a day.
	Zone *time.Location
	// CallsPerDay is how many calls there may be on each calendar day, and Minutes how many minutes of calls altogether; 0: any number.
	CallsPerDay int
	Minutes     int64
	// Rest is how long after a conversation a contact is not called, by the rules that hold at a moment, at most LongestRest; nil: the
	// contacts have no such rules, and LongestRest is 0.
	Rest        func(c *dialer.Contact, now time.Time) time.Duration
	LongestRest time.Duration
	// Speed is how many times faster than the clock calls live: 1, and more with a sandbox.
	Speed float64
	// Shared are the calls of others that keep to the caps of numbers together with this one; nil: there are none.
	Shared Shared
}

// Any reports whether there is a cap.
func (c *CapsConfig) Any() bool { return c.OfNumbers() || c.CallsPerDay > 0 || c.Minutes > 0 }

// OfNumbers reports whether there is a cap for which the calls of others count too.
func (c *CapsConfig) OfNumbers() bool { return len(c.Number)+len(c.Ruled) > 0 || c.LongestRest > 0 }

// all are the caps that some number may have.
func (c *CapsConfig) all() []dialer.Cap { return slices.Concat(c.Number, c.Ruled) }

// capsOf are all caps of a contact at a moment.
func (c *CapsConfig) capsOf(contact *dialer.Contact, now time.Time) []dialer.Cap {
	if c.Of == nil {
		return c.Number
	}
	return slices.Concat(c.Number, c.Of(contact, now))
}

// DayEnd returns when the calendar day of a moment ends.
func (c *CapsConfig) DayEnd(at time.Time) time.Time { return nextDay(at, c.Zone) }

// EarliestOf returns when a contact that is the n-th row with its number may be called at the earliest, from 1, if the first one is called at a
// moment.
func (c *CapsConfig) EarliestOf(contact *dialer.Contact, n int, first time.Time) time.Time {
	earliest := first
	if n < 2 {
		return earliest
	}
	for _, one := range c.capsOf(contact, first) {
		if at := c.after(one, (n-1)/one.Calls, first); at.After(earliest) {
			earliest = at
		}
	}
	return earliest
}

// after returns the moment that is some windows of a cap after another.
func (c *CapsConfig) after(one dialer.Cap, windows int, at time.Time) time.Time {
	for range windows {
		if one.Window > 0 {
			at = at.Add(one.Window)
			continue
		}
		at = nextDay(at, c.Zone)
	}
	return at
}

// longestDay is longer than any calendar day.
const longestDay = 48 * time.Hour

// Window is the longest time in which calls count.
func (c *CapsConfig) Window() time.Duration {
	longest := time.Duration(0)
	if c.LongestRest > 0 {
		longest = c.LongestRest + LongestCall
	}
	if c.CallsPerDay > 0 {
		longest = max(longest, longestDay)
	}
	for _, one := range c.all() {
		window := one.Window
		if window == 0 {
			window = longestDay
		}
		longest = max(longest, window)
	}
	return longest
}

package engine

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// DueCounts count contacts by the time from which they may be called, in quarters of an hour: each zone's days begin with one. The zero
// value is empty.
type DueCounts struct {
	quarters map[int64]int
}

const (
	// dueQuarter is the length of a quarter of an hour.
	dueQuarter = 15 * time.Minute
	// mostQuarters bounds the memory: what is due later counts with the last of them.
	mostQuarters = 400 * 24 * 4
)

// add counts a contact.
func (c *DueCounts) add(at time.Time) {
	if c.quarters == nil {
		c.quarters = map[int64]int{}
	}
	quarter := at.Unix() / int64(dueQuarter/time.Second)
	if latest := time.Now().Unix()/int64(dueQuarter/time.Second) + mostQuarters; quarter > latest {
		quarter = latest
	}
	c.quarters[quarter]++
}

// backward yields the beginnings of the quarters from the last to the first, with the contacts of each.
func (c *DueCounts) backward() iter.Seq2[time.Time, int] {
	return func(yield func(time.Time, int) bool) {
		for _, quarter := range slices.Backward(slices.Sorted(maps.Keys(c.quarters))) {
			if !yield(time.Unix(quarter*int64(dueQuarter/time.Second), 0), c.quarters[quarter]) {
				return
			}
		}
	}
}

// DayCount is how many contacts may be called from some time of a day on.
type DayCount struct {
	// Day is the date, and Contacts how many there are.
	Day      string `json:"day"`
	Contacts int    `json:"contacts"`
}

// Days returns the counts by the days of a zone, the first day first.
func (c *DueCounts) Days(zone *time.Location) []DayCount {
	var days []DayCount
	for at, contacts := range c.backward() {
		day := at.In(zone).Format(time.DateOnly)
		if n := len(days); n > 0 && days[n-1].Day == day {
			days[n-1].Contacts += contacts
			continue
		}
		days = append(days, DayCount{day, contacts})
	}
	slices.Reverse(days)
	return days
}

// countDue counts a contact that may be called at a moment, and keeps the first and the last of these moments.
func countDue(contacts *int, first, last *time.Time, at time.Time) {
	if *contacts++; *contacts == 1 || at.Before(*first) {
		*first = at
	}
	if at.After(*last) {
		*last = at
	}
}

// Closed counts the contacts that are outside of their calling hours.
type Closed struct {
	// Contacts is how many there are.
	Contacts int `json:"contacts"`
	// First and Last are when the first and the last of them may be called.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// add counts a contact that may be called at a moment.
func (c *Closed) add(at time.Time) {
	countDue(&c.Contacts, &c.First, &c.Last, at)
}

// Capped counts the contacts whose numbers were called as often as a cap allows, or too short a time after a conversation.
type Capped struct {
	// Contacts is how many there are.
	Contacts int `json:"contacts"`
	// Later of them are left for a later run; it waits for the others.
	Later int `json:"later"`
	// First and Last are when the first and the last of them may be called.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// add counts a contact that may be called at a moment.
func (c *Capped) add(at time.Time, later bool) {
	countDue(&c.Contacts, &c.First, &c.Last, at)
	if later {
		c.Later++
	}
}

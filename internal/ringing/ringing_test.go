package ringing_test

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/seeds"
	"bulkdial/internal/zoneinfo"
)

var (
	campaigns = flag.Int("ringing.campaigns", 60, "campaigns of TestRinging")
	oneSeed   = flag.Uint64("ringing.seed", 0, "the only campaign of TestRinging")
	firstSeed = flag.Uint64("ringing.first", 1, "the first campaign of TestRinging")
)

// TestRinging: no phone rings outside of the hours of a place of its contact, everybody who can be called is called, at the first opening where
// nothing is in the way, once, and contacts that are held keep nobody from being called at full pace.
func TestRinging(t *testing.T) {
	zones, err := zoneinfo.Open("")
	if err != nil {
		t.Fatal(err)
	}
	if *oneSeed != 0 {
		check(t, *oneSeed, zones)
		return
	}
	seeds.Play(*firstSeed, *campaigns, func(seed uint64) bool { return check(t, seed, zones) })
}

// check plays a campaign, and reports whether it has passed.
func check(t *testing.T, seed uint64, zones *zoneinfo.Data) bool {
	t.Helper()
	return t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := newCampaign(t, draw(t, seed), zones)
			c.play()
			c.checkCalled()
			c.checkPace()
			if testing.Verbose() {
				t.Logf("%+v: called %d of %d, in %v", *c.plan, len(c.rang), len(c.people), time.Since(c.began))
			}
			for i, fault := range c.faults {
				if i < 5 {
					t.Errorf("%+v: %s", *c.plan, fault)
				}
			}
		})
	})
}

// TestSlowDisk: however long an intent or a connection takes, no phone rings after the close, and those who are left are called when it opens
// again.
func TestSlowDisk(t *testing.T) {
	zones, err := zoneinfo.Open("")
	if err != nil {
		t.Fatal(err)
	}
	closes := time.Date(2026, 7, 8, 12, 0, 0, 0, time.UTC)
	hours := &week{}
	for i := range hours {
		hours[i] = [][2]int{{9 * 60, 12 * 60}}
	}
	for before := range 120 {
		synctest.Test(t, func(t *testing.T) {
			c := newCampaign(t, &plan{
				seed: uint64(before + 1), begin: closes.Add(-time.Duration(before) * time.Second), hours: hours, sourceOnly: true,
				contacts: 12, batch: 5, ring: 30, wait: true, latency: 4 * time.Second, disk: 40 * time.Second, connects: 20 * time.Second,
			}, zones)
			for i := range c.people {
				c.people[i].Number, c.people[i].TimeZone, c.people[i].State = fmt.Sprintf("+1415555%04d", i), "Etc/UTC", ""
			}
			c.play()
			if len(c.rang) != len(c.people) || len(c.faults) > 0 {
				t.Errorf("%d seconds before the close: %d called, %v", before, len(c.rang), c.faults)
			}
		})
	}
}

// horizon is how far ahead the oracle looks for a time to call somebody.
const horizon = 16 * 24 * time.Hour

// firstOpen returns the first quarter of an hour from a moment on in which the phone of somebody may ring all the time; zero where there is none.
func (c *campaign) firstOpen(person *dialer.Contact, from time.Time) time.Time {
	where := c.places.Of(person)
	call, called := c.talks[person.Row]
	for at := from.Truncate(quarter); at.Before(from.Add(horizon)); at = at.Add(quarter) {
		if !at.Before(from) && c.mayRing(where, at) && (!called || !at.Before(c.restsUntil(where, call, at).Add(quarter))) {
			return at
		}
	}
	return time.Time{}
}

// checkCalled checks that everybody is called who can be: by the first quarter of an hour in which that is possible, where no run was killed,
// and no clock, line or answer is in the way.
func (c *campaign) checkCalled() {
	takes := time.Minute
	if c.cps > 0 {
		takes += time.Duration(float64(len(c.people)) / c.cps * float64(time.Second))
	}
	// A call that may leave in the last quarter of an hour of a window rings for two minutes at most.
	plain := c.kills == nil && c.clock == 0 && c.plan.lines == 0 && c.busy == 0 && c.disk+c.connects == 0 && takes < quarter-2*time.Minute
	for i := range c.people {
		person := &c.people[i]
		called, rang := c.rang[person.Row]
		if _, talked := c.talks[person.Row]; rang && (!plain || talked) {
			continue
		}
		first := c.firstOpen(person, c.began)
		switch {
		case first.IsZero(), !rang && c.excused(person):
		case !rang:
			c.fault("row %d (%s) was not called; it may ring from %v on", person.Row, person.Number, first.UTC())
		case called.After(first.Add(takes)):
			c.fault("row %d (%s) was called at %v; it may ring from %v on", person.Row, person.Number, called.UTC(), first.UTC())
		}
	}
}

// excused reports whether somebody may be left out although there was a time to call: a run was killed with the intent, or the clock was set
// past that time, or a disk was slow, and there are no two others. The engine looks at the clock each minute; here it sees a clock that was
// set only when it asks.
func (c *campaign) excused(person *dialer.Contact) bool {
	if c.clock != 0 || c.disk+c.connects > 0 {
		ends := slices.ContainsFunc(c.rules, func(r rule) bool { return r.until != "" })
		const far = 8 * time.Hour // more than a clock is set
		after := c.firstOpen(person, c.began.Add(c.clockAfter+far))
		if ends || after.IsZero() || c.firstOpen(person, after.Add(far)).IsZero() {
			return true
		}
	}
	return slices.ContainsFunc(c.results, func(r dialer.Result) bool { return r.Row == person.Row && r.Disposition == dialer.Unknown })
}

// checkPace checks that those who may be called all the time go out at the pace of the run, whoever else is held, and the lines and the pace
// keep their bounds.
func (c *campaign) checkPace() {
	if c.cps == 0 || c.kills != nil || c.clock != 0 || c.plan.lines > 0 || c.busy > 0 || c.disk+c.connects > 0 || c.talks != nil {
		return
	}
	last := c.began
	for i := range c.people {
		where, open := c.places.Of(&c.people[i]), true
		for at := c.began; at.Before(c.began.Add(time.Hour)); at = at.Add(time.Minute) {
			open = open && c.mayRing(where, at)
		}
		if called, rang := c.rang[c.people[i].Row]; open && rang && called.After(last) {
			last = called
		}
	}
	before := 0
	for _, d := range c.sent {
		if d.at.Before(last) {
			before += d.calls
		}
	}
	if c.cps < 1 {
		before += c.slots() * c.batch // that wait for their pace when others give theirs back keep their places
	}
	if took, needs := last.Sub(c.began), time.Duration(float64(before)/c.cps*float64(time.Second))+time.Second; took > needs {
		c.fault("%d calls took %v at %v calls per second", before, took, c.cps)
	}
}

package hours_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

func pinned(tb testing.TB) *zoneinfo.Data {
	tb.Helper()
	data, err := zoneinfo.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func places(tb testing.TB) *place.Places {
	tb.Helper()
	p, err := place.New(place.Config{Zones: pinned(tb), At: moment(tb, "2026-11-26T00:00:00Z")})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func moment(tb testing.TB, text string) time.Time {
	tb.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		tb.Fatal(err)
	}
	return at
}

// ringing is the ringing timeout of the contacts of traps, in seconds. With a batch of one contact the last moment to send is 11 s
// before the close.
const ringing = 5

// trap is something that calling hours get wrong easily.
type trap struct {
	name            string
	hours, holidays string
	rules           string
	contact         dialer.Contact
	// moments are pairs: when the guard is asked, and what it answers: `send`, the code of why there is no time, or until when it holds.
	moments []string
}

// guard returns the guard of a trap.
func (tr *trap) guard(tb testing.TB) *hours.Guard {
	tb.Helper()
	p := places(tb)
	cfg := hours.Config{Places: p, BatchSize: 1}
	write := func(name, text string) string {
		path := filepath.Join(tb.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
		return path
	}
	var err error
	if tr.hours != "" {
		if cfg.Hours, err = hours.ParseSchedule(tr.hours); err != nil {
			tb.Fatal(err)
		}
	}
	if tr.holidays != "" {
		if cfg.Holidays, err = hours.ReadHolidays(write("holidays", tr.holidays)); err != nil {
			tb.Fatal(err)
		}
	}
	switch {
	case strings.HasSuffix(tr.rules, ".yaml"):
		cfg.Rules, err = hours.ReadRules("../../docs/rules/"+tr.rules, pinned(tb), p.Known)
	case tr.rules != "":
		cfg.Rules, err = hours.ReadRules(write("rules.yaml", "version: test\nchecked: 2026-11-25\n"+tr.rules), pinned(tb), p.Known)
	}
	if err != nil {
		tb.Fatal(err)
	}
	guard, err := hours.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return guard
}

func answer(c dialer.Clearance) string {
	switch {
	case c.Skip != "":
		return fmt.Sprintf("%s: %s", c.Skip, c.Code)
	case c.NoTime:
		return c.Code
	case !c.HoldUntil.IsZero():
		return c.HoldUntil.UTC().Format(time.RFC3339Nano)
	}
	return "send"
}

const usRules = "us-telemarketing.yaml"

// number is one of a state with one zone.
func number(n string) dialer.Contact { return dialer.Contact{Number: n} }

// zoned is a contact that is known to be in a zone; its number tells no place.
func zoned(zone string) dialer.Contact { return dialer.Contact{Number: "+18005550100", TimeZone: zone} }

func traps() []trap {
	return append(append(placeTraps(), clockTraps()...), append(dayTraps(), append(ruleTraps(), windowTraps()...)...)...)
}

// placeTraps are about where a contact is.
func placeTraps() []trap {
	return []trap{
		{"El Paso's 915 keeps Mountain time in Texas", "", "", usRules, number("+19155550100"), []string{
			"2026-12-01T15:59:59Z", "2026-12-01T16:00:00Z", "2026-12-01T16:00:00Z", "send", "2026-12-02T03:59:49Z", "send", "2026-12-02T03:59:50Z", "2026-12-02T16:00:00Z",
		}},
		{"Pensacola's 850 is in two zones", "daily 09:00-20:00", "", "", number("+18505550100"), []string{
			"2026-12-01T14:00:00Z", "2026-12-01T15:00:00Z", "2026-12-02T00:59:50Z", "2026-12-02T15:00:00Z",
		}},
		{"Hammond's 219 is in two zones", "daily 09:00-20:00", "", "", number("+12195550100"), []string{
			"2026-12-01T14:30:00Z", "2026-12-01T15:00:00Z", "2026-12-02T00:59:49Z", "send", "2026-12-02T01:30:00Z", "2026-12-02T15:00:00Z",
		}},
		{"a Virginia area code living in California", "", "", usRules, dialer.Contact{Number: "+17575550100", State: "CA"}, []string{
			"2026-12-01T13:00:00Z", "2026-12-01T16:00:00Z", "2026-12-02T02:00:00Z", "2026-12-02T16:00:00Z", "2026-12-02T01:59:49Z", "send",
		}},
		{"a toll-free number may be anywhere", "daily 08:00-21:00", "", "", number("+18005550100"), []string{
			"2026-12-01T18:00:00Z", "2026-12-01T22:00:00Z", "2026-12-01T22:00:00Z", "send",
		}},
		{"windows that never meet", "daily 09:00-12:00", "", "", number("+18005550100"), []string{"2026-12-01T18:00:00Z", "hours_never_meet"}},
		{"a satellite is nowhere", "daily 09:00-12:00", "", "", number("+881612345678"), []string{"2026-12-01T18:00:00Z", "zone_unknown"}},
		{"a toll-free number has no rules", "", "", usRules, number("+18005550100"), []string{"2026-12-01T18:00:00Z", "region_unknown"}},
		{"Navajo land in Arizona's 928 changes its clocks", "daily 09:00-20:00", "", "", number("+19285550100"), []string{
			// −06:00 and −07:00 in summer
			"2027-07-01T15:00:00Z", "2027-07-01T16:00:00Z", "2027-07-02T01:59:50Z", "2027-07-02T16:00:00Z",
		}},
	}
}

// clockTraps are about clocks.
func clockTraps() []trap {
	return []trap{
		{"British Columbia keeps −07:00 in winter since 2026", "daily 09:00-20:00", "", "", number("+16045550100"), []string{
			"2026-12-01T15:59:59Z", "2026-12-01T16:00:00Z", "2026-12-01T16:00:00Z", "send", "2026-12-02T02:59:50Z", "2026-12-02T16:00:00Z",
		}},
		{"Manitoba keeps −05:00 in winter since 2026", "daily 09:00-20:00", "", "", number("+12045550100"), []string{"2026-12-01T13:00:00Z", "2026-12-01T14:00:00Z"}},
		{"Nunavut still changes its clocks", "daily 09:00-20:00", "", "", zoned("America/Rankin_Inlet"), []string{"2026-12-01T13:00:00Z", "2026-12-01T15:00:00Z"}},
		{"Lord Howe's half hour", "daily 09:00-20:00", "", "", zoned("Australia/Lord_Howe"), []string{
			// +11:00 in summer, +10:30 from 2027-04-04T02:00+11:00
			"2027-04-02T21:00:00Z", "2027-04-02T22:00:00Z", "2027-04-03T21:00:00Z", "2027-04-03T22:30:00Z",
		}},
		{"Lord Howe's repeated half hour", "daily 01:30-02:00", "", "", zoned("Australia/Lord_Howe"), []string{
			// It goes from 01:30 to 02:00, and then from 01:30 to 02:00 again.
			"2027-04-03T14:30:00Z", "send", "2027-04-03T15:00:00Z", "send", "2027-04-03T15:29:50Z", "2027-04-04T15:00:00Z",
		}},
		{"a skipped hour has no window", "daily 02:00-03:00", "", "", zoned("America/New_York"), []string{
			"2027-03-13T07:59:50Z", "2027-03-15T06:00:00Z", // not on the 14th
		}},
		{"a repeated hour is open twice", "daily 01:00-02:00", "", "", zoned("America/New_York"), []string{
			"2027-11-07T05:00:00Z", "send", "2027-11-07T06:59:49Z", "send", "2027-11-07T06:59:50Z", "2027-11-08T06:00:00Z",
		}},
		{"a repeated half of a window", "daily 00:00-01:30", "", "", zoned("America/New_York"), []string{
			// It closes at 01:30 EDT and opens again at 01:00 EST.
			"2027-11-07T05:29:50Z", "2027-11-07T06:00:00Z", "2027-11-07T06:29:49Z", "send", "2027-11-07T06:29:50Z", "2027-11-08T05:00:00Z",
		}},
		{"Nepal's quarter of an hour", "daily 09:00-20:00", "", "", number("+97714123456"), []string{"2026-12-01T03:00:00Z", "2026-12-01T03:15:00Z"}},
		{"Chatham's quarter of an hour in summer", "daily 09:00-20:00", "", "", zoned("Pacific/Chatham"), []string{"2026-12-01T19:00:00Z", "2026-12-01T19:15:00Z"}},
		{"Troll's two hours", "daily 09:00-20:00", "", "", zoned("Antarctica/Troll"), []string{
			"2027-03-27T08:00:00Z", "2027-03-27T09:00:00Z", "2027-03-28T06:59:00Z", "2027-03-28T07:00:00Z",
		}},
		{"a fixed offset does not change", "daily 09:00-20:00", "", "", zoned("-05:00"), []string{"2027-07-01T13:59:00Z", "2027-07-01T14:00:00Z"}},
		{"Cuba stays at −04:00", "daily 09:00-20:00", "", "", number("+5372123456"), []string{"2026-12-01T12:59:00Z", "2026-12-01T13:00:00Z"}},
	}
}

// dayTraps are about days.
func dayTraps() []trap {
	return []trap{
		{"a day that is skipped", "fri 09:00-17:00", "", "", zoned("Pacific/Apia"), []string{
			// Samoa had no Friday, 2011-12-30: it went from −10:00 to +14:00.
			"2011-12-29T22:00:00Z", "2012-01-05T19:00:00Z",
		}},
		{"a day that is skipped has its neighbors", "thu,sat 00:00-24:00", "", "", zoned("Pacific/Apia"), []string{
			"2011-12-30T09:59:55Z", "send", // 23:59:55 of Thursday, five seconds before Saturday
		}},
		{"the day on the other side of the date line", "mon 09:00-17:00", "", "", zoned("Pacific/Kiritimati"), []string{"2026-12-05T00:00:00Z", "2026-12-06T19:00:00Z"}},
		{"Sunday at noon", "", "", usRules, number("+12145550100"), []string{
			"2026-12-06T17:59:59Z", "2026-12-06T18:00:00Z", "2026-12-06T18:00:00Z", "send", "2026-12-06T03:00:00Z", "2026-12-06T18:00:00Z",
		}},
		{"Mardi Gras", "", "", usRules, number("+15045550100"), []string{
			"2027-02-08T23:00:00Z", "send", "2027-02-09T18:00:00Z", "2027-02-10T14:00:00Z",
		}},
		{"Mardi Gras is none of Mississippi's", "", "", usRules, number("+16015550100"), []string{"2027-02-09T18:00:00Z", "send"}},
		{"an observed holiday", "", "", usRules, number("+12055550100"), []string{
			// 2027-07-04 is a Sunday.
			"2027-07-03T18:00:00Z", "send", "2027-07-04T18:00:00Z", "2027-07-06T13:00:00Z", "2027-07-05T18:00:00Z", "2027-07-06T13:00:00Z",
		}},
		{"a holiday is a day of the contact's zone", "daily 09:00-20:00; holidays closed", "2026-12-25\n", "", zoned("Pacific/Honolulu"), []string{
			"2026-12-25T05:59:00Z", "send", // still Christmas Eve there
			"2026-12-25T20:00:00Z", "2026-12-26T19:00:00Z",
		}},
		{"hours of holidays", "daily 09:00-20:00; holidays 12:00-14:00", "date,name\n2026-12-25,Christmas Day\n", "", zoned("UTC"), []string{
			"2026-12-25T11:00:00Z", "2026-12-25T12:00:00Z", "2026-12-25T14:00:00Z", "2026-12-26T09:00:00Z",
		}},
		{"holidays close also hours that do not name them", "daily 09:00-20:00", "2026-12-25 # Christmas\n", "", zoned("UTC"), []string{"2026-12-25T11:00:00Z", "2026-12-26T09:00:00Z"}},
		{"a leap day", "daily 09:00-20:00", "2028-02-29\n2028-12-25\n", "", zoned("UTC"), []string{"2028-02-29T11:00:00Z", "2028-03-01T09:00:00Z"}},
		{"holidays that have ended", "daily 09:00-20:00", "2026-12-25\n2027-01-01\n", "", zoned("UTC"), []string{
			"2026-12-31T19:00:00Z", "send", "2026-12-31T20:00:00Z", "holidays_unknown", "2027-01-02T12:00:00Z", "holidays_unknown",
		}},
	}
}

// ruleTraps are about rules.
func ruleTraps() []trap {
	const twoStates = "default: {hours: 'daily 08:00-21:00', source: x}\nrules:\n- {region: US-VA, hours: 'daily 10:00-18:00', source: x}\n"
	return []trap{
		{"fixed Central Standard Time in summer", "", "", usRules, number("+16015550100"), []string{
			// 08:00–20:00 at −06:00 is 09:00–21:00 on the clocks of Mississippi.
			"2027-07-01T13:00:00Z", "2027-07-01T14:00:00Z", "2027-07-02T01:59:49Z", "send", "2027-07-02T01:59:50Z", "2027-07-02T14:00:00Z",
		}},
		{"a rule that changes at midnight", "", "", usRules, number("+12155550100"), []string{
			// Saturday, 2026-10-17, until 21:00; Sunday, the 18th, no more.
			"2026-10-18T00:59:49Z", "send", "2026-10-18T01:00:00Z", "2026-10-19T13:00:00Z", "2026-10-11T16:00:00Z", "send", "2026-10-18T16:00:00Z", "2026-10-19T13:00:00Z",
		}},
		{"a rule that begins within hours that stay open", "", "", "default: {hours: 'daily 00:00-24:00', source: x}\nrules: [{region: US-NY, hours: 'daily 09:00-20:00', from: 2026-12-02, source: x}]\n", number("+12125550100"), []string{
			"2026-12-02T04:59:49Z", "send", "2026-12-02T04:59:50Z", "2026-12-02T14:00:00Z", // 23:59:50 of the 1st: it would ring on the 2nd
		}},
		{"before its first day a rule does not replace the default", "", "", usRules, number("+15035550100"), []string{
			"2025-12-31T04:30:00Z", "send", "2026-01-02T04:30:00Z", "2026-01-02T16:00:00Z",
		}},
		{"the default where there is no rule", "", "", usRules, number("+12125550100"), []string{"2026-12-02T01:59:49Z", "send", "2026-12-02T02:00:00Z", "2026-12-02T13:00:00Z"}},
		{"no rule and no default", "", "", "canada.yaml", number("+12125550100"), []string{"2026-12-02T01:00:00Z", "region_without_rule"}},
		{"a rule of the country", "", "", "us-debt-collection.yaml", number("+12125550100"), []string{"2026-12-02T02:00:00Z", "2026-12-02T13:00:00Z"}},
		{"the regions of column and number", "", "", twoStates, dialer.Contact{Number: "+17575550100", State: "NY"}, []string{
			"2026-12-01T14:00:00Z", "2026-12-01T15:00:00Z", "2026-12-01T23:00:00Z", "2026-12-02T15:00:00Z",
		}},
		{"rules and calling hours", "daily 11:00-23:00", "", twoStates, number("+17575550100"), []string{
			"2026-12-01T15:00:00Z", "2026-12-01T16:00:00Z", "2026-12-01T22:59:50Z", "2026-12-02T16:00:00Z",
		}},
		{"a change of a rule with a clock of its own", "", "", "default: {hours: 'daily 08:00-21:00', source: x}\nrules: [{region: US-MS, zone: Etc/GMT+6, hours: 'daily 06:00-23:00', from: 2026-11-29, until: 2026-12-02, source: x}]\n", number("+16015550100"), []string{
			// The default still holds on the first and the last day.
			"2026-11-29T12:30:00Z", "2026-11-29T14:00:00Z", "2026-11-30T12:30:00Z", "send", "2026-12-01T12:30:00Z", "send", "2026-12-02T12:30:00Z", "2026-12-02T14:00:00Z",
			"2026-12-03T12:30:00Z", "2026-12-03T14:00:00Z",
		}},
		{"holidays of a rule that have ended", "", "", usRules, number("+12055550100"), []string{"2028-01-05T18:00:00Z", "holidays_unknown", "2027-12-30T17:00:00Z", "send", "2027-12-31T17:00:00Z", "holidays_unknown"}},
		{"before a law and without a default", "", "", "france.yaml", number("+33123456789"), []string{"2026-08-10T10:00:00Z", "2026-08-11T08:00:00Z"}},
	}
}

// windowTraps are about windows.
func windowTraps() []trap {
	return []trap{
		{"a lunch break", "", "", "france.yaml", number("+33123456789"), []string{
			"2026-12-01T11:59:49Z", "send", "2026-12-01T11:59:50Z", "2026-12-01T13:00:00Z", "2026-12-01T13:00:00Z", "send", "2026-12-01T18:59:50Z", "2026-12-02T09:00:00Z",
		}},
		{"at 21:00:00 it is closed", "daily 09:00-21:00", "", "", zoned("UTC"), []string{
			"2026-12-01T20:59:49Z", "send", "2026-12-01T20:59:49.000000001Z", "2026-12-02T09:00:00Z", "2026-12-01T21:00:00Z", "2026-12-02T09:00:00Z",
			"2026-12-01T08:59:59.999999999Z", "2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z", "send",
		}},
		{"24:00 has no seam", "sat 20:00-24:00; sun 00:00-02:00", "", "", zoned("UTC"), []string{
			"2026-12-05T23:59:59Z", "send", "2026-12-06T01:59:49Z", "send", "2026-12-06T01:59:50Z", "2026-12-12T20:00:00Z",
		}},
		{"past midnight belongs to the day it began", "fri 22:00-02:00", "", "", zoned("UTC"), []string{
			"2026-12-04T00:30:00Z", "2026-12-04T22:00:00Z", "2026-12-05T01:59:49Z", "send", "2026-12-05T01:59:50Z", "2026-12-11T22:00:00Z",
		}},
		{"late in the night far in the west", "fri 22:00-06:00", "", "", zoned("Pacific/Honolulu"), []string{
			"2026-12-05T14:30:00Z", "send", "2026-12-05T16:00:00Z", "2026-12-12T08:00:00Z",
		}},
		{"a holiday does not cut the evening before", "daily 22:00-02:00; holidays closed", "2026-12-25\n", "", zoned("UTC"), []string{
			"2026-12-25T01:00:00Z", "send", "2026-12-25T22:00:00Z", "2026-12-26T22:00:00Z", "2026-12-26T01:00:00Z", "2026-12-26T22:00:00Z",
		}},
		{"a window that closes while a batch waits", "daily 09:00-21:00", "", "", zoned("UTC"), []string{
			"2026-12-01T20:59:30Z", "send", "2026-12-01T20:59:59Z", "2026-12-02T09:00:00Z",
		}},
		{"a window shorter than a ring and the queue", "mon 09:00-09:01; tue 09:00-10:00", "", "", dialer.Contact{
			Number: "+18005550100", TimeZone: "UTC", Route: dialer.Route{RingingTimeoutSeconds: 80},
		}, []string{"2026-12-07T08:00:00Z", "2026-12-08T09:00:00Z", "2026-12-08T09:58:34Z", "send", "2026-12-08T09:58:35Z", "2026-12-15T09:00:00Z"}},
		{"a ring that is left to the API", "daily 09:00-21:00", "", "", dialer.Contact{
			Number: "+18005550100", TimeZone: "UTC", Route: dialer.Route{AgentID: "agent"},
		}, []string{"2026-12-01T20:58:54Z", "send", "2026-12-01T20:58:55Z", "2026-12-02T09:00:00Z"}},
		{"a clock that is set back", "daily 09:00-21:00", "", "", zoned("UTC"), []string{
			"2026-12-02T10:00:00Z", "send", "2026-12-02T08:00:00Z", "2026-12-02T09:00:00Z", "2026-12-01T20:00:00Z", "send", "2026-12-01T21:00:00Z", "2026-12-02T09:00:00Z",
		}},
		{"open day and night", "daily 00:00-24:00", "", "", zoned("America/New_York"), []string{"2027-03-14T06:59:59Z", "send", "2027-11-07T05:59:59Z", "send"}},
	}
}

// TestTraps asks the guard of each trap, in both orders, because what it remembers must not change an answer.
func TestTraps(t *testing.T) {
	for _, tr := range traps() {
		t.Run(tr.name, func(t *testing.T) {
			guard := tr.guard(t)
			if tr.contact.Route == (dialer.Route{}) {
				tr.contact.Route.RingingTimeoutSeconds = ringing
			}
			ask := func(i int) {
				now := moment(t, tr.moments[i])
				if got := answer(guard.Check(&tr.contact, now)); got != tr.moments[i+1] {
					t.Errorf("at %s: %s, want %s", tr.moments[i], got, tr.moments[i+1])
				}
			}
			for i := 0; i < len(tr.moments); i += 2 {
				ask(i)
			}
			for i := len(tr.moments) - 2; i >= 0; i -= 2 {
				ask(i)
			}
		})
	}
}

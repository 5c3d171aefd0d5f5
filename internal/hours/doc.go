// Package hours lets a phone ring only when it may: it keeps calling hours, and rules of regions, by the clocks of all places where a
// contact may be. It is a dialer.Guard. It knows no law: what it keeps is what its configuration says.
//
// # Hours
//
//	hours   = clause *( ";" clause )
//	clause  = days windows
//	days    = "holidays" / item *( "," item )
//	item    = "daily" / day / day "-" day                    a range may pass Sunday: fri-mon
//	day     = "mon" … "sun"                                  or the whole name, in any case
//	windows = "closed" / window *( "," window )
//	window  = time "-" time                                  09:00-20:00
//	time    = HH:MM, up to 24:00
//
// as in `mon-fri 10:00-13:00,14:00-20:00; sat 10:00-18:00; holidays closed`. A day that no clause names is closed; none is named twice, and
// the windows of a day do not overlap. A window is half-open: at 20:00:00 it is closed. One whose end is not after its beginning goes
// past midnight, and belongs to the day on which it began: `fri 22:00-02:00` is open on Saturday until 02:00, also when that is a holiday.
//
// A window is a piece of the wall clock. An hour that is skipped when clocks are changed has no window; one that is repeated has it
// twice. A date that a country skips has no windows, and its evening before does not go on.
//
// # Holidays
//
// A file of holidays is a list of dates (2026-12-25 and perhaps a name on each line; # begins a comment) or an iCalendar with events
// of whole days, whose recurrences are followed. On them the hours of the clause `holidays` hold; without that clause they are closed. A file says
// nothing of a year of which it lists no day, so all its days are closed; of a year of which it lists only days of January it says
// nothing after them, because many lists end with the next New Year's Day. In an iCalendar only single events count for this, if there are
// any.
//
// # Rules
//
// A file of rules is YAML: version, checked, default and rules, each a Rule; a key that is none is an error, and so are a rule without a source,
// a region that is none, a second value of one key, and a second document. docs/rules has examples. It is
// read once, and so are its files of holidays.
//
//   - The regions of a contact are countries, states and provinces (package place). A rule of a country holds for its states. All rules
//     of all regions hold at once.
//   - A rule holds from its first day until its last one, in its zone, or in each zone of the contact.
//   - The default holds for a region on the days on which no rule does. Where a rule has a zone of its own, the default still holds for a day
//     before and after a change of it. A region with neither has no time.
//   - sure, note and id are for people; a rule of which a part was not verified (sure: false) says in its note which.
//   - A contact without a region has no time: it is not known which rules it has.
//   - max_calls and after_conversation are bounds of the calls to a number: Guard.Caps and Guard.Rest give those of a contact, and package screen
//     keeps to them. require_consent is read here, and the command refuses such a file where no column of consent is kept.
//
// # When a call may be sent
//
// Of a request that leaves now, the last contact is called when as many seconds have passed as the request has contacts, and its phone
// rings until the ringing timeout. So a request may be sent from the moment of opening until
//
//	close − ringing timeout (60 s where the API has its own) − 1 s × Config.BatchSize − 5 s
//
// and all hours, in all zones, must be open from then till now without a break. Windows that touch are one: 24:00 and 00:00 have no seam.
// Otherwise the contact is held until the first such moment; when there is none within 400 days, no time is known for it
// (dialer.Clearance.NoTime), and the reason says whether its zone is unknown (`zone_unknown`), its region (`region_unknown`), its region has no
// rule (`region_without_rule`), its holidays end (`holidays_unknown`), or its windows never meet (`hours_never_meet`).
//
// The next opening is found by going from opening to opening. An answer is kept for all contacts of a place, so that a check costs
// much less than a microsecond.
package hours

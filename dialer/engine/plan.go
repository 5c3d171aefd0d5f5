package engine

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"bulkdial/dialer"
)

// Plan says what a run over the same contacts, with the same record, will do.
type Plan struct {
	// Tally counts every contact by its last word; the pending ones are to be called.
	Tally dialer.Tally `json:"contacts"`
	// Settled is how many of them earlier runs have settled.
	Settled int `json:"settled"`
	// ToCall is how many this run calls: the pending ones up to the limit. Batches is how many requests that takes.
	// Again is how many of them were tried before.
	ToCall  int `json:"to_call"`
	Again   int `json:"again"`
	Batches int `json:"batches"`
	// Held is how many more it waits for, because they may be called later: the first at FirstDue, the last at LastDue; both zero
	// where there are none.
	Held     int       `json:"held"`
	FirstDue time.Time `json:"first_due,omitzero"`
	LastDue  time.Time `json:"last_due,omitzero"`
	// NoTime is how many stay pending because no moment is known at which they may be called.
	NoTime int `json:"no_time,omitempty"`
	// Skips is how many lines the run will add to the record for contacts that it does not call.
	Skips int `json:"skips"`
	// Causes are the reasons for which contacts are skipped, or stay pending because no time is known for them; Repaired says what was put right in the numbers of those
	// that are called.
	Causes   []Cause `json:"causes"`
	Repaired []Cause `json:"repaired"`
	// HiddenRows are the first few of the rows that the sheet hides, numbered as a spreadsheet does.
	HiddenRows []int `json:"hidden_rows,omitempty"`
	// Countries counts those who are to be called by the country of their number, the most frequent first.
	Countries []CountryCount `json:"countries"`
	// PlusLost counts those whose number is one of their region and would be another one, of that country, if a + before it was lost;
	// the most frequent first.
	PlusLost []AbroadCount `json:"plus_may_be_lost,omitempty"`
	// ShortestRing is the shortest ringing timeout among their routes, in seconds, 0 where all leave it to the API.
	ShortestRing int `json:"shortest_ringing_timeout_seconds"`
	// Minutes is how long their calls can last together, and Unbounded how many have no maximum duration.
	Minutes   int64 `json:"maximum_minutes"`
	Unbounded int   `json:"without_maximum_duration"`
	// Redials counts the contacts that are called again after their calls; nil: there are none.
	Redials *Redials `json:"redials,omitempty"`
	// Capped counts the contacts whose numbers were called as often as a cap allows; nil: there are none.
	Capped *Capped `json:"over_cap,omitempty"`
	// Talked counts those that are called too soon after a conversation; nil: there are none.
	Talked *Capped `json:"after_conversation,omitempty"`
	// Closed counts the contacts that are outside of their calling hours; nil: there are none.
	Closed *Closed `json:"outside_hours,omitempty"`
	// Later counts the held contacts by the time from which they may be called.
	Later DueCounts `json:"-"`
	// Agents and Callers are the ids with which they are called, in the order of their rows, the first MostIDs of each.
	Agents  []string `json:"-"`
	Callers []string `json:"-"`
	// First is the first request; nil when there are no contacts to call.
	First *dialer.Request `json:"-"`
	// notDue counts the contacts that are left for a later run. tooLate: all that are to be called are outside of their calling hours for
	// longer than a run waits.
	notDue  *notDue
	tooLate bool
}

// MostIDs is how many ids of one kind a plan names.
const MostIDs = 100

// CountryCount is how many contacts have a number of a country.
type CountryCount struct {
	// Country is an ISO 3166 code of two letters, `001` for numbers that belong to none, empty where it is not known.
	Country string `json:"country"`
	// Contacts is how many have such a number.
	Contacts int `json:"contacts"`
}

// AbroadCount is how many contacts have a number that would be one of another country with a + before it.
type AbroadCount struct {
	// Code is the country code, and Country the ISO 3166 code of two letters.
	Code    string `json:"country_code"`
	Country string `json:"country"`
	// Contacts is how many have such a number.
	Contacts int `json:"contacts"`
	// Rows are the first few of them, numbered as a spreadsheet does.
	Rows []int `json:"rows"`
}

// MakePlan decides about all contacts as Run would, and calls none. Each sees every decision in turn, while its contact is
// the one that the sequence yielded last; it may be nil. The error is that of contacts, or ErrDuplicates, and then the
// plan is right as far as contacts were read.
func MakePlan(cfg Config, contacts iter.Seq2[*dialer.Contact, error], screen dialer.Screener, each func(*dialer.Decision)) (Plan, error) {
	m := planner{countries: map[string]int{}, abroad: map[dialer.Abroad]*AbroadCount{}}
	if cfg.NoDuplicates {
		m.skipped.rows = failRows
	}
	m.steps = newSteps(&cfg, screen)
	steps := &m.steps
	steps.hold, steps.batched, steps.withoutTime = m.deferred, m.called, m.skipped.withoutTime
	steps.decided = func(d *dialer.Decision) {
		m.decided(d)
		if each != nil {
			each(d)
		}
	}
	end := m.count(steps.all(contacts), cfg.Run)
	if end == nil && len(m.after) > 0 {
		if end = m.count(steps.recalled(contacts, m.after), cfg.Run); errors.Is(end, ErrLimit) {
			end = nil // the rest stays pending
		}
	}
	plan := &m.plan
	if plan.Held = m.held; steps.limited {
		plan.Held = min(m.held, steps.limit-steps.toCall)
	}
	if plan.Held > 0 {
		plan.FirstDue, plan.LastDue = m.firstDue, m.lastDue
	}
	plan.Tally, plan.Settled, plan.ToCall, plan.Again = steps.tally, steps.settled, steps.toCall, steps.again
	plan.Causes, plan.Repaired, plan.Countries = m.skipped.list(), m.repaired.list(), m.countryCounts()
	plan.PlusLost = m.abroadCounts()
	plan.Redials, plan.NoTime, plan.notDue = steps.redials.redials(), steps.noTime, steps.notDue
	if steps.capped.Contacts > 0 {
		plan.Capped = &steps.capped
	}
	if steps.talked.Contacts > 0 {
		plan.Talked = &steps.talked
	}
	m.close(&cfg)
	if end == nil && cfg.NoDuplicates && plan.Tally.Duplicate > 0 {
		end = fmt.Errorf("%w: %s with the number of an earlier one", ErrDuplicates, dialer.Plural(plan.Tally.Duplicate, "row"))
	}
	return *plan, end
}

// planner gathers what a plan says of single contacts.
type planner struct {
	plan  Plan
	steps steps
	// after are the contacts that others go before.
	after             []heldContact
	skipped, repaired causes
	countries         map[string]int
	abroad            map[dialer.Abroad]*AbroadCount
	// held contacts may be called between firstDue and lastDue.
	held              int
	firstDue, lastDue time.Time
	// run is how many of the last contacts to be called have one country, and countries does not count yet: neighbors
	// have one as a rule.
	run     int
	country string
}

// count takes the steps of a pass, and returns the error that has ended it.
func (m *planner) count(all iter.Seq2[step, error], run string) error {
	plan := &m.plan
	for next, err := range all {
		switch {
		case err != nil:
			return err
		case next.skip != nil:
			plan.Skips++
		default:
			if plan.Batches++; plan.First == nil {
				first := next.batch.request(run, uint64(plan.Batches)) //nolint:gosec // a count
				plan.First = &first
				continue
			}
			m.steps.open.reuse(next.batch) // a plan only counts it
		}
	}
	return nil
}

// deferred keeps a contact that others go before. Those that are held are only counted.
func (m *planner) deferred(c *dialer.Contact, attempt, occurrence int, until time.Time, _ bool) {
	if until.IsZero() {
		m.after = append(m.after, newHeld(c, attempt, occurrence, until))
	}
}

// close says what the plan has of contacts outside of their calling hours.
func (m *planner) close(cfg *Config) {
	closed, plan := &m.steps.closed, &m.plan
	if closed.Contacts == 0 {
		return
	}
	plan.Closed = closed
	if plan.tooLate = plan.ToCall == 0 && m.held == closed.Contacts && time.Until(closed.First) > cfg.HoursWait; plan.tooLate {
		plan.notDue.addClosed(closed.Contacts, closed.First)
	}
}

func (m *planner) decided(d *dialer.Decision) {
	if d.Contact.Hidden && len(m.plan.HiddenRows) < causeRows {
		m.plan.HiddenRows = append(m.plan.HiddenRows, d.Contact.SheetRow)
	}
	if d.Code != "" {
		m.skipped.skipped(d)
	}
	if d.Held() && !m.steps.notAwaited(d) {
		m.hold(d.HoldUntil)
		m.called(d)
	}
}

// called takes a contact that is called.
func (m *planner) called(d *dialer.Decision) {
	m.repaired.repairs(d)
	if d.Abroad != (dialer.Abroad{}) {
		m.countAbroad(d)
	}
	if d.Country != m.country {
		m.countRun()
		m.country = d.Country
	}
	m.run++
	route := &d.Contact.Route
	if ring := route.RingingTimeoutSeconds; ring > 0 && (m.plan.ShortestRing == 0 || ring < m.plan.ShortestRing) {
		m.plan.ShortestRing = ring
	}
	if route.MaxCallDurationMinutes == 0 {
		m.plan.Unbounded++
	}
	m.plan.Agents, m.plan.Callers = withID(m.plan.Agents, route.AgentID), withID(m.plan.Callers, route.FromNumberID)
	m.plan.Minutes += int64(route.MaxCallDurationMinutes)
}

// withID adds an id that is not among ids, unless there are too many.
func withID(ids []string, id string) []string {
	if id == "" || slices.Contains(ids, id) || len(ids) == MostIDs {
		return ids
	}
	return append(ids, id)
}

// hold counts a contact that may be called from a moment on.
func (m *planner) hold(until time.Time) {
	countDue(&m.held, &m.firstDue, &m.lastDue, until)
	m.plan.Later.add(until)
}

// countAbroad counts a contact whose number would be another one with a +.
func (m *planner) countAbroad(d *dialer.Decision) {
	of := m.abroad[d.Abroad]
	if of == nil {
		of = &AbroadCount{Code: d.Abroad.Code, Country: d.Abroad.Country}
		m.abroad[d.Abroad] = of
	}
	if of.Contacts++; len(of.Rows) < causeRows {
		of.Rows = append(of.Rows, d.Contact.SheetRow)
	}
}

func (m *planner) abroadCounts() []AbroadCount {
	var counts []AbroadCount
	for _, of := range m.abroad {
		counts = append(counts, *of)
	}
	slices.SortFunc(counts, func(a, b AbroadCount) int {
		return cmp.Or(cmp.Compare(b.Contacts, a.Contacts), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Country, b.Country))
	})
	return counts
}

// countRun takes the run of neighbors with one country into the counts.
func (m *planner) countRun() {
	if m.run > 0 {
		m.countries[m.country] += m.run
	}
	m.run = 0
}

func (m *planner) countryCounts() []CountryCount {
	m.countRun()
	counts := make([]CountryCount, 0, len(m.countries))
	for country, n := range m.countries {
		counts = append(counts, CountryCount{country, n})
	}
	slices.SortFunc(counts, func(a, b CountryCount) int {
		return cmp.Or(cmp.Compare(b.Contacts, a.Contacts), cmp.Compare(a.Country, b.Country))
	})
	return counts
}

// Nothing reports whether a run would neither call a contact nor add a line to the ledger.
func (p *Plan) Nothing() bool { return p.ToCall+p.Skips == 0 && (p.Held == 0 || p.tooLate) }

// NotDue returns an error that wraps ErrNotDue, ErrClosed or ErrNoTime if the plan leaves contacts for a later run that may not be called
// now, else nil.
func (p *Plan) NotDue() error {
	if p.notDue == nil {
		return nil
	}
	return p.notDue.errWith(p.NoTime)
}

// Estimate says how long the calls of a plan take to place.
type Estimate struct {
	// Pace is the time from the first call to the last at Config.CPS, and Lines the time at which lines become free; 0 where
	// they do not bind. The longer of the two is Last.
	Pace  time.Duration
	Lines time.Duration
	Last  time.Duration
}

// EstimateTime estimates the time of a plan by cfg's pace and, where lines is above 0, with at most that many calls in
// progress, which last mean on average.
func EstimateTime(plan *Plan, cfg Config, lines int, mean time.Duration) Estimate {
	var e Estimate
	if cfg.CPS > 0 {
		// The first batch waits for nothing.
		e.Pace = time.Duration(max(0, float64(plan.ToCall-cfg.BatchSize)/cfg.Shard.Pace(cfg.CPS)) * float64(time.Second))
	}
	if lines > 0 {
		// Nor do the first calls wait for a line.
		e.Lines = time.Duration(max(0, float64(plan.ToCall-lines)/float64(lines)) * float64(mean))
	}
	e.Last = max(e.Pace, e.Lines)
	return e
}

// EstimateEnd estimates when the last call of a plan is placed that begins now, as EstimateTime does: those that may be called only from
// some time on are placed after it, one after the other. That they may not be called any more after some time is not taken into account.
func EstimateEnd(plan *Plan, cfg Config, lines int, mean time.Duration, now time.Time) time.Time {
	end := now.Add(EstimateTime(plan, cfg, lines, mean).Last)
	rest := Plan{}
	for at, contacts := range plan.Later.backward() {
		rest.ToCall += contacts
		if last := at.Add(EstimateTime(&rest, cfg, lines, mean).Last); last.After(end) {
			end = last
		}
	}
	rest.ToCall += plan.ToCall
	if last := now.Add(EstimateTime(&rest, cfg, lines, mean).Last); last.After(end) {
		end = last
	}
	return end
}

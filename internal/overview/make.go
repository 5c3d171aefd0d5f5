package overview

import (
	"cmp"
	"context"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/calls"
)

// Config is what an Overview is made with.
type Config struct {
	// Places tells where contacts are.
	Places Places
	// Remedy is the text of a remedy, which may name where a setting is made; nil: the remedy as it is.
	Remedy func(dialer.Reason) string
	// Counted are the counts of contacts that cannot be read now, as those of standard input during a run; nil: they are read. Then nothing
	// is known of errors, regions and holds, and calls are placed by their numbers.
	Counted *dialer.Tally
}

// Places tells where contacts are; internal/place implements it.
type Places interface {
	Of(c *dialer.Contact) *dialer.Whereabouts
	// Country is the ISO code of the country of a number in E.164; empty where it has none.
	Country(number string) string
}

// Make makes the overview of a campaign, which nothing else must have read before. It locks and changes nothing, so it can be used beside a
// run. The error is that of campaign.Look and Look.Status.
func Make(ctx context.Context, c *campaign.Campaign, cfg Config) (*Overview, error) {
	m := maker{
		counted: cfg.Counted, hours: hours{places: cfg.Places}, runs: newRuns(), errors: newErrorGroups(&cfg), regions: newRegions(cfg.Places),
	}
	look, records, err := c.LookWith(&m)
	defer records.Close()
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	m.records, m.hours.look = records, look
	state, err := m.contacts(ctx, look)
	if err != nil {
		return nil, err
	}
	m.hours.close()
	o := &Overview{
		State: state, Made: time.Now().UTC(), Pace: m.timeline.pace(), Hours: m.hours.counts, Unplaced: m.hours.unplaced,
		Durations: m.lengths.durations(), Regions: m.regions.list(), Holds: m.holds.list(), Changes: look.Changes(),
	}
	o.Attempts = attempts(look)
	if m.counted != nil {
		o.countOutcomes()
	}
	o.Errors, o.FurtherErrors = m.errors.list()
	if err := ledger.ReadRuns(ledger.RunsPath(state.Results), m.runs.note); err != nil {
		o.Changes = append(o.Changes, err)
	}
	o.History = m.runs.history()
	o.Runs, o.EarlierRuns = m.runs.list(state.Holders)
	o.Gaps = m.runs.gaps(o.Made)
	return o, nil
}

// contacts reads the contacts, unless they were counted.
func (m *maker) contacts(ctx context.Context, look *campaign.Look) (campaign.State, error) {
	if m.counted != nil {
		return look.StatusOf(*m.counted), nil
	}
	state, err := look.StatusOfEach(ctx, m.decided)
	return state, cmp.Or(m.failed, err) //nolint:wrapcheck // it names the file
}

// countOutcomes counts how the calls of contacts have ended that are not read. Where some were called again, it is not known whose call was the
// last one.
func (o *Overview) countOutcomes() {
	switch len(o.Attempts) {
	case 0:
	case 1:
		o.Contacts.Outcomes = o.Attempts[0].Outcomes
	default:
		o.CallsKnown = false
	}
}

// maker gathers an Overview while a campaign is read.
type maker struct {
	counted  *dialer.Tally
	records  *calls.Records
	timeline timeline
	lengths  lengths
	hours    hours
	errors   errorGroups
	regions  regions
	holds    holds
	runs     runs
	// failed is the first error of reading a record again.
	failed error
}

// Attempt implements campaign.Observer.
func (m *maker) Attempt(r *dialer.Result) {
	m.timeline.sent(r.At)
	m.runs.sent(r)
}

// Ended implements campaign.Observer.
func (m *maker) Ended(c *dialer.CDR, end screen.CallEnd) {
	m.timeline.ended(c, end)
	m.lengths.ended(c, end)
}

// decided takes the decision about a contact.
func (m *maker) decided(d *dialer.Decision) {
	m.hours.contact(d.Contact)
	m.regions.add(d)
	m.holds.add(d)
	if err := m.errors.add(d, m.records); err != nil && m.failed == nil {
		m.failed = err
	}
}

// answered is what a CDR adds to the number of answered calls: 1, 0 or, where it contradicts another, -1.
func answered(end screen.CallEnd) int {
	switch {
	case end.Now == dialer.OutcomeAnswered:
		return 1
	case end.Before == dialer.OutcomeAnswered:
		return -1
	default:
		return 0
	}
}

var _ campaign.Observer = (*maker)(nil)

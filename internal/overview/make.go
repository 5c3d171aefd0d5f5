package overview

import (
	"cmp"
	"context"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
)

// Config is what an Overview is made with.
type Config struct {
	// Places tells where contacts are.
	Places Places
	// Remedy is the text of a remedy, which may name where a setting is made; nil: the remedy as it is.
	Remedy func(dialer.Reason) string
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
	m := maker{hours: hours{places: cfg.Places}, runs: newRuns(), errors: newErrorGroups(&cfg), regions: newRegions(cfg.Places)}
	look, records, err := c.LookWith(&m)
	defer records.Close()
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	m.records, m.hours.look = records, look
	state, err := look.StatusOfEach(ctx, m.decided)
	if err = cmp.Or(m.failed, err); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	m.hours.close()
	o := &Overview{
		State: state, Made: time.Now().UTC(), Pace: m.timeline.pace(), Hours: m.hours.counts, Unplaced: m.hours.unplaced,
		Durations: m.lengths.durations(), Regions: m.regions.list(), Holds: m.holds.list(), Changes: look.Changes(),
	}
	o.Attempts = attempts(look)
	o.Errors, o.FurtherErrors = m.errors.list()
	if err := ledger.ReadRuns(ledger.RunsPath(state.Results), m.runs.note); err != nil {
		o.Changes = append(o.Changes, err)
	}
	o.History = m.runs.history()
	o.Runs, o.EarlierRuns = m.runs.list(state.Holders)
	o.Gaps = m.runs.gaps(o.Made)
	return o, nil
}

// maker gathers an Overview while a campaign is read.
type maker struct {
	records  *campaign.Records
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

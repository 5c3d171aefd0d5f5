package options

import (
	"context"
	"fmt"
	"time"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/overview"
	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

// Overview makes the overview of the campaign of these files, with what there is to note about it. Calling hours and caps that cannot be
// kept are left out, with a note: no contact is called. The contacts were counted, as those of standard input; nil: they are read.
func Overview(ctx context.Context, l *flags.Line, files fileset.Files, contacts *Contacts, send *Send, counted *dialer.Tally) (o *overview.Overview, notes []string, err error) {
	contacts.Redial.Speed = send.API.Speed(contacts.Sandbox)
	contacts.Suppress.maxAge = "" // no contact is called
	c, err := contacts.NewCampaign(l, files, dialer.Shard{}, send)
	if err != nil {
		unkept := err
		send = &Send{API: send.API}
		if c, err = contacts.NewCampaign(l, files, dialer.Shard{}, nil); err != nil {
			return nil, nil, err
		}
		notes = append(notes, "calling hours and caps are left out here, and a run would stop: "+fault.Text(unkept))
	}
	defer c.Close()
	places, err := send.Hours.whereabouts(&contacts.Reading)
	if err != nil {
		return nil, nil, err
	}
	if o, err = overview.Make(ctx, c, overview.Config{Places: places, Remedy: fault.Remedy, Counted: counted}); err != nil {
		return nil, nil, err //nolint:wrapcheck // it names the file
	}
	for _, change := range o.Changes {
		notes = append(notes, "a run would stop: "+fault.Text(change))
	}
	if text := unmatchedText(&o.State); text != "" {
		notes = append(notes, text)
	}
	return o, notes, nil
}

// whereabouts tells where contacts are: as the calling hours see it where there are some, else by the time zones of the program.
func (f *hoursFlags) whereabouts(reading *csvio.ContactsConfig) (*place.Places, error) {
	if f.kept != nil {
		return f.kept.places, nil
	}
	data, err := zoneinfo.Open("")
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it was doing
	}
	return place.New(place.Config{Zones: data, At: time.Now(), ZoneNamed: reading.TimezoneColumn != "", StateNamed: reading.StateColumn != ""}) //nolint:wrapcheck // as above
}

// unmatchedText warns of results that fit no contact of the file; empty where there are none.
func unmatchedText(s *campaign.State) string {
	u := s.Unmatched
	if u.Count == 0 {
		return ""
	}
	text := fmt.Sprintf("of %s in the results, %d fit no row of %s: ", dialer.Plural(u.Called, "contact"), u.Count, s.Files.Contacts)
	if u.Count == u.Called {
		return text + "these are the results of another list, or the contacts are told apart by another column now (--id-column, --number-column)"
	}
	return text + "the rows were removed or their numbers or ids changed, or these are the results of another list"
}

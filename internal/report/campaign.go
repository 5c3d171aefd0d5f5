package report

import (
	"bulkdial/internal/overview"
)

// campaignPage is the page about one campaign.
type campaignPage struct {
	frame

	Badges []badge
	// Lead is the campaign in one sentence, Facts its figures of most interest.
	Lead     string
	Facts    []fact
	Sections []section
	Errors   errorList
	Regions  section
	Runs     section
}

// badge is a word about the state of the campaign.
type badge struct{ Class, Text string }

// fact is a figure with its name.
type fact struct{ Name, Value, Note string }

// section is a picture with a table, and what there is to say about them.
type section struct {
	ID, Title string
	Intro     string
	Bars      *bars
	Plot      *plot
	// Legend explains the colors.
	Legend []legend
	Notes  []string
	Table  table
	// More is a second table.
	More table
	// Open: the table is all there is to see.
	Open bool
}

type legend struct{ Class, Text string }

// newCampaignPage says what there is to say about a campaign, in the order of the page.
func newCampaignPage(o *overview.Overview, c *Config) *campaignPage {
	p := &campaignPage{
		frame: c.frame(name(o)+": campaign report", name(o), o.Made), Badges: badges(o), Lead: lead(o), Facts: facts(o),
		Sections: []section{c.outcomesSection(o), c.paceSection(o), hoursSection(o), durationsSection(o), funnelSection(o)},
		Errors:   c.errorList(o), Regions: regionsSection(o), Runs: c.runsSection(o),
	}
	return p
}

// name is the name of a campaign: that of its contacts file.
func name(o *overview.Overview) string {
	if o.Piped() {
		return "standard input (" + o.Results + ")"
	}
	return o.Files.Contacts
}

// badges says in a word how the campaign stands.
func badges(o *overview.Overview) []badge {
	var list []badge
	switch {
	case len(o.Holders) > 0:
		list = append(list, badge{"live", several(len(o.Holders), "run") + " at work"})
	case o.ResultsFiles == 0:
		list = append(list, badge{"", "not begun"})
	case o.InFlight > 0:
		list = append(list, badge{"trouble", "cut off with " + several(o.InFlight, "contact") + " in flight"})
	case o.Contacts.Pending > 0:
		list = append(list, badge{"", "not finished"})
	default:
		list = append(list, badge{"", "finished"})
	}
	if o.Paused {
		list = append(list, badge{"trouble", "paused"})
	}
	for _, r := range o.Runs {
		if r.Begin.Sandbox {
			return append(list, badge{"", "sandbox: no phone rang"})
		}
	}
	return list
}

package report

import (
	"fmt"
	"strconv"
	"strings"

	"bulkdial/internal/overview"
)

// comparisonPage is the page about several campaigns.
type comparisonPage struct {
	frame

	Lead      string
	Campaigns table
	Measures  []measureSection
	Hours     *section
	Method    []string
}

// measureSection compares one share.
type measureSection struct {
	section

	// Verdicts say for each pair whether it differs.
	Verdicts []verdict
	Tests    table
}

// verdict is what the numbers can show of a pair.
type verdict struct {
	Class, Text string
}

// part of all is a share of one campaign.
type proportion struct{ k, n int }

// measure is a share that campaigns are compared by.
type measure struct {
	id, title, intro string
	// what is shared, and of what, in words.
	part, all string
	shares    []proportion
}

// measures are the shares of campaigns.
func measures(list []*overview.Overview) []measure {
	answers := measure{id: "answers", title: "Answer rate", intro: "Of the contacts whose last call has ended, how many were answered.", part: "answered", all: "ended calls"}
	first := measure{id: "first", title: "Answer rate of first attempts", intro: "Of the first calls of contacts, as far as they have ended, how many were answered: calling again changes nothing here.", part: "answered", all: "ended first calls"}
	accepted := measure{id: "acceptance", title: "Acceptance", intro: "Of the contacts in a request for the first time, how many the API accepted.", part: "accepted", all: "sent contacts"}
	again := false
	for _, o := range list {
		answers.shares = append(answers.shares, proportion{o.Contacts.Outcomes.Answered, o.Contacts.Outcomes.Total()})
		var one overview.Attempt
		if len(o.Attempts) > 0 {
			one = o.Attempts[0]
		}
		again = again || len(o.Attempts) > 1
		first.shares = append(first.shares, proportion{one.Outcomes.Answered, one.Outcomes.Total()})
		accepted.shares = append(accepted.shares, proportion{one.Accepted, one.Sent})
	}
	if again {
		return []measure{answers, first, accepted}
	}
	return []measure{answers, accepted}
}

// pair is a comparison of two campaigns by their indexes; p and corrected are meaningless where it cannot be tested.
type pair struct {
	a, b         int
	p, corrected float64
}

// pairsOf tests all pairs that have at least so many of each.
func pairsOf(shares []proportion, least int) (pairs []pair) {
	for a := range shares {
		for b := a + 1; b < len(shares); b++ {
			if x, y := shares[a], shares[b]; x.n >= least && y.n >= least {
				pairs = append(pairs, pair{a: a, b: b, p: fisher(x.k, x.n, y.k, y.n)})
			}
		}
	}
	return pairs
}

// correct corrects the p-values of all pairs together.
func correct(families [][]pair) (tests int) {
	var ps []float64
	for _, pairs := range families {
		for _, p := range pairs {
			ps = append(ps, p.p)
		}
	}
	corrected := holm(ps)
	i := 0
	for _, pairs := range families {
		for j := range pairs {
			pairs[j].corrected = corrected[i]
			i++
		}
	}
	return len(ps)
}

// newComparisonPage compares campaigns.
func newComparisonPage(list []*overview.Overview, c *Config) *comparisonPage {
	made := list[0].Made
	names := make([]string, len(list))
	for i, o := range list {
		names[i] = name(o)
		if o.Made.After(made) {
			made = o.Made
		}
	}
	heading := "Comparison of " + strconv.Itoa(len(list)) + " campaigns"
	p := &comparisonPage{frame: c.frame(heading, heading, made), Campaigns: campaignsTable(list, names)}
	compared := measures(list)
	families := make([][]pair, len(compared))
	for i := range compared {
		families[i] = pairsOf(compared[i].shares, 1)
	}
	tests := correct(families)
	for i := range compared {
		p.Measures = append(p.Measures, compared[i].section(names, families[i], tests))
	}
	p.Lead = comparisonLead(&compared[0], names, families[0])
	var hourly int
	p.Hours, hourly = compareHours(list, names)
	p.Method = method(tests, hourly)
	return p
}

// comparisonLead is the comparison of answer rates in one sentence.
func comparisonLead(m *measure, names []string, pairs []pair) string {
	differing := 0
	for _, p := range pairs {
		if p.corrected <= level {
			differing++
		}
	}
	switch {
	case len(pairs) == 0:
		return "The answer rates cannot be compared yet: too few calls have ended."
	case len(names) == 2 && differing == 1:
		a, b := 0, 1
		if m.shares[a].rate() < m.shares[b].rate() {
			a, b = b, a
		}
		return fmt.Sprintf("%s was answered more often than %s: %s of its ended calls, against %s.", names[a], names[b], m.shares[a], m.shares[b])
	case len(names) == 2:
		return fmt.Sprintf("Between the answer rates of %s (%s) and %s (%s) there is no difference that these numbers can show.", names[0], m.shares[0], names[1], m.shares[1])
	case differing == 0:
		return "Between the answer rates there is no difference that these numbers can show."
	default:
		return fmt.Sprintf("%s of %s differ in their answer rate.", count(differing), several(len(pairs), "pair"))
	}
}

func (p proportion) rate() float64 { return float64(p.k) / float64(p.n) }

// String writes the share; "–" where there is none.
func (p proportion) String() string { return share(p.k, p.n) }

// campaignsTable says what is compared.
func campaignsTable(list []*overview.Overview, names []string) table {
	t := table{Caption: "The campaigns", Head: []string{"campaign", "contacts", "called", "accepted", "ended calls", "answered", "still to be called"}, Wide: true}
	for i, o := range list {
		c := &o.Contacts
		t.Rows = append(t.Rows, []string{
			names[i], count(c.Rows), count(called(o)), count(c.Accepted), count(c.Outcomes.Total()), count(c.Outcomes.Answered), count(c.Pending),
		})
	}
	return t
}

// section draws the shares with their intervals, and says which pairs differ.
func (m *measure) section(names []string, pairs []pair, tests int) measureSection {
	s := measureSection{section: section{
		ID: m.id, Title: m.title, Intro: m.intro + " The thin lines are 95" + noBreak + "% intervals.",
		Table: table{Caption: "Shares: " + m.title, Head: []string{"campaign", m.all, m.part, "share", "95" + noBreak + "% interval"}, Wide: true},
	}}
	var items []bar
	var said []string
	for i, share := range m.shares {
		if share.n == 0 {
			items = append(items, bar{Name: names[i], Value: "no " + m.all, Parts: []part{{"rate", "0%"}}})
			said = append(said, names[i]+": no "+m.all)
			s.Table.Rows = append(s.Table.Rows, []string{names[i], "0", "0", "–", "–"})
			continue
		}
		low, high := wilson(share.k, share.n)
		items = append(items, bar{
			Name: names[i], Value: share.String() + " of " + count(share.n), Parts: []part{{"rate", width(share.k, share.n)}},
			From: place(100 * low), To: place(100 * high),
		})
		interval := percent(low) + " to " + percent(high)
		said = append(said, fmt.Sprintf("%s: %s of %s (%s)", names[i], share, count(share.n), interval))
		s.Table.Rows = append(s.Table.Rows, []string{names[i], count(share.n), count(share.k), share.String(), interval})
	}
	s.Bars = newBars(m.id, "Bars: "+m.title+" of each campaign, from 0 to 100"+noBreak+"%", strings.Join(said, "; ")+".", items)
	m.test(&s, names, pairs, tests)
	return s
}

// mostVerdicts is how many pairs without a difference are named one by one in words; the table has all.
const mostVerdicts = 3

// test says what the tests of all pairs can show.
func (m *measure) test(s *measureSection, names []string, pairs []pair, tests int) {
	s.Tests = table{
		Caption: "Tests: " + m.title, Wide: true, Words: map[int]bool{5: true},
		Head: []string{"pair", "difference in points", "p", "p, corrected", "needed of each", "shows"},
	}
	alike := 0
	for _, p := range pairs {
		more, less := p.a, p.b
		if m.shares[more].rate() < m.shares[less].rate() {
			more, less = less, more
		}
		x, y := m.shares[more], m.shares[less]
		d, low, high := difference(x.k, x.n, y.k, y.n)
		n, word := needed(x.rate(), y.rate(), level/float64(max(1, tests))), "no difference"
		switch {
		case p.corrected <= level:
			word = "a difference"
			s.Verdicts = append(s.Verdicts, verdict{"differs", fmt.Sprintf("%s has the higher share: %s, against %s of %s. The difference is %s points, and its 95%s%% interval %s to %s.",
				names[more], x, y, names[less], points(d), noBreak, points(low), points(high))})
		case len(pairs) > mostVerdicts:
			alike++
		default:
			s.Verdicts = append(s.Verdicts, verdict{"same", fmt.Sprintf("%s and %s: no difference that these numbers can show (%s and %s). %s",
				names[p.a], names[p.b], m.shares[p.a], m.shares[p.b], m.need(n, d, min(x.n, y.n)))})
		}
		s.Tests.Rows = append(s.Tests.Rows, []string{
			names[more] + " and " + names[less], points(d) + " (" + points(low) + " to " + points(high) + ")", pValue(p.p), pValue(p.corrected), neededText(n), word,
		})
	}
	if alike > 0 {
		s.Verdicts = append(s.Verdicts, verdict{"same", several(alike, "pair") + were(alike) + "tested that show no difference that these numbers can show; the table says how many " + m.all + " would be needed."})
	}
	if tested := len(pairs); tested < len(names)*(len(names)-1)/2 {
		s.Verdicts = append(s.Verdicts, verdict{"same", "A campaign without " + m.all + " cannot be compared."})
	}
}

// neededText writes what needed returns.
func neededText(n int) string {
	if n == 0 {
		return "–"
	}
	return count(roughly(n))
}

// need says how many contacts would show a difference d, of which needed has said n; each campaign has at least so many.
func (m *measure) need(n int, d float64, least int) string {
	switch {
	case n == 0:
		return "The shares are equal, or so near to each other that no list is long enough."
	case n <= least:
		return "A difference of this size is at the edge of what numbers like these can show: more " + m.all + " would settle it."
	default:
		return fmt.Sprintf("If they really differ by %.1f points, about %s %s of each would show it in %s cases.", 100*d, count(roughly(n)), m.all, powerOf)
	}
}

// roughly rounds a number up to two digits.
func roughly(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit - 1) / unit * unit
}

// pValue writes a p-value.
func pValue(p float64) string {
	if p < 0.001 {
		return "<" + noBreak + "0.001"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}

// mostDrawn is how many campaigns a picture of hours shows: with more its columns would be too thin.
const mostDrawn = 4

// compareHours compares the answer rates of each hour of the day in which two campaigns have enough calls; nil where there is none. Tests
// is how many tests that took.
func compareHours(list []*overview.Overview, names []string) (s *section, tests int) {
	var hours []int
	var families [][]pair
	shares := make([][]proportion, 24)
	for hour := range shares {
		for _, o := range list {
			shares[hour] = append(shares[hour], proportion{o.Hours[hour].Answered, o.Hours[hour].Calls})
		}
		if pairs := pairsOf(shares[hour], fewCalls); len(pairs) > 0 {
			hours, families = append(hours, hour), append(families, pairs)
		}
	}
	if len(hours) == 0 {
		return nil, 0
	}
	tests = correct(families)
	s = &section{
		ID: "hours", Title: "Answer rate by hour of the day",
		Intro: fmt.Sprintf("Ended calls by the hour at which they began on the clock of the called person, where two campaigns have %d calls and more.", fewCalls),
		Table: table{Caption: "Answer rates by hour of the day", Wide: true, Head: append(append([]string{"hour"}, names...), "a difference is shown between"), Words: map[int]bool{len(names) + 1: true}},
	}
	differing := 0
	for i, hour := range hours {
		row := []string{hourName(hour)}
		for _, x := range shares[hour] {
			row = append(row, x.String()+" of "+count(x.n))
		}
		var differ []string
		for _, p := range families[i] {
			if p.corrected <= level {
				differ = append(differ, names[p.a]+" and "+names[p.b]+" (p "+pValue(p.corrected)+")")
				differing++
			}
		}
		if len(differ) == 0 {
			differ = []string{"none"}
		}
		s.Table.Rows = append(s.Table.Rows, append(row, strings.Join(differ, ", ")))
	}
	if len(list) <= mostDrawn {
		drawHours(s, shares, hours, names)
	}
	s.Notes = []string{"In no hour is there a difference that these numbers can show."}
	if differing > 0 {
		s.Notes[0] = "Of " + several(tests, "comparison") + " of an hour, " + count(differing) + shows(differing) + " a difference."
	}
	return s, tests
}

func shows(n int) string {
	if n == 1 {
		return " shows"
	}
	return " show"
}

// drawHours draws the columns of the campaigns beside each other.
func drawHours(s *section, shares [][]proportion, hours []int, names []string) {
	s.Plot = &plot{ID: "hours", Title: "Columns: answer rate by hour of the day and campaign", Desc: s.Intro, Height: plotHeight, Total: plotHeight + 30}
	highest := 0.04
	for _, hour := range hours {
		for _, x := range shares[hour] {
			if x.n >= fewCalls {
				_, high := wilson(x.k, x.n)
				highest = max(highest, high)
			}
		}
	}
	y, step := newScale(highest, false)
	s.Plot.Grid = y.grid(step, percentOf)
	const slot, gap = 100.0 / 24, 0.4
	each := (slot - 2*gap) / float64(len(names))
	for _, hour := range hours {
		for i, x := range shares[hour] {
			if x.n < fewCalls {
				continue
			}
			left := float64(hour)*slot + gap + float64(i)*each
			low, high := wilson(x.k, x.n)
			tip := fmt.Sprintf("%s, %s: %s of %s", names[i], hourName(hour), x, count(x.n))
			class := "campaign" + strconv.Itoa(i+1)
			s.Plot.Columns = append(s.Plot.Columns, y.column(left, left+each, x.rate(), class, tip))
			middle := place(left + each/2)
			s.Plot.Lines = append(s.Plot.Lines, line{X1: middle, X2: middle, Y1: decimal(y.y(low)), Y2: decimal(y.y(high)), Class: "interval", Tip: tip})
		}
	}
	for i, n := range names {
		s.Legend = append(s.Legend, legend{"campaign" + strconv.Itoa(i+1), n})
	}
	for hour := range 24 {
		s.Plot.Ticks = append(s.Plot.Ticks, hourTick(hour, overview.Hour{}, float64(hour)*slot+slot/2))
	}
}

// method says how differences are found.
func method(tests, hourly int) []string {
	text := fmt.Sprintf("Two shares are compared by Fisher's exact test, two-sided, at the level of 5%s%%. A difference is only called one if p is at most 0.05 after Holm's correction for the %s on this page", noBreak, several(tests, "test"))
	if hourly > 0 {
		text += fmt.Sprintf("; the %s of single hours are corrected among themselves", several(hourly, "test"))
	}
	return []string{
		text + ".",
		"Intervals of shares are those of Wilson, and those of differences are made from them by Newcombe's method; both are of 95" + noBreak + "%, and are not corrected for several tests.",
		"How many would be needed is for a test that finds the difference in " + powerOf + " cases, at the level of 5" + noBreak + "% divided by the number of tests (Fleiss, Levin and Paik).",
		"A test tells chance from more than chance. It does not tell why campaigns differ: their lists, hours, agents and numbers to call from differ too.",
	}
}

package ringing_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

// quarter is the grid of all windows and, in the years of the campaigns, of all changes of clocks. A call rings for less.
const quarter = 15 * time.Minute

// plan is a random campaign.
type plan struct {
	seed  uint64
	begin time.Time
	// hours, byDefault and rules are what is kept; nil and none where there are none. byRules: there is a file of rules.
	hours, byDefault *week
	rules            []rule
	byRules          bool
	// defaultAsks is rule.asked of the default.
	defaultAsks asked
	// sourceOnly is place.Config.SourceOnly, and unknown the zone of contacts without one.
	sourceOnly bool
	unknown    string

	contacts, batch, ring int
	cps                   float64
	lines                 int
	// wait: runs wait for openings; else they end, and another one begins when they say.
	wait bool
	// kills are when the runs are killed, from their beginnings; after them they live.
	kills []time.Duration
	// clock is how far the clock is set, after a while.
	clock, clockAfter time.Duration
	// busy and lost are shares of requests.
	busy, lost float64
	latency    time.Duration
	// disk and connects are how long an intent and a connection take at most.
	disk, connects time.Duration
	// talked is the share of people who were called by others before.
	talked float64
}

// begins are moments before changes of clocks, ends of years, and ordinary days.
func begins() []string {
	return []string{
		"2026-03-06T20:00:00Z", "2026-03-28T12:00:00Z", "2026-04-04T10:00:00Z", "2026-10-24T22:00:00Z", "2026-10-31T09:00:00Z",
		"2026-12-30T15:00:00Z", "2027-03-13T03:00:00Z", "2027-11-06T18:00:00Z", "2026-07-08T14:00:00Z", "2028-02-28T21:00:00Z",
	}
}

func draw(tb testing.TB, seed uint64) *plan {
	tb.Helper()
	rng := rand.New(rand.NewPCG(seed, 20))
	all := begins()
	begin, err := time.Parse(time.RFC3339, all[rng.IntN(len(all))])
	if err != nil {
		tb.Fatal(err)
	}
	p := &plan{
		seed: seed, begin: begin.Add(time.Duration(rng.IntN(48*60)) * time.Minute), sourceOnly: rng.IntN(3) == 0,
		contacts: 5 + rng.IntN(60), batch: 1 + rng.IntN(10), ring: []int{0, 5, 30, 80}[rng.IntN(4)], cps: []float64{0, 0.03, 0.2, 1, 5, 20}[rng.IntN(6)],
		wait: rng.IntN(2) == 0, latency: time.Duration(rng.IntN(4000)) * time.Millisecond,
	}
	if rng.IntN(2) == 0 { // just before windows close
		p.begin = p.begin.Truncate(quarter).Add(quarter - time.Duration(rng.IntN(200))*time.Second)
	}
	p.drawHours(rng)
	if rng.IntN(3) == 0 {
		p.unknown = []string{"America/New_York", "Asia/Tokyo"}[rng.IntN(2)]
	}
	if rng.IntN(4) == 0 {
		p.lines = 1 + rng.IntN(10)
	}
	if rng.IntN(3) == 0 {
		for range 1 + rng.IntN(3) {
			p.kills = append(p.kills, time.Duration(rng.ExpFloat64()*float64([]time.Duration{10 * time.Second, 6 * time.Hour}[rng.IntN(2)])))
		}
	}
	if rng.IntN(4) == 0 {
		p.clock, p.clockAfter = time.Duration(rng.IntN(8*60)-4*60)*time.Minute, time.Duration(rng.IntN(24*60))*time.Minute
	}
	if rng.IntN(3) == 0 {
		p.busy, p.lost = rng.Float64()/4, rng.Float64()/20
	}
	if rng.IntN(4) == 0 {
		p.disk, p.connects = time.Duration(rng.IntN(90))*time.Second, time.Duration(rng.IntN(40))*time.Second
	}
	if p.byRules && p.clock == 0 && rng.IntN(2) == 0 {
		p.drawAsked(rng)
	}
	return p
}

// drawAsked draws what rules ask for the calls to a number, and how many people were called before.
func (p *plan) drawAsked(rng *rand.Rand) {
	hours := []int{0, 0, 6, 30, 72}
	one := func() asked { return asked{hours[rng.IntN(len(hours))], hours[rng.IntN(len(hours))]} }
	p.talked, p.defaultAsks = rng.Float64(), one()
	for i := range p.rules {
		p.rules[i].asked = one()
	}
}

// drawHours draws what is kept: hours, rules, or both.
func (p *plan) drawHours(rng *rand.Rand) {
	kind := rng.IntN(3)
	if kind != 1 {
		p.hours = drawWeek(rng)
	}
	if kind == 0 {
		return
	}
	p.byRules = true
	if rng.IntN(4) > 0 {
		p.byDefault = drawWeek(rng)
	}
	regions := []string{"US", "US-CA", "US-TX", "US-FL", "US-HI", "US-VA", "CA", "FR", "AU", "GB"}
	for range 1 + rng.IntN(6) {
		r := rule{region: regions[rng.IntN(len(regions))], week: *drawWeek(rng)}
		day := func() string { return p.begin.AddDate(0, 0, rng.IntN(9)-3).Format(time.DateOnly) }
		switch rng.IntN(4) {
		case 0:
			r.zone = time.FixedZone("Etc/GMT+6", -6*60*60)
		case 1:
			r.from = day()
		case 2:
			r.until = day()
		}
		p.rules = append(p.rules, r)
	}
}

// drawWeek draws windows on the grid, perhaps past midnight.
func drawWeek(rng *rand.Rand) *week {
	if rng.IntN(3) == 0 {
		return drawComb(rng)
	}
	var w week
	for day := range w {
		if rng.IntN(5) == 0 {
			continue
		}
		at := 4 * rng.IntN(14)
		for range 1 + rng.IntN(2) {
			opens := at + rng.IntN(12)
			closes := opens + 1 + rng.IntN(40)
			if opens >= 96 || closes-96 >= opens {
				break
			}
			w[day] = append(w[day], [2]int{opens * 15, closes * 15})
			at = closes + 1
		}
	}
	if text(&w) == "" {
		w[3] = [][2]int{{9 * 60, 18 * 60}}
	}
	return &w
}

// drawComb draws many short windows, so that some close while calls wait for their turn.
func drawComb(rng *rand.Rand) *week {
	var w week
	for day := range w {
		for at := rng.IntN(8); at < 94; at += 1 + rng.IntN(4) {
			opens := at
			at += 1 + rng.IntN(3)
			w[day] = append(w[day], [2]int{opens * 15, min(at, 96) * 15})
		}
	}
	return &w
}

// text writes windows as the hours of a campaign are written.
func text(w *week) string {
	var clauses []string
	for day, windows := range w {
		var texts []string
		for _, window := range windows {
			closes := window[1]
			if closes > 24*60 {
				closes -= 24 * 60
			}
			texts = append(texts, fmt.Sprintf("%02d:%02d-%02d:%02d", window[0]/60, window[0]%60, closes/60, closes%60))
		}
		if texts != nil {
			clauses = append(clauses, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[day]+" "+strings.Join(texts, ","))
		}
	}
	return strings.Join(clauses, "; ")
}

// file writes the rules as a file.
func (p *plan) file() string {
	var out strings.Builder
	out.WriteString("version: random\nchecked: 2026-01-01\n")
	if p.byDefault != nil {
		fmt.Fprintf(&out, "default: {hours: %q, source: s%s}\n", text(p.byDefault), askedText(p.defaultAsks))
	}
	out.WriteString("rules:\n")
	for i := range p.rules {
		r := &p.rules[i]
		fmt.Fprintf(&out, "- {region: %s, hours: %q, source: s", r.region, text(&r.week))
		if r.zone != nil {
			fmt.Fprintf(&out, ", zone: %s", r.zone)
		}
		if r.from != "" {
			fmt.Fprintf(&out, ", from: %s", r.from)
		}
		if r.until != "" {
			fmt.Fprintf(&out, ", until: %s", r.until)
		}
		out.WriteString(askedText(r.asked) + "}\n")
	}
	return out.String()
}

func askedText(a asked) (text string) {
	if a.rest > 0 {
		text += fmt.Sprintf(", after_conversation: %dh", a.rest)
	}
	if a.once > 0 {
		text += fmt.Sprintf(", max_calls: 1/%dh", a.once)
	}
	return text
}

// places returns what tells where the contacts of a plan are.
func (p *plan) places(tb testing.TB, zones *zoneinfo.Data) *place.Places {
	tb.Helper()
	places, err := place.New(place.Config{Zones: zones, SourceOnly: p.sourceOnly, Unknown: p.unknown, At: p.begin})
	if err != nil {
		tb.Fatal(err)
	}
	return places
}

package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// planOf plans with a screen that decides so about the contacts in turn, each with what with gives the i-th of them, from 0.
func planOf(t *testing.T, cfg engine.Config, all decisions, with func(i int, c *dialer.Contact)) engine.Plan {
	t.Helper()
	plan, err := engine.MakePlan(cfg, timed(len(all), with), &all, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// planConfig is that of a plan that waits for nothing.
func planConfig() engine.Config { return engine.Config{Run: "r1", BatchSize: 5} }

// asTheyAre leaves contacts as they are.
func asTheyAre(int, *dialer.Contact) {}

// called are decisions to call n contacts.
func called(n int) decisions {
	return slices.Repeat(decisions{{Call: true, Attempt: 1, Occurrence: 1}}, n)
}

// TestPlanRoutes: a plan says what is shortest and longest among the routes of those that are called, now or later; not of the others.
func TestPlanRoutes(t *testing.T) {
	t.Parallel()
	later := dialer.Decision{Call: true, Attempt: 1, Occurrence: 1, HoldUntil: time.Now().Add(time.Hour)}
	for _, tt := range []struct {
		rings, minutes  []int
		ring, unbounded int
		together        int64
	}{
		{[]int{0, 0}, []int{0, 0}, 0, 2, 0},
		{[]int{30, 0}, []int{0, 7}, 30, 1, 7},
		{[]int{0, 30}, []int{5, 7}, 30, 0, 12},
		{[]int{30, 20, 40}, []int{5, 0, 0}, 20, 2, 5},
		{[]int{20, 30}, []int{1, 1}, 20, 0, 2},
	} {
		// The last is not called, and the one before it later.
		all := append(called(len(tt.rings)-1), later, dialer.Decision{LastWord: dialer.Accepted})
		plan := planOf(t, planConfig(), all, func(i int, c *dialer.Contact) {
			c.Route = dialer.Route{RingingTimeoutSeconds: 5}
			if i < len(tt.rings) {
				c.Route = dialer.Route{RingingTimeoutSeconds: tt.rings[i], MaxCallDurationMinutes: tt.minutes[i]}
			}
		})
		if plan.ShortestRing != tt.ring || plan.Unbounded != tt.unbounded || plan.Minutes != tt.together {
			t.Errorf("%v s, %v min: the shortest is %d, %d min together, %d without a maximum; want %d, %d and %d",
				tt.rings, tt.minutes, plan.ShortestRing, plan.Minutes, plan.Unbounded, tt.ring, tt.together, tt.unbounded)
		}
	}
}

// TestPlanIDs: a plan names each agent and each number to call from once, in the order of the rows, the first MostIDs of each.
func TestPlanIDs(t *testing.T) {
	t.Parallel()
	var want []string
	for i := range engine.MostIDs {
		want = append(want, fmt.Sprint("agent_", i))
	}
	plan := planOf(t, planConfig(), called(2*engine.MostIDs+40), func(i int, c *dialer.Contact) {
		c.Route.AgentID = fmt.Sprint("agent_", i/2)
		if i%3 > 0 { // the others leave it to the API
			c.Route.FromNumberID = []string{"b", "a"}[i%3-1]
		}
	})
	if diff := cmp.Diff(want, plan.Agents); diff != "" {
		t.Errorf("agents (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"b", "a"}, plan.Callers); diff != "" {
		t.Errorf("numbers to call from (-want +got):\n%s", diff)
	}
}

// TestPlanHiddenRows: a plan names the first few of the rows that the sheet hides.
func TestPlanHiddenRows(t *testing.T) {
	t.Parallel()
	for hidden, want := range map[int][]int{0: nil, 2: {2, 4}, 5: {2, 4, 6, 8, 10}, 9: {2, 4, 6, 8, 10}} {
		plan := planOf(t, planConfig(), called(20), func(i int, c *dialer.Contact) { c.Hidden = i%2 == 0 && i < 2*hidden })
		if plan.Tally.Hidden != hidden || !slices.Equal(plan.HiddenRows, want) {
			t.Errorf("%d rows are hidden, as %v; want %d, as %v", plan.Tally.Hidden, plan.HiddenRows, hidden, want)
		}
	}
}

// TestPlanCountries: a plan counts those who are called by the country of their number, whatever their order, and those whose number would be one
// of another country with a +.
func TestPlanCountries(t *testing.T) {
	t.Parallel()
	all := called(12)
	for i, country := range []string{"US", "US", "CA", "US", "CA", "", "US", "DE", "DE", "DE", "DE", "DE"} {
		all[i].Country = country
		switch {
		case country == "US":
			all[i].Abroad = dialer.Abroad{Code: "44", Country: "GB"}
		case i > 5:
			all[i].Abroad = dialer.Abroad{Code: "1", Country: "US"}
		}
	}
	all = append(all, all[7])
	all = append(all, dialer.Decision{LastWord: dialer.Accepted, Country: "FR"})
	plan := planOf(t, planConfig(), all, asTheyAre)
	if diff := cmp.Diff([]engine.CountryCount{{Country: "DE", Contacts: 6}, {Country: "US", Contacts: 4}, {Country: "CA", Contacts: 2}, {Contacts: 1}}, plan.Countries); diff != "" {
		t.Errorf("countries (-want +got):\n%s", diff)
	}
	abroad := []engine.AbroadCount{
		{Code: "1", Country: "US", Contacts: 6, Rows: []int{9, 10, 11, 12, 13}}, // the first few
		{Code: "44", Country: "GB", Contacts: 4, Rows: []int{2, 3, 5, 8}},
	}
	if diff := cmp.Diff(abroad, plan.PlusLost); diff != "" {
		t.Errorf("numbers abroad (-want +got):\n%s", diff)
	}
	// A country that begins the file is no neighbor of one before it.
	plan = planOf(t, planConfig(), all[7:9], asTheyAre)
	if diff := cmp.Diff([]engine.CountryCount{{Country: "DE", Contacts: 2}}, plan.Countries); diff != "" {
		t.Errorf("one country (-want +got):\n%s", diff)
	}
	if plan = planOf(t, planConfig(), decisions{{LastWord: dialer.Accepted}}, asTheyAre); len(plan.Countries)+len(plan.PlusLost) != 0 {
		t.Errorf("without contacts to call: %v, %v", plan.Countries, plan.PlusLost)
	}
}

// TestPlanNothing: a run has something to do when it calls a contact, records a skip or waits for a contact.
func TestPlanNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		plan    engine.Plan
		nothing bool
	}{
		{engine.Plan{Settled: 9, NoTime: 3}, true},
		{engine.Plan{ToCall: 1}, false},
		{engine.Plan{Skips: 1}, false},
		{engine.Plan{Held: 1}, false},
		{engine.Plan{ToCall: 1, Skips: 1}, false},
		{engine.Plan{ToCall: 1, Skips: 1, Held: 1}, false},
	} {
		if got := tt.plan.Nothing(); got != tt.nothing {
			t.Errorf("%+v: nothing to do: %t", tt.plan, got)
		}
	}
}

// TestEstimateTime: the calls after the first batch take their time by the pace, those beyond the lines wait for one, and the slower of the two
// decides; what is not bounded takes none.
func TestEstimateTime(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		toCall, batch     int
		cps               float64
		shard             dialer.Shard
		lines             int
		mean              time.Duration
		pace, line, takes time.Duration
	}{
		"neither":              {toCall: 1000, batch: 5, mean: time.Minute},
		"a pace":               {toCall: 1000, batch: 10, cps: 2, mean: time.Minute, pace: 495 * time.Second, takes: 495 * time.Second},
		"less than a batch":    {toCall: 4, batch: 5, cps: 1},
		"one batch":            {toCall: 5, batch: 5, cps: 1},
		"one more":             {toCall: 6, batch: 5, cps: 0.5, pace: 2 * time.Second, takes: 2 * time.Second},
		"one of four shards":   {toCall: 30, batch: 10, cps: 4, shard: dialer.Shard{Index: 2, Count: 4}, pace: 20 * time.Second, takes: 20 * time.Second},
		"lines":                {toCall: 50, batch: 1, lines: 20, mean: 2 * time.Minute, line: 3 * time.Minute, takes: 3 * time.Minute},
		"as many lines":        {toCall: 50, batch: 1, lines: 50, mean: 2 * time.Minute},
		"more lines":           {toCall: 50, batch: 1, lines: 60, mean: 2 * time.Minute},
		"the pace is slower":   {toCall: 50, batch: 1, cps: 0.1, lines: 20, mean: 2 * time.Minute, pace: 490 * time.Second, line: 3 * time.Minute, takes: 490 * time.Second},
		"the lines are slower": {toCall: 50, batch: 1, cps: 1, lines: 20, mean: 2 * time.Minute, pace: 49 * time.Second, line: 3 * time.Minute, takes: 3 * time.Minute},
	} {
		cfg := engine.Config{BatchSize: tt.batch, CPS: tt.cps, Shard: tt.shard}
		got := engine.EstimateTime(&engine.Plan{ToCall: tt.toCall}, cfg, tt.lines, tt.mean)
		if want := (engine.Estimate{Pace: tt.pace, Lines: tt.line, Last: tt.takes}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

package reconcile_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/reconcile"
)

// doubtful makes a campaign with a contact that was not placed and one that was and is a witness, and sleeps until the time to settle has
// passed.
func doubtful(t *testing.T) (c *campaign, lost *dialer.Result) {
	t.Helper()
	c = newCampaign(rand.New(rand.NewPCG(1, 1)))
	run := runName()
	c.send(sending{row: 1, number: "+14155550101", batch: dialer.NewBatchName(run, 1, 1), lost: true})
	time.Sleep(time.Second)
	c.send(sending{row: 2, number: "+14155550102", batch: dialer.NewBatchName(run, 2, 1), place: true})
	time.Sleep(3 * time.Hour)
	return c, &c.results[0]
}

// TestConditions: each condition alone keeps a contact unknown.
func TestConditions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(c *campaign, lost *dialer.Result)
		config func(*reconcile.Config)
		want   reconcile.Condition // empty: not placed
	}{
		"all hold":       {},
		"no reference":   {config: func(cfg *reconcile.Config) { cfg.RefKey, cfg.Referenced = "", false }, want: reconcile.NoReference},
		"a named call":   {change: func(_ *campaign, lost *dialer.Result) { lost.CallID = "ac_gone" }, want: reconcile.NamedCall},
		"no agent":       {change: func(_ *campaign, lost *dialer.Result) { lost.AgentID = "" }, want: reconcile.NoAgent},
		"no caller":      {change: func(_ *campaign, lost *dialer.Result) { lost.FromNumberID = "" }, want: reconcile.NoAgent},
		"one reading":    {config: func(cfg *reconcile.Config) { cfg.Wait = 0 }, want: reconcile.OneReading},
		"too few pages":  {change: func(c *campaign, _ *dialer.Result) { c.others(300) }, config: func(cfg *reconcile.Config) { cfg.MaxPages = 2 }, want: reconcile.NotWhole},
		"many pages":     {change: func(c *campaign, _ *dialer.Result) { c.others(300) }},
		"no witness":     {change: func(c *campaign, _ *dialer.Result) { c.results[1].Batch = "other.2" }, want: reconcile.NoWitness},
		"an earlier one": {change: func(_ *campaign, lost *dialer.Result) { lost.Batch = dialer.NewBatchName(lost.Batch.Run(), 3, 1) }, want: reconcile.NoWitness},
		"other agent": {change: func(c *campaign, _ *dialer.Result) {
			c.results[1].AgentID = "agent_2"
		}, want: reconcile.NoWitness},
		"other caller":  {change: func(c *campaign, _ *dialer.Result) { c.results[1].FromNumberID = "ap_2" }, want: reconcile.NoWitness},
		"not listed":    {change: func(c *campaign, _ *dialer.Result) { c.api.calls[0].listed = time.Now().Add(24 * time.Hour) }, want: reconcile.NoWitness},
		"without echo":  {change: func(c *campaign, _ *dialer.Result) { c.api.mute = true }, want: reconcile.NoWitness},
		"too recent":    {change: func(_ *campaign, lost *dialer.Result) { lost.At = time.Now() }, want: reconcile.Settling},
		"a long settle": {config: func(cfg *reconcile.Config) { cfg.Settle = 24 * time.Hour }, want: reconcile.Settling},
		"a long queue": {change: func(c *campaign, lost *dialer.Result) {
			for i := range 6000 { // twice 6,000 seconds are more than 3 hours
				c.results = append(c.results, dialer.Result{Row: i + 3, Number: "+14155550999", Disposition: dialer.Accepted, CallID: fmt.Sprint("q", i), Attempt: 1, Batch: "other.1", FromNumberID: "ap_1", At: lost.At})
			}
		}, want: reconcile.Settling},
		"a call by hand":  {change: func(c *campaign, _ *dialer.Result) { c.stray("+14155550101", "") }, want: reconcile.LookAlike},
		"in other digits": {change: func(c *campaign, _ *dialer.Result) { c.stray("tel:1 415 555 0101", "") }, want: reconcile.LookAlike},
		"no number":       {change: func(c *campaign, _ *dialer.Result) { c.stray("", "") }, want: reconcile.LookAlike},
		"another number":  {change: func(c *campaign, lost *dialer.Result) { c.stray("+14155550199", lost.Reference()) }, want: reconcile.LookAlike},
		"another attempt": {change: func(c *campaign, _ *dialer.Result) { c.stray("+14155550101", "0123456789abcdef0123") }},
		"long ago": {change: func(c *campaign, _ *dialer.Result) {
			c.stray("+14155550101", "").started = time.Now().Add(-24 * time.Hour)
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, lost := doubtful(t)
			if tt.change != nil {
				tt.change(c, lost)
			}
			report, err := c.reconcile(func(cfg *reconcile.Config) {
				cfg.Wait = 15 * time.Minute
				if tt.config != nil {
					tt.config(cfg)
				}
			})
			var got reconcile.Condition
			for i := range report.Left {
				got = report.Left[i].Missing
			}
			if err != nil || got != tt.want || (got == "") != (len(report.NotPlaced) == 1) {
				t.Errorf("%s: missing %q, want %q; %d not placed, %v", name, got, tt.want, len(report.NotPlaced), err)
			}
		})
	}
}

// stray places a call that no result is about.
func (c *campaign) stray(number, ref string) *call {
	r := dialer.Result{Number: number, AgentID: "agent_1", Attempt: 1, Batch: "other.1"}
	placed := c.place(&r, time.Now().Add(-time.Hour), 0, 0)
	placed.ref = ref
	return placed
}

// others places calls of other campaigns.
func (c *campaign) others(n int) {
	for i := range n {
		c.stray(fmt.Sprintf("+1415556%04d", i), "0123456789abcdef0123")
	}
}

// TestLostBorder: a list that loses more calls at a border than pages overlap was not read whole.
func TestLostBorder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := doubtful(t)
		c.others(300)
		c.api.gap = 12
		report, err := c.reconcile(func(cfg *reconcile.Config) { cfg.Wait = 15 * time.Minute })
		if err != nil || len(report.Left) != 1 || report.Left[0].Missing != reconcile.NotWhole {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// TestLateWitness: a later call that the list does not show yet is waited for, as long as it can still appear.
func TestLateWitness(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		ago, listed time.Duration // when the later call was sent, and how long after that the list has it
		want        int           // contacts that are settled
	}{
		{time.Minute, 10 * time.Minute, 1},
		{time.Minute, time.Hour, 0},                                     // longer than Wait
		{2*time.Hour + 30*time.Minute, 2*time.Hour + 40*time.Minute, 0}, // longer than the time to settle
	} {
		synctest.Test(t, func(t *testing.T) {
			c := newCampaign(rand.New(rand.NewPCG(1, 1)))
			c.send(sending{row: 1, number: "+14155550101", batch: dialer.NewBatchName(runName(), 1, 1), lost: true})
			time.Sleep(3*time.Hour - tt.ago)
			c.send(sending{row: 2, number: "+14155550102", batch: dialer.NewBatchName(runName(), 1, 1), place: true, listed: tt.listed})
			time.Sleep(tt.ago)
			report, err := c.reconcile(func(cfg *reconcile.Config) { cfg.Wait = 25 * time.Minute })
			if err != nil || len(report.NotPlaced) != tt.want {
				t.Errorf("%+v: %d settled, left %+v, %v", tt, len(report.NotPlaced), report.Left, err)
			}
		})
	}
}

// TestLateCall: a call is waited for as long as it can still appear, also where nothing could prove that there is none.
func TestLateCall(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		place  bool
		change func(c *campaign, lost *dialer.Result)
		config func(*reconcile.Config)
		found  int
		took   time.Duration
	}{
		"placed":     {place: true, found: 1, took: reconcile.DefaultSettle},
		"not placed": {took: reconcile.DefaultSettle},
		"no agent":   {place: true, change: func(_ *campaign, lost *dialer.Result) { lost.AgentID = "" }, found: 1, took: reconcile.DefaultSettle},
		"by number": {
			place: true, change: func(c *campaign, _ *dialer.Result) { c.api.mute = true }, found: 1, took: reconcile.DefaultSettle,
			config: func(cfg *reconcile.Config) { cfg.RefKey, cfg.Referenced, cfg.MatchNumber = "", false, true },
		},
		"by nothing": {place: true, config: func(cfg *reconcile.Config) { cfg.RefKey, cfg.Referenced = "", false }},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := newCampaign(rand.New(rand.NewPCG(1, 1)))
			lost := c.send(sending{row: 1, number: "+14155550101", batch: dialer.NewBatchName(runName(), 1, 1), lost: true, place: tt.place, listed: time.Hour})
			if tt.change != nil {
				tt.change(c, lost)
			}
			began := time.Now()
			report, err := c.reconcile(func(cfg *reconcile.Config) {
				cfg.Wait = 24 * time.Hour
				if tt.config != nil {
					tt.config(cfg)
				}
			})
			if took := time.Since(began).Round(time.Minute); err != nil || len(report.Found) != tt.found || took != tt.took {
				t.Errorf("%s: %d found after %v, left %+v, %v", name, len(report.Found), took, report.Left, err)
			}
		})
	}
}

// TestBehindOldCalls: no order of the list is promised, so a call can be anywhere behind pages of old ones.
func TestBehindOldCalls(t *testing.T) {
	t.Parallel()
	for order := range orders {
		synctest.Test(t, func(t *testing.T) {
			c := newCampaign(rand.New(rand.NewPCG(1, 1)))
			c.api.order = order
			c.others(300)
			time.Sleep(time.Hour)
			run := runName()
			for row, s := range []sending{{lost: true}, {lost: true, place: true}, {lost: true, place: true}, {place: true}} {
				s.row, s.number, s.batch = row+1, fmt.Sprintf("+1415555010%d", row), dialer.NewBatchName(run, uint64(row+1), 1)
				c.send(s)
			}
			c.placed[c.results[2].Reference()+c.results[2].Number][0].placed = time.Now().Add(-24 * time.Hour) // its place among those by time
			time.Sleep(3 * time.Hour)
			report, err := c.reconcile(func(cfg *reconcile.Config) { cfg.Wait = 15 * time.Minute })
			if err != nil || len(report.Found) != 2 || len(report.NotPlaced) != 1 {
				t.Errorf("order %d: %d found, %d not placed, left %+v, %v", order, len(report.Found), len(report.NotPlaced), report.Left, err)
			}
		})
	}
}

// TestEarlyEnd: where the call of each attempt is found, a list is not read beyond a page of calls that are older than the run.
func TestEarlyEnd(t *testing.T) {
	t.Parallel()
	for place, want := range map[bool]int{true: 2, false: 12} {
		synctest.Test(t, func(t *testing.T) {
			c := newCampaign(rand.New(rand.NewPCG(1, 1)))
			c.others(1000)
			time.Sleep(time.Hour)
			for row := range 3 {
				c.send(sending{row: row + 1, number: fmt.Sprintf("+1415555010%d", row), batch: dialer.NewBatchName(runName(), 1, 1), lost: true, place: place || row > 0})
			}
			if report, err := c.reconcile(nil); err != nil || len(report.Found)+len(report.Left) != 3 || c.api.lists != want {
				t.Errorf("placed %v: %d pages, want %d; %d found, %v", place, c.api.lists, want, len(report.Found), err)
			}
		})
	}
}

// TestFound: a call is found by the reference and the number, whatever else the list has.
func TestFound(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(c *campaign, lost *dialer.Result)
		config func(*reconcile.Config)
		want   string // the id; empty: none
		double string
	}{
		"placed":         {change: func(c *campaign, lost *dialer.Result) { c.place(lost, lost.At, 0, 0) }, want: "ac_2"},
		"created":        {change: func(c *campaign, lost *dialer.Result) { c.place(lost, lost.At, 0, 24*time.Hour) }, want: "ac_2"},
		"of no agent":    {change: func(c *campaign, lost *dialer.Result) { c.place(lost, lost.At, 0, 0); lost.AgentID = "" }, want: "ac_2"},
		"without a list": {change: func(c *campaign, lost *dialer.Result) { c.place(lost, lost.At, 24*time.Hour, 0); lost.CallID = "ac_2" }, want: "ac_2"},
		"another's id":   {change: func(_ *campaign, lost *dialer.Result) { lost.CallID = "ac_1" }},
		"twice": {change: func(c *campaign, lost *dialer.Result) {
			c.place(lost, lost.At, 0, 2*time.Second)
			c.place(lost, lost.At, 0, time.Second)
		}, want: "ac_3", double: "ac_2"},
		"by number": {change: func(c *campaign, lost *dialer.Result) { c.place(lost, lost.At, 0, 0).ref = "" }, want: "ac_2", config: func(cfg *reconcile.Config) {
			cfg.RefKey, cfg.Referenced, cfg.MatchNumber = "", false, true
		}},
		"two by number": {change: func(c *campaign, lost *dialer.Result) {
			c.place(lost, lost.At, 0, 0).ref = ""
			c.place(lost, lost.At, 0, 0).ref = ""
		}, config: func(cfg *reconcile.Config) { cfg.RefKey, cfg.Referenced, cfg.MatchNumber = "", false, true }},
		"by number, later": {change: func(c *campaign, lost *dialer.Result) { c.place(lost, lost.At, 0, 150*time.Minute).ref = "" }, config: func(cfg *reconcile.Config) {
			cfg.RefKey, cfg.Referenced, cfg.MatchNumber = "", false, true
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, lost := doubtful(t)
			tt.change(c, lost)
			report, err := c.reconcile(tt.config)
			got, double := "", ""
			for i := range report.Found {
				got = report.Found[i].CallID
			}
			for i := range report.Doubles {
				double = report.Doubles[i].Other
			}
			if err != nil || got != tt.want || double != tt.double || len(report.NotPlaced) > 0 {
				t.Errorf("%s: found %q, want %q; double %q, want %q; %v", name, got, tt.want, double, tt.double, err)
			}
		})
	}
}

// TestReadings: the first of two readings may be that of an earlier process, unless it was too early or is too near.
func TestReadings(t *testing.T) {
	t.Parallel()
	once := func(cfg *reconcile.Config) { cfg.Wait = 0 }
	for name, tt := range map[string]struct {
		between time.Duration
		forget  bool
		want    int
	}{
		"apart":     {reconcile.Apart, false, 1},
		"too near":  {reconcile.Apart - time.Second, false, 0},
		"forgotten": {reconcile.Apart, true, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := doubtful(t)
			if report, err := c.reconcile(once); err != nil || len(report.NotPlaced) != 0 || len(c.absences) != 1 {
				t.Fatalf("%s: %+v, %v", name, report, err)
			}
			time.Sleep(tt.between)
			if tt.forget {
				c.absences = nil
			}
			if report, err := c.reconcile(once); err != nil || len(report.NotPlaced) != tt.want {
				t.Errorf("%s: %+v, %v", name, report, err)
			}
		})
	}
}

// TestTroubles: an API that does not show calls ends the reading, and nothing is claimed.
func TestTroubles(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{401: dialer.ErrDenied, 403: dialer.ErrDenied, 404: nil, 429: dialer.ErrOutage, 500: dialer.ErrOutage, 0: dialer.ErrOutage} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := doubtful(t)
			c.api.err = &dialer.APIError{HTTPStatus: status, Code: "x"}
			report, err := c.reconcile(nil)
			if !errors.Is(err, want) || len(report.Left) != 1 || len(report.NotPlaced)+len(report.Found) > 0 {
				t.Errorf("%d: %v, %+v", status, err, report)
			}
		})
	}
}

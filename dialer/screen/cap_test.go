package screen_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

func TestParseCap(t *testing.T) {
	for text, want := range map[string]string{
		"3/24h": "3/24h", "3/1d": "3/24h", " 1/90m": "1/1h30m", "4/30d": "4/720h", "2/1m": "2/1m", "7/90s": "7/1m30s", "1/day": "1/day", "1000/366d": "1000/8784h",
	} {
		if got, err := dialer.ParseCap(text); err != nil || got.String() != want {
			t.Errorf("ParseCap(%q) = %s, %v, want %s", text, got, err, want)
		} else if again, err := dialer.ParseCap(got.String()); err != nil || again != got {
			t.Errorf("ParseCap(%q) = %v, %v", got, again, err)
		}
	}
	for _, text := range []string{"", "3", "/24h", "0/24h", "-1/24h", "1001/24h", "3/", "3/24", "3/week", "3/367d", "3/8785h", "3/-1h", "3/0s", "3/999ms", "3/1.5d", "3/day/2", "x/day", "3/24h,4/7d"} {
		if got, err := dialer.ParseCap(text); err == nil {
			t.Errorf("ParseCap(%q) = %v, want an error", text, got)
		}
	}
}

func TestLooserCaps(t *testing.T) {
	for _, test := range []struct {
		was, is []string
		looser  bool
	}{
		{nil, nil, false},
		{nil, []string{"3/24h"}, false},
		{[]string{"3/24h"}, nil, true},
		{[]string{"3/24h"}, []string{"3/1d"}, false},
		{[]string{"3/24h"}, []string{"2/24h"}, false},
		{[]string{"3/24h"}, []string{"4/24h"}, true},
		{[]string{"3/24h"}, []string{"3/25h"}, false},
		{[]string{"3/24h"}, []string{"3/23h"}, true},
		{[]string{"3/24h"}, []string{"3/day"}, true},
		{[]string{"3/day"}, []string{"3/24h"}, true}, // 24 h are not always a day: 23:00 to 01:00 spans two
		{[]string{"3/day"}, []string{"2/day"}, false},
		{[]string{"3/24h", "7/7d"}, []string{"3/7d"}, false},
		{[]string{"3/24h", "7/7d"}, []string{"7/7d"}, true},
		{[]string{"7/7d"}, []string{"7/7d", "3/24h"}, false},
	} {
		if got := screen.LooserCaps(test.was, test.is); got != test.looser {
			t.Errorf("LooserCaps(%q, %q) = %v", test.was, test.is, got)
		}
	}
}

const capNumber = "+14155550101"

// capsWith returns caps that know calls to capNumber at some moments, by results that were read at one of them.
func capsWith(t *testing.T, zone *time.Location, caps []string, read time.Time, calls ...string) *screen.Caps {
	t.Helper()
	cfg := screen.CapsConfig{Zone: zone, Speed: 1}
	for _, text := range caps {
		one, err := dialer.ParseCap(text)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Number = append(cfg.Number, one)
	}
	history := screen.NewHistory()
	history.KeepTimes(read, cfg.Window())
	for i, call := range calls {
		history.Add(&dialer.Result{
			Row: 1, Number: capNumber, Disposition: dialer.Accepted, Attempt: i + 1, Batch: dialer.NewBatchName("r1", uint64(i+1), 1), At: moment(t, call),
		})
	}
	k := screen.NewCaps(cfg)
	k.Count(history, nil, 0)
	return k
}

// TestRuledCaps: a cap by rules holds for the contacts that have it, counts all calls to their number, and holds beside the others.
func TestRuledCaps(t *testing.T) {
	once, twice := dialer.Cap{Calls: 1, Window: 8 * time.Hour}, dialer.Cap{Calls: 2, Window: 24 * time.Hour}
	now := moment(t, "2026-11-26T12:00:00Z")
	cfg := screen.CapsConfig{
		Number: []dialer.Cap{twice}, Ruled: []dialer.Cap{once}, Zone: time.UTC, Speed: 1,
		Of: func(c *dialer.Contact, _ time.Time) []dialer.Cap {
			if c.State == "ME" {
				return []dialer.Cap{once}
			}
			return nil
		},
	}
	for calls, want := range []map[string]time.Duration{
		{"ME": 0, "CA": 0},
		{"ME": 7 * time.Hour, "CA": 0},
		{"ME": 22 * time.Hour, "CA": 22 * time.Hour},
	} {
		history := screen.NewHistory()
		history.KeepTimes(now, cfg.Window())
		for i := range calls { // an hour ago, and two
			history.Add(&dialer.Result{
				Row: 1, Number: capNumber, Disposition: dialer.Accepted, Attempt: i + 1, Batch: dialer.NewBatchName("r1", uint64(i+1), 1), At: now.Add(-time.Duration(i+1) * time.Hour),
			})
		}
		k := screen.NewCaps(cfg)
		k.Count(history, nil, 0)
		for state, hold := range want {
			answer := k.Check(&dialer.Contact{Number: capNumber, State: state}, now)
			if late := answer.HoldUntil.Sub(now.Add(hold)); hold == 0 && answer != (dialer.Clearance{}) || hold > 0 && (!answer.Capped || late < 0 || late > 20*time.Second) {
				t.Errorf("%d calls, %s: held until %v, want %v", calls, state, answer.HoldUntil, now.Add(hold))
			}
		}
	}
	me := &dialer.Contact{State: "ME"}
	for n, want := range map[int]time.Duration{1: 0, 2: 8 * time.Hour, 3: 24 * time.Hour, 4: 24 * time.Hour} {
		if got := cfg.EarliestOf(me, n, now); !got.Equal(now.Add(want)) {
			t.Errorf("the earliest of row %d is %v, want %v later", n, got, want)
		}
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return zone
}

// TestCaps: until when a number is held; `now` where it may be called. The times of calls are kept rounded up by a few seconds.
func TestCaps(t *testing.T) {
	newYork, saoPaulo, apia := zoneOf(t, "America/New_York"), zoneOf(t, "America/Sao_Paulo"), zoneOf(t, "Pacific/Apia")
	for _, test := range []struct {
		what  string
		zone  *time.Location
		caps  []string
		calls []string
		now   string
		until string
	}{
		{"no call", time.UTC, []string{"1/24h"}, nil, "2026-11-26T12:00:00Z", "now"},
		{"one less than the cap", time.UTC, []string{"2/24h"}, []string{"2026-11-26T11:00:00Z"}, "2026-11-26T12:00:00Z", "now"},
		{"at the cap", time.UTC, []string{"2/24h"}, []string{"2026-11-26T11:00:00Z", "2026-11-26T08:00:00Z"}, "2026-11-26T12:00:00Z", "2026-11-27T08:00:00Z"},
		{"above the cap", time.UTC, []string{"2/24h"}, []string{"2026-11-26T11:00:00Z", "2026-11-26T08:00:00Z", "2026-11-26T09:00:00Z"}, "2026-11-26T12:00:00Z", "2026-11-27T09:00:00Z"},
		{"calls of before the window", time.UTC, []string{"2/24h"}, []string{"2026-11-26T11:00:00Z", "2026-11-25T11:59:00Z"}, "2026-11-26T12:00:00Z", "now"},
		{"one that leaves the window soon", time.UTC, []string{"2/24h"}, []string{"2026-11-26T11:00:00Z", "2026-11-25T12:01:00Z"}, "2026-11-26T12:00:00Z", "2026-11-26T12:01:00Z"},
		{"all caps hold", time.UTC, []string{"1/1h", "3/7d"}, []string{"2026-11-26T11:30:00Z", "2026-11-24T11:00:00Z", "2026-11-20T11:00:00Z"}, "2026-11-26T12:00:00Z", "2026-11-27T11:00:00Z"},
		{"the shorter one too", time.UTC, []string{"1/1h", "3/7d"}, []string{"2026-11-26T11:30:00Z"}, "2026-11-26T12:00:00Z", "2026-11-26T12:30:00Z"},
		{"a call in the future", time.UTC, []string{"1/24h"}, []string{"2026-11-26T18:00:00Z"}, "2026-11-26T12:00:00Z", "2026-11-27T18:00:00Z"},

		{"a day", newYork, []string{"1/day"}, []string{"2026-11-26T23:30:00-05:00"}, "2026-11-26T23:59:00-05:00", "2026-11-27T00:00:00-05:00"},
		{"the day after", newYork, []string{"1/day"}, []string{"2026-11-26T23:30:00-05:00"}, "2026-11-27T00:00:00-05:00", "now"},
		{"a day of 25 hours", newYork, []string{"1/day"}, []string{"2026-11-01T00:10:00-04:00"}, "2026-11-01T23:50:00-05:00", "2026-11-02T00:00:00-05:00"},
		{"a day of 23 hours", newYork, []string{"2/day"}, []string{"2026-03-08T00:10:00-05:00", "2026-03-08T08:00:00-04:00"}, "2026-03-08T12:00:00-04:00", "2026-03-09T00:00:00-04:00"},
		{"a day in the future", newYork, []string{"1/day"}, []string{"2026-11-28T09:00:00-05:00"}, "2026-11-26T12:00:00-05:00", "2026-11-29T00:00:00-05:00"},
		{"a midnight that does not exist", saoPaulo, []string{"1/day"}, []string{"2018-11-03T20:00:00-03:00"}, "2018-11-03T21:00:00-03:00", "2018-11-04T01:00:00-02:00"},
		{"a day that does not exist", apia, []string{"1/day"}, []string{"2011-12-29T20:00:00-10:00"}, "2011-12-29T21:00:00-10:00", "2011-12-31T00:00:00+14:00"},
		{"a day and a window", newYork, []string{"2/day", "1/4h"}, []string{"2026-11-26T22:00:00-05:00"}, "2026-11-26T23:00:00-05:00", "2026-11-27T02:00:00-05:00"},
	} {
		now := moment(t, test.now)
		k := capsWith(t, test.zone, test.caps, now, test.calls...)
		answer := k.Check(&dialer.Contact{Number: capNumber}, now)
		if test.until == "now" {
			if answer != (dialer.Clearance{}) {
				t.Errorf("%s: held until %v", test.what, answer.HoldUntil)
			}
			continue
		}
		late := answer.HoldUntil.Sub(moment(t, test.until))
		if !answer.Capped || answer.Skip != "" || late < 0 || late > 20*time.Second {
			t.Errorf("%s: held until %v, want %s", test.what, answer.HoldUntil, test.until)
		}
		if other := k.Check(&dialer.Contact{Number: "+14155550102"}, now); other != (dialer.Clearance{}) {
			t.Errorf("%s: another number is held until %v", test.what, other.HoldUntil)
		}
	}
}

// TestCapsCount: what counts as a call to a number.
func TestCapsCount(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	line := func(d dialer.Disposition, attempt, batch int) dialer.Result {
		return dialer.Result{Row: 1, Number: capNumber, Disposition: d, Attempt: attempt, Batch: dialer.NewBatchName("r1", uint64(batch), 1), At: now.Add(-time.Hour)}
	}
	for what, test := range map[string]struct {
		results []dialer.Result
		calls   int
	}{
		"accepted":                        {[]dialer.Result{line(dialer.Accepted, 1, 1)}, 1},
		"unknown":                         {[]dialer.Result{line(dialer.Unknown, 1, 1)}, 1},
		"rejected":                        {[]dialer.Result{line(dialer.Rejected, 1, 1)}, 0},
		"suppressed":                      {[]dialer.Result{{Row: 1, Number: capNumber, Disposition: dialer.Suppressed, At: now}}, 0},
		"unknown, then found":             {[]dialer.Result{line(dialer.Unknown, 1, 1), line(dialer.Accepted, 1, 1)}, 1},
		"unknown, then known not to be":   {[]dialer.Result{line(dialer.Unknown, 1, 1), line(dialer.Rejected, 1, 1)}, 0},
		"a line that is in two files":     {[]dialer.Result{line(dialer.Accepted, 1, 1), line(dialer.Accepted, 1, 1)}, 1},
		"an attempt after a rejected one": {[]dialer.Result{line(dialer.Rejected, 1, 1), line(dialer.Accepted, 2, 2)}, 1},
		"twice, and the first is late": {[]dialer.Result{line(dialer.Unknown, 1, 1), {
			Row: 1, Number: capNumber, Disposition: dialer.Accepted, Attempt: 1, Batch: "r1.1", At: now.Add(-30 * time.Hour),
		}}, 1},
		"two": {[]dialer.Result{line(dialer.Accepted, 1, 1), line(dialer.Unknown, 2, 2)}, 2},
	} {
		for _, file := range []string{"own", "others"} {
			for limit := 1; limit <= 3; limit++ {
				histories := map[string]*screen.History{"own": screen.NewHistory(), "others": screen.NewHistory()}
				k := screen.NewCaps(screen.CapsConfig{Number: []dialer.Cap{{Calls: limit, Window: 24 * time.Hour}}, Zone: time.UTC, Speed: 1})
				for _, h := range histories {
					h.KeepTimes(now, 24*time.Hour)
				}
				for i := range test.results {
					histories[file].Add(&test.results[i])
				}
				k.Count(histories["own"], histories["others"], 0)
				held := k.Check(&dialer.Contact{Number: capNumber}, now).Capped
				if held != (test.calls >= limit) {
					t.Errorf("%s, %s: with a cap of %d it is held: %v", what, file, limit, held)
				}
			}
		}
	}
}

// TestTake: a call of this run is counted to the second, from its intent on, and from its answer on once there is one.
func TestTake(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	k := capsWith(t, time.UTC, []string{"1/24h"}, now)
	contact := dialer.Contact{Number: capNumber}
	req := &dialer.Request{Batch: "r2.1", Attempts: []dialer.Attempt{{Contact: contact, Number: 1}}}
	take := func(at time.Time) bool {
		t.Helper()
		taken, err := k.Take(req, at)
		if err != nil || len(taken.Answers) != 1 {
			t.Fatalf("Take() = %+v, %v", taken, err)
		}
		return !taken.Answers[0].Capped
	}
	if !take(now) || take(now) || take(now.Add(24*time.Hour-time.Millisecond)) {
		t.Error("a call does not count from its intent on")
	}
	answered := now.Add(10 * time.Second)
	k.Settle(req, []dialer.Result{{Number: capNumber, Disposition: dialer.Unknown}}, answered)
	if take(answered.Add(24*time.Hour-time.Millisecond)) || !take(answered.Add(24*time.Hour+time.Second)) {
		t.Error("a call does not count for 24 hours after its answer")
	}
	later := answered.Add(25 * time.Hour)
	if k.Settle(req, nil, later); k.Check(&contact, later) != (dialer.Clearance{}) {
		t.Error("a call that was not placed counts")
	}
}

// TestBudget: calls per day and minutes, over runs, answers and CDRs.
func TestBudget(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	history := screen.NewHistory()
	history.KeepTimes(now, 48*time.Hour)
	history.CountMinutes(1)
	add := func(n int, d dialer.Disposition, at time.Time) {
		history.Add(&dialer.Result{Row: n, Number: numberOf(n), Disposition: d, CallID: "old", Attempt: 1, Batch: "r0.1", At: at})
	}
	add(1, dialer.Accepted, now.Add(-30*time.Hour)) // has a CDR: 3 minutes begun
	add(2, dialer.Accepted, now.Add(-20*time.Hour)) // yesterday; no CDR: 10 minutes
	add(3, dialer.Unknown, now.Add(-time.Hour))     // today: 10 minutes
	add(4, dialer.Rejected, now.Add(-time.Hour))
	add(5, dialer.Accepted, now.Add(-time.Minute)) // today; a CDR without a start: 10 minutes
	history.Elsewhere(true)
	add(6, dialer.Accepted, now.Add(-time.Minute)) // another shard has a part of its own
	history.Permit(nil, now)
	cdr := func(n int, lasted time.Duration) *dialer.CDR {
		c := &dialer.CDR{CallID: "old", Number: numberOf(n), Attempt: 1, Batch: "r0.1", Outcome: dialer.OutcomeAnswered, Ended: now, RecordedAt: now}
		if lasted > 0 {
			c.Started = now.Add(-lasted)
		}
		return c
	}
	for _, c := range []*dialer.CDR{cdr(1, 2*time.Minute+time.Second), cdr(1, 2*time.Minute+time.Second), cdr(5, 0), cdr(6, time.Hour)} {
		history.AddCDR(c)
	}
	k := screen.NewCaps(screen.CapsConfig{Zone: time.UTC, CallsPerDay: 5, Minutes: 54, Speed: 1})
	k.Count(history, nil, 10)
	k.Follow()
	uses := func(what string, today int, minutes int64, open int) {
		t.Helper()
		if got := k.Use(now); got.Today != today || got.Minutes != minutes || got.Open != open {
			t.Errorf("%s: %+v, want %d calls today, %d minutes, %d open", what, got, today, minutes, open)
		}
	}
	uses("at first", 2, 33, 3)
	k.Ended(cdr(2, time.Minute)) // an earlier call, at last
	uses("an earlier call has ended", 2, 24, 2)
	k.Ended(cdr(6, time.Minute))
	uses("a call of another shard has ended", 2, 24, 2)

	req := &dialer.Request{Batch: "r1.1", Route: dialer.Route{MaxCallDurationMinutes: 10}}
	for n := 11; n < 16; n++ {
		req.Attempts = append(req.Attempts, dialer.Attempt{Contact: dialer.Contact{Number: numberOf(n)}, Number: 1})
	}
	taken, err := k.Take(req, now)
	if err != nil || len(taken.Answers) != 3 || taken.Full == nil {
		t.Fatalf("Take() = %+v, %v, want 3 calls, and a cap that is full", taken, err)
	}
	uses("taken", 5, 54, 5)
	req.Attempts = req.Attempts[:3]
	k.Settle(req, []dialer.Result{
		{Number: numberOf(11), Disposition: dialer.Accepted, CallID: "new"}, {Number: numberOf(12), Disposition: dialer.Rejected}, {Number: numberOf(13), Disposition: dialer.Unknown},
	}, now)
	uses("settled", 4, 44, 4)
	ended := cdr(11, 90*time.Second)
	ended.CallID, ended.Batch = "new", "r1.1"
	k.Ended(ended)
	uses("ended", 4, 36, 3)

	tomorrow := now.Add(24 * time.Hour)
	req.Batch, req.Attempts = "r1.2", req.Attempts[:2]
	if taken, err = k.Take(req, tomorrow); err != nil || len(taken.Answers) != 1 || taken.Full == nil {
		t.Errorf("Take() tomorrow = %+v, %v, want 1 call", taken, err)
	}
	uses("with a call of tomorrow, by a clock that was set back", 5, 46, 4)
	req.Batch = "r1.3"
	if taken, err = k.Take(req, tomorrow); err != nil || len(taken.Answers) != 0 || taken.Full == nil {
		t.Errorf("Take() = %+v, %v, want no minutes left", taken, err)
	}
	req.Route.MaxCallDurationMinutes = 0
	if _, err = k.Take(req, tomorrow); err == nil {
		t.Error("a call without a maximum duration is counted")
	}
}

// TestBudgetAlone: each bound of a campaign takes exactly as many calls as it allows, without the other one and beside a wider one.
func TestBudgetAlone(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	for name, tt := range map[string]struct {
		cfg   screen.CapsConfig
		field string
	}{
		"calls per day":               {screen.CapsConfig{CallsPerDay: 2}, "MaxCallsPerDay"},
		"calls per day, many minutes": {screen.CapsConfig{CallsPerDay: 2, Minutes: 1000}, "MaxCallsPerDay"},
		"minutes":                     {screen.CapsConfig{Minutes: 20}, "MaxCost"},
		"minutes, a rest":             {screen.CapsConfig{Minutes: 29}, "MaxCost"},
		"minutes, many calls per day": {screen.CapsConfig{CallsPerDay: 100, Minutes: 20}, "MaxCost"},
	} {
		tt.cfg.Zone, tt.cfg.Speed = time.UTC, 1
		k := screen.NewCaps(tt.cfg)
		k.Count(screen.NewHistory(), nil, 10)
		req := &dialer.Request{Batch: "r1.1", Route: dialer.Route{MaxCallDurationMinutes: 10}}
		for n := range 5 {
			req.Attempts = append(req.Attempts, dialer.Attempt{Contact: dialer.Contact{Number: numberOf(n)}, Number: 1})
		}
		taken, err := k.Take(req, now)
		full, ok := errors.AsType[*dialer.FieldError](taken.Full)
		if err != nil || len(taken.Answers) != 2 || !ok || full.Field != tt.field {
			t.Errorf("%s: Take() = %+v, %v, want 2 calls, and that %s is full", name, taken, err, tt.field)
		}
	}
}

func numberOf(n int) string {
	return "+1415555" + string([]byte{byte('0' + n/1000%10), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)})
}

// TestRecent: calls that are added and removed in any order are those that are left.
func TestRecent(t *testing.T) {
	recent := screen.NewRecent()
	left := map[uint64][]uint32{}
	for i := range 20_000 {
		number, at := uint64(1+i*7%50), uint32(1000+i*31%97)
		if i%3 == 2 || i > 15_000 {
			recent.Remove(number, at)
			if j := slices.Index(left[number], at); j >= 0 {
				left[number] = slices.Delete(left[number], j, j+1)
			}
			continue
		}
		recent.Add(number, at)
		left[number] = append(left[number], at)
	}
	for number, want := range left {
		got := recent.Times(number)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("number %d has calls at %v, want %v", number, got, want)
		}
	}
}

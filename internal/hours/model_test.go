package hours_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
)

// week are hours as the model reads them: the first and the last minute of each window of each day, Sunday first; holidays are those of
// the eighth.
type week [8][][2]int

// randomWeek draws hours, and their text.
func randomWeek(rng *rand.Rand) (w week, text string) {
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat", "holidays"}
	var clauses []string
	for day := range w {
		var windows []string
		at := rng.IntN(700)
		for range rng.IntN(3) {
			opens := at + rng.IntN(400)
			closes := opens + 1 + rng.IntN(600)
			if opens >= 1440 || closes-1440 >= opens {
				break
			}
			w[day] = append(w[day], [2]int{opens, closes})
			windows = append(windows, fmt.Sprintf("%02d:%02d-%02d:%02d", opens/60, opens%60, (closes-1)%1440/60, (closes-1)%1440%60))
			// The text ends a window a minute earlier, unless that is no window.
			w[day][len(w[day])-1][1]--
			if opens == closes-1 {
				w[day], windows = w[day][:len(w[day])-1], windows[:len(windows)-1]
			}
			at = closes
		}
		if len(windows) > 0 {
			clauses = append(clauses, names[day]+" "+strings.Join(windows, ","))
		}
	}
	return w, strings.Join(clauses, "; ")
}

// open reads a wall clock.
func (w *week) open(at time.Time, holidays map[string]bool) bool {
	minute := at.Hour()*60 + at.Minute()
	in := func(day time.Time, minute int) bool {
		windows := w[day.Weekday()]
		if holidays[day.Format(time.DateOnly)] {
			windows = w[7]
		}
		for _, window := range windows {
			if minute >= window[0] && minute < window[1] {
				return true
			}
		}
		return false
	}
	year, month, day := at.Date()
	today := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	return in(today, minute) || in(today.AddDate(0, 0, -1), minute+1440)
}

// TestModel compares the guard with a model that looks at each minute of some days, around changes of clocks as well.
func TestModel(t *testing.T) {
	const minutes = 9 * 24 * 60
	names := strings.Fields("America/New_York America/Los_Angeles Australia/Lord_Howe Pacific/Chatham Europe/Paris UTC Asia/Kathmandu Antarctica/Troll")
	data := pinned(t)
	starts := []time.Time{
		moment(t, "2027-03-12T00:00:00Z"), moment(t, "2027-11-05T00:00:00Z"), moment(t, "2027-04-02T00:00:00Z"), moment(t, "2027-03-27T00:00:00Z"),
		moment(t, "2026-12-29T00:00:00Z"), moment(t, "2027-10-02T00:00:00Z"),
	}
	list := "2026-12-25\n2026-12-31\n2027-01-01\n2027-03-14\n2027-03-28\n2027-04-04\n2027-10-03\n2027-11-07\n2027-12-25\n"
	holidays := map[string]bool{}
	for day := range strings.FieldsSeq(list) {
		holidays[day] = true
	}
	read, err := readHolidays(t, list)
	if err != nil {
		t.Fatal(err)
	}
	trials := 150
	if testing.Short() {
		trials = 15
	}
	for seed := range trials {
		rng := rand.New(rand.NewPCG(uint64(seed), 20))
		w, text := randomWeek(rng)
		if text == "" {
			continue
		}
		schedule, err := hours.ParseSchedule(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		place := &fixedPlace{}
		for range 1 + rng.IntN(3) {
			zone, err := data.Load(names[rng.IntN(len(names))])
			if err != nil {
				t.Fatal(err)
			}
			place.Zones = append(place.Zones, zone)
		}
		batch := 1 + rng.IntN(200)
		guard, err := hours.New(hours.Config{Hours: schedule, Holidays: read, Places: place, BatchSize: batch})
		if err != nil {
			t.Fatal(err)
		}
		begin := starts[rng.IntN(len(starts))]
		open := make([]bool, minutes)
		for i := range open {
			open[i] = true
			for _, zone := range place.Zones {
				open[i] = open[i] && w.open(begin.Add(time.Duration(i)*time.Minute).In(zone), holidays)
			}
		}
		lead := 5 + batch + ringing
		contact := dialer.Contact{Route: dialer.Route{RingingTimeoutSeconds: ringing}}
		for range 40 {
			now := rng.IntN(7 * 24 * 3600) // seconds from begin
			got := guard.Check(&contact, begin.Add(time.Duration(now)*time.Second))
			want := fits(open, now, lead)
			switch at := begin.Add(time.Duration(want) * time.Second); {
			case want < 0 && (got.NoTime || got.HoldUntil.After(begin.Add((minutes-30)*time.Minute))):
			case want >= 0 && want == now && got == dialer.Clearance{}:
			case want > now && got.HoldUntil.Equal(at):
			default:
				t.Fatalf("seed %d: %q in %v with %d s, at %v: %+v, want %d s later", seed, text, place.Zones, lead, begin.Add(time.Duration(now)*time.Second), got, want-now)
			}
		}
	}
}

// fits returns the first second from now on at which all minutes of the lead are open; −1: there is none.
func fits(open []bool, now, lead int) int {
	for at := now; (at+lead)/60 < len(open); at = (at/60 + 1) * 60 {
		all := true
		for m := at / 60; m*60 < at+lead; m++ {
			all = all && open[m]
		}
		if all {
			return at
		}
	}
	return -1
}

// TestTogether: several goroutines get the answers of one.
func TestTogether(t *testing.T) {
	rules, err := hours.ReadRules("../../docs/rules/us-telemarketing.yaml", pinned(t), places(t).Known)
	if err != nil {
		t.Fatal(err)
	}
	guard, err := hours.New(hours.Config{Rules: rules, Places: places(t), BatchSize: 5})
	if err != nil {
		t.Fatal(err)
	}
	now := moment(t, "2026-12-01T13:30:00Z")
	numbers := []string{"+12125550100", "+18505550100", "+14155550100", "+18005550100", "+15045550100"}
	var group sync.WaitGroup
	answers := make([]string, 8)
	for i := range answers {
		group.Go(func() {
			for _, n := range numbers {
				answers[i] += answer(guard.Check(&dialer.Contact{Number: n}, now)) + " "
			}
		})
	}
	group.Wait()
	for _, got := range answers {
		if want := "send 2026-12-01T14:00:00Z 2026-12-01T16:00:00Z region_unknown 2026-12-01T14:00:00Z "; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestFaultyRow: a cell that must be readable makes the row invalid.
func TestFaultyRow(t *testing.T) {
	guard, err := hours.New(hours.Config{Places: &fixedPlace{Fault: dialer.Reason{Code: "time_zone_invalid"}}, BatchSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := answer(guard.Check(&dialer.Contact{}, time.Now())); got != "invalid: time_zone_invalid" {
		t.Error(got)
	}
	if err := guard.Refresh(); err != nil {
		t.Error(err)
	}
	schedule, err := hours.ParseSchedule("daily 09:00-20:00; holidays closed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hours.New(hours.Config{Hours: schedule}); err == nil || !strings.Contains(err.Error(), "no file of holidays") {
		t.Errorf("error = %v", err)
	}
}

// BenchmarkCheck measures a check of contacts in 400 area codes, of whom some have columns.
func BenchmarkCheck(b *testing.B) {
	p := places(b)
	rules, err := hours.ReadRules("../../docs/rules/us-telemarketing.yaml", pinned(b), p.Known)
	if err != nil {
		b.Fatal(err)
	}
	guard, err := hours.New(hours.Config{Rules: rules, Places: p, BatchSize: 5})
	if err != nil {
		b.Fatal(err)
	}
	contacts := make([]dialer.Contact, 4096)
	for i := range contacts {
		contacts[i] = dialer.Contact{Number: fmt.Sprintf("+1%d5550100", 200+i%780)}
		switch i % 4 {
		case 0:
			contacts[i].TimeZone = "America/Chicago"
		case 1:
			contacts[i].State = "Florida"
		}
	}
	now := moment(b, "2026-12-01T13:30:00Z")
	for i := range contacts {
		guard.Check(&contacts[i], now)
	}
	i := 0
	for b.Loop() {
		guard.Check(&contacts[i%len(contacts)], now)
		i++
	}
}

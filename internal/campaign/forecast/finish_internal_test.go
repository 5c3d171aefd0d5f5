package forecast

import (
	"math/rand/v2"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// daily are hours of each day in UTC, by the ringing timeout: from so many hours on, for so many.
type daily map[int][2]int

func (h daily) Next(_ *dialer.Whereabouts, ringing int, from time.Time) (first, last time.Time, ok bool) {
	if h[ringing][1] == 0 {
		return first, last, false
	}
	day := from.UTC().Truncate(24 * time.Hour)
	opens := day.Add(time.Duration(h[ringing][0]) * time.Hour)
	closes := opens.Add(time.Duration(h[ringing][1]) * time.Hour)
	if !from.Before(closes) {
		opens, closes = opens.Add(24*time.Hour), closes.Add(24*time.Hour)
	}
	if opens.Before(from) {
		opens = from
	}
	return opens, closes.Add(-time.Nanosecond), true
}

func dayEnd(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour) }

// workOf is a workload of contacts by the keys of their hours.
func workOf(hours daily, loads map[int]int) *workload {
	w := &workload{cfg: &Config{Hours: hours}, loads: map[load]int{}}
	for key, n := range loads {
		w.loads[load{place: &dialer.Whereabouts{}, ringing: key}] = n
	}
	return w
}

// TestFinish: the finish of campaigns that can be told by hand.
func TestFinish(t *testing.T) {
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	hours := daily{1: {9, 8}, 2: {14, 1}, 3: {0, 0}, 4: {0, 24}}
	free := rates{batch: 1, affordable: -1}
	for name, tt := range map[string]struct {
		loads map[int]int
		rates rates
		// first and last are after noon.
		first, last   time.Duration
		later, unpaid int
	}{
		"the pace":                     {loads: map[int]int{4: 101}, rates: rates{pace: 1, batch: 1, affordable: -1}, last: 100 * time.Second},
		"the lines":                    {loads: map[int]int{4: 50}, rates: rates{lines: 10, mean: time.Minute, batch: 1, affordable: -1}, last: 4 * time.Minute},
		"the slower of both":           {loads: map[int]int{4: 101}, rates: rates{pace: 1, lines: 1, mean: 10 * time.Second, batch: 1, affordable: -1}, last: 1000 * time.Second},
		"an opening":                   {loads: map[int]int{2: 5}, rates: free, first: 2 * time.Hour, last: 2 * time.Hour},
		"a close":                      {loads: map[int]int{1: 5*3600 + 3601}, rates: rates{pace: 1, batch: 1, affordable: -1}, last: 22 * time.Hour},
		"some now, others later":       {loads: map[int]int{1: 10, 2: 10}, rates: free, last: 2 * time.Hour},
		"the day":                      {loads: map[int]int{4: 250}, rates: rates{batch: 1, perDay: 100, dayEnd: dayEnd, affordable: -1}, last: 36 * time.Hour},
		"the day, of which some is":    {loads: map[int]int{4: 250}, rates: rates{batch: 1, perDay: 100, today: 100, dayEnd: dayEnd, affordable: -1}, first: 12 * time.Hour, last: 60 * time.Hour},
		"the day, within hours":        {loads: map[int]int{2: 250}, rates: rates{batch: 1, perDay: 100, dayEnd: dayEnd, affordable: -1}, first: 2 * time.Hour, last: 50 * time.Hour},
		"the cost":                     {loads: map[int]int{4: 250}, rates: rates{batch: 1, pace: 1, affordable: 100}, last: 99 * time.Second, unpaid: 150},
		"the cost, of which all is":    {loads: map[int]int{4: 250}, rates: rates{batch: 1, affordable: 0}, unpaid: 250, last: -1},
		"never":                        {loads: map[int]int{3: 7}, rates: free, later: 7, last: -1},
		"more than 400 days":           {loads: map[int]int{4: 500}, rates: rates{batch: 1, perDay: 1, dayEnd: dayEnd, affordable: -1}, later: 99, last: 399*24*time.Hour + 12*time.Hour},
		"lines, hours and a day's cap": {loads: map[int]int{1: 5000}, rates: rates{batch: 1, lines: 10, mean: time.Minute, perDay: 2000, dayEnd: dayEnd, affordable: -1}, last: 46*time.Hour - 60*time.Minute + 99*time.Minute},
	} {
		got := workOf(hours, tt.loads).finish(noon, tt.rates)
		first, last := noon.Add(tt.first), noon.Add(tt.last)
		if tt.last < 0 {
			first, last = time.Time{}, time.Time{}
		}
		if !got.First.Equal(first) || got.Last.Sub(last).Abs() > time.Second || got.Later != tt.later || got.Unpaid != tt.unpaid {
			t.Errorf("%s: finish() = %v to %v, %d later, %d unpaid; want %v to %v, %d, %d", name, got.First, got.Last, got.Later, got.Unpaid, first, last, tt.later, tt.unpaid)
		}
	}
}

// TestFinishModel compares the finish of one group with a program that goes from second to second.
func TestFinishModel(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 20))
		hours := daily{1: {rng.IntN(20), 1 + rng.IntN(4)}}
		contacts := 1 + rng.IntN(20000)
		r := rates{batch: 4 + rng.IntN(20), pace: []float64{0, 0.2, 1, 3}[rng.IntN(4)], affordable: -1, dayEnd: dayEnd}
		if rng.IntN(2) == 0 {
			r.lines, r.mean = 4+rng.IntN(20), time.Duration(20+rng.IntN(200))*time.Second
		}
		if rng.IntN(2) == 0 {
			r.perDay = 500 + rng.IntN(5000)
			r.today = rng.IntN(r.perDay + 1)
		}
		if rng.IntN(3) == 0 {
			r.affordable = float64(rng.IntN(20000))
		}
		now := time.Date(2026, 11, 26, 0, 0, rng.IntN(24*3600), 0, time.UTC)
		got := workOf(hours, map[int]int{1: contacts}).finish(now, r)
		last, unpaid := bySeconds(hours, contacts, now, r)
		if got.Last.Sub(last).Abs() > time.Minute+last.Sub(now)/1000 || got.Unpaid != unpaid || got.Later != 0 {
			t.Fatalf("seed %d: %d contacts in %v with %+v: until %v, %d unpaid, %d later; want %v, %d", seed, contacts, hours, r, got.Last, got.Unpaid, got.Later, last, unpaid)
		}
	}
}

// bySeconds calls in each second as many as the hours, the pace, the lines, the day and the cost allow.
func bySeconds(hours daily, contacts int, now time.Time, r rates) (last time.Time, unpaid int) {
	left, paced, lined, today, day := float64(contacts), float64(r.batch), float64(r.lines), float64(r.today), dayEnd(now)
	affordable := r.affordable
	for at := now; left > 0.001 && affordable != 0; at = at.Add(time.Second) {
		if !at.Before(day) {
			day, today = dayEnd(at), 0
		}
		if r.perDay > 0 && today >= float64(r.perDay)-0.001 {
			skip := day.Sub(at)
			paced, lined = min(float64(r.batch), paced+r.pace*skip.Seconds()), float64(r.lines)
			at = day.Add(-time.Second)
			continue
		}
		first, _, _ := hours.Next(nil, 1, at)
		if first.After(at) {
			paced, lined = float64(r.batch), float64(r.lines)
			at = first.Add(-time.Second)
			continue
		}
		n := left
		if r.pace > 0 {
			n = min(n, paced)
		}
		if r.lines > 0 {
			n = min(n, lined)
		}
		if r.perDay > 0 {
			n = min(n, float64(r.perDay)-today)
		}
		if affordable > 0 {
			n = min(n, affordable)
			affordable -= n
		}
		if n > 0 {
			last = at
		}
		left, today, paced, lined = left-n, today+n, paced-n, lined-n
		paced = min(float64(r.batch), paced+r.pace)
		if r.lines > 0 {
			lined = min(float64(r.lines), lined+float64(r.lines)/r.mean.Seconds())
		}
	}
	if affordable == 0 {
		unpaid = int(left + 0.5)
	}
	return last, unpaid
}

// TestWorkload: contacts that are held by a cap or a time of their own are due then, and so are further rows with a number; those outside of
// their hours are due by the hours of their place.
func TestWorkload(t *testing.T) {
	began := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	w := &workload{cfg: &Config{Caps: screen.CapsConfig{Number: []dialer.Cap{{Calls: 2, Window: 24 * time.Hour}}, Zone: time.UTC}}, began: began, loads: map[load]int{}}
	at := func(after time.Duration) int64 { return began.Add(after).Unix() }
	for _, d := range []dialer.Decision{
		{Call: true, Occurrence: 1},
		{Call: true, Occurrence: 2},
		{Call: true, Occurrence: 3},
		{Call: true, Occurrence: 5},
		{Call: true, Occurrence: 1, HoldUntil: began.Add(time.Hour), Closed: true},
		{Call: true, Occurrence: 1, HoldUntil: began.Add(time.Hour), Capped: true},
		{Call: true, NoTime: true, Occurrence: 1},
		{Occurrence: 1},
	} {
		w.add(&d)
	}
	want := map[load]int{{}: 3, {due: at(24 * time.Hour)}: 1, {due: at(48 * time.Hour)}: 1, {due: at(time.Hour)}: 1}
	if len(w.loads) != len(want) {
		t.Errorf("loads = %v, want %v", w.loads, want)
	}
	for l, n := range want {
		if w.loads[l] != n {
			t.Errorf("loads = %v, want %v", w.loads, want)
		}
	}
}

// TestWorkloadStaysSmall: contacts with a time each of their own make few loads, and their finish is found soon.
func TestWorkloadStaysSmall(t *testing.T) {
	began := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	w := &workload{cfg: &Config{}, began: began, loads: map[load]int{}}
	const contacts = 200_000
	for i := range contacts {
		w.add(&dialer.Decision{Call: true, Occurrence: 1, HoldUntil: began.Add(time.Duration(i) * 200 * time.Second)})
	}
	if len(w.loads) > 2500 {
		t.Errorf("%d loads", len(w.loads))
	}
	got := w.finish(began, rates{pace: 100, batch: 1, affordable: -1})
	if left, want := 400*24*time.Hour, contacts-400*24*3600/200; got.Later < want-500 || got.Later > want+500 || began.Add(left).Sub(got.Last) > 25*time.Hour {
		t.Errorf("finish() = %+v, want about %d left", got, want)
	}
}

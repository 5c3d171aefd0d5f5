package screen_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// talk is a call of TestRest.
type talk struct {
	placed  time.Time
	lasted  time.Duration
	outcome dialer.Outcome // empty: it has no CDR
	// others: another campaign has placed it. unknown: it is not known whether it was placed.
	others, unknown bool
}

// restsUntil is what the oracle says: the latest end of a call that may have been a conversation, and the rest.
func restsUntil(talks []talk, rest time.Duration) (until time.Time, exact bool) {
	for _, c := range talks {
		end, sure := c.placed.Add(screen.LongestCall), false
		switch c.outcome {
		case dialer.OutcomeNoAnswer, dialer.OutcomeBusy, dialer.OutcomeFailed:
			continue
		case dialer.OutcomeAnswered, dialer.OutcomeCanceled, dialer.OutcomeOther:
			end, sure = c.placed.Add(c.lasted), true
		}
		if end = end.Add(rest); end.After(until) {
			until, exact = end, sure
		}
	}
	return until, exact
}

// TestRest: after a conversation a number is not called for the time that the rules of the contact say; a call counts as one unless it is
// certain that nobody was reached, in this campaign and in others.
func TestRest(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	const week = 7 * 24 * time.Hour
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 20))
		rest := time.Duration(1+rng.IntN(int(week/time.Minute))) * time.Minute
		cfg := screen.CapsConfig{
			Zone: time.UTC, Speed: 1, LongestRest: week,
			Rest: func(c *dialer.Contact, at time.Time) time.Duration {
				if c.State != "here" || !at.Equal(now) {
					return 0
				}
				return rest
			},
		}
		histories := []*screen.History{screen.NewHistory(), screen.NewHistory()}
		for _, h := range histories {
			h.KeepTimes(now, cfg.Window())
			h.Permit(nil, now)
		}
		if rng.IntN(10) == 0 {
			rest = time.Minute
		}
		talks := drawTalks(rng, now)
		for i, c := range talks {
			learnTalk(histories, i, &c)
		}
		k := screen.NewCaps(cfg)
		k.Count(histories[0], histories[1], 0)
		got := k.Check(&dialer.Contact{Number: capNumber, State: "here"}, now)
		want, exact := restsUntil(talks, rest)
		late := got.HoldUntil.Sub(want)
		switch {
		case !want.After(now) && !got.HoldUntil.IsZero() && (exact && late > time.Second || late > time.Minute),
			want.After(now) && (late < 0 || exact && late > time.Second || late > time.Minute || !got.Talked || got.Code != "after_conversation"):
			t.Fatalf("seed %d: %+v with a rest of %v: held until %v (%+v), want %v", seed, talks, rest, got.HoldUntil, got, want)
		}
		if got := k.Check(&dialer.Contact{Number: capNumber, State: "elsewhere"}, now); !got.HoldUntil.IsZero() {
			t.Fatalf("seed %d: a contact without a rule is held until %v", seed, got.HoldUntil)
		}
		if got := k.Check(&dialer.Contact{Number: "+14155550199", State: "here"}, now); !got.HoldUntil.IsZero() {
			t.Fatalf("seed %d: a number that was not called is held until %v", seed, got.HoldUntil)
		}
	}
}

func drawTalks(rng *rand.Rand, now time.Time) []talk {
	outcomes := append(dialer.Outcomes(), "", "")
	talks := make([]talk, rng.IntN(4))
	for i := range talks {
		ago := time.Duration(rng.IntN(12*24*60)) * time.Minute
		talks[i] = talk{
			placed: now.Add(-ago), lasted: min(ago, time.Duration(rng.IntN(300))*time.Second), outcome: outcomes[rng.IntN(len(outcomes))],
			others: rng.IntN(2) == 0, unknown: rng.IntN(4) == 0,
		}
	}
	return talks
}

// learnTalk adds a call to the history of its campaign, twice, as where two files have it.
func learnTalk(histories []*screen.History, i int, c *talk) {
	h, disposition := histories[0], dialer.Accepted
	if c.others {
		h = histories[1]
	}
	if c.unknown {
		disposition = dialer.Unknown
	}
	batch := dialer.NewBatchName("r1", uint64(i+1), 1)
	for range 2 {
		h.Add(&dialer.Result{Row: 1, Number: capNumber, Disposition: disposition, Attempt: 1, Batch: batch, At: c.placed})
		if c.outcome == "" {
			continue
		}
		ended := c.placed.Add(c.lasted)
		h.AddCDR(&dialer.CDR{Row: 1, Number: capNumber, Attempt: 1, Batch: batch, Outcome: c.outcome, Started: c.placed, Ended: ended, RecordedAt: ended})
	}
}

// TestRestOddTimes: where a clock was wrong when the call was placed, or the API says so of its end, the time of the record counts.
func TestRestOddTimes(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	long := now.AddDate(-7, 0, 0)
	cfg := screen.CapsConfig{
		Zone: time.UTC, Speed: 1, LongestRest: time.Hour, Rest: func(*dialer.Contact, time.Time) time.Duration { return time.Hour },
	}
	for _, times := range [][3]time.Time{ // placed, ended and recorded
		{long, long, now}, {now, long, now}, {long, now, now}, {long, {}, now}, {now, now.AddDate(7, 0, 0), now}, {long, now.AddDate(7, 0, 0), now.AddDate(7, 0, 0)},
	} {
		h := screen.NewHistory()
		h.KeepTimes(now, cfg.Window())
		h.Permit(nil, now)
		h.Add(&dialer.Result{Row: 1, Number: capNumber, Disposition: dialer.Accepted, Attempt: 1, Batch: "r1.1", At: times[0]})
		h.AddCDR(&dialer.CDR{Row: 1, Number: capNumber, Attempt: 1, Batch: "r1.1", Outcome: dialer.OutcomeAnswered, Started: times[0], Ended: times[1], RecordedAt: times[2]})
		k := screen.NewCaps(cfg)
		k.Count(h, screen.NewHistory(), 0)
		if got := k.Check(&dialer.Contact{Number: capNumber}, now); got.HoldUntil.Before(now.Add(time.Hour - time.Second)) {
			t.Errorf("%v: held until %v", times, got.HoldUntil)
		}
	}
}

// TestRestOfRun: a call of this run, and one that others share, counts as a conversation, until it is certain that it was not placed.
func TestRestOfRun(t *testing.T) {
	now := moment(t, "2026-11-26T12:00:00Z")
	k := screen.NewCaps(screen.CapsConfig{
		Zone: time.UTC, Speed: 1, LongestRest: time.Hour, Rest: func(*dialer.Contact, time.Time) time.Duration { return time.Hour },
	})
	contact := dialer.Contact{Row: 1, Number: capNumber}
	req := dialer.Request{Batch: "r1.1", Attempts: []dialer.Attempt{{Contact: contact, Number: 1}}}
	for _, placed := range []bool{false, true} {
		if taken, err := k.Take(&req, now); err != nil || !slices.Equal(taken.Answers, []dialer.Clearance{{}}) {
			t.Fatalf("Take() = %+v, %v", taken, err)
		}
		if got, want := k.Check(&contact, now).HoldUntil, now.Add(screen.LongestCall+time.Hour); got.Before(want) {
			t.Fatalf("under way: held until %v, want %v", got, want)
		}
		var results []dialer.Result
		if placed {
			results = []dialer.Result{{Number: capNumber, Disposition: dialer.Accepted, CallID: "ac_1"}}
		}
		k.Settle(&req, results, now.Add(time.Second))
		if held := !k.Check(&contact, now.Add(time.Minute)).HoldUntil.IsZero(); held != placed {
			t.Fatalf("placed: %v, held: %v", placed, held)
		}
	}
}

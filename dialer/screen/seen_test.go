package screen_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// TestEarlier: a pass that knows what an earlier one has seen decides as the earlier one did. Where each row with a number is
// called and earlier runs have called it, the count of the rows matters, so there the two passes that know it decide alike.
func TestEarlier(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 1))
		number := func() string { return fmt.Sprintf("+1415555010%d", random.IntN(6)) }
		rules := screen.Rules{
			Duplicates:  []screen.Duplicates{screen.SkipDuplicates, screen.AllowDuplicates, screen.FailDuplicates}[random.IntN(3)],
			UseIDs:      random.IntN(2) > 0,
			Retry:       screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true, dialer.Unknown: random.IntN(2) > 0},
			MaxAttempts: 3,
		}
		history := screen.NewHistory()
		lines := max(0, random.IntN(8)-3)
		for i := range lines {
			r := dialer.Result{
				Row: i + 1, Number: number(), Attempt: 1, Batch: dialer.NewBatchName("r0", uint64(i), 1+random.IntN(2)),
				Disposition: []dialer.Disposition{dialer.Accepted, dialer.Rejected, dialer.Unknown}[random.IntN(3)],
			}
			if random.IntN(2) > 0 {
				r.ID = strconv.Itoa(random.IntN(5))
			}
			history.Add(&r)
		}
		cells := make([]string, 1+random.IntN(10))
		for i := range cells {
			switch random.IntN(8) {
			case 0:
				cells[i] = "!"
			case 1:
				cells[i] = fmt.Sprintf("%d=911", random.IntN(5))
			default:
				cells[i] = fmt.Sprintf("%d=%s", random.IntN(12), number())
			}
		}
		pass := func(earlier *screen.Seen) ([]string, *screen.Seen) {
			sc := screen.New(screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: history, Earlier: earlier})
			var all []string
			for c, err := range contactsOf(cells...) {
				var d dialer.Decision
				if e, ok := err.(*dialer.RowError); ok { //nolint:errorlint // contactsOf does not wrap
					d = sc.Malformed(e)
				} else {
					d = sc.Decide(c)
				}
				all = append(all, fmt.Sprint(decided(d), " ", d.First, " ", d.Occurrence))
			}
			return all, sc.Seen()
		}
		want, seen := pass(nil)
		if rules.Duplicates == screen.AllowDuplicates && lines > 0 {
			want, seen = pass(seen)
		}
		for range 2 {
			var got []string
			got, seen = pass(seen)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, %+v, rows %q: the passes differ (-earlier +later):\n%s", seed, rules, cells, diff)
			}
		}
	}
}

// TestEarlierDiffers: whatever rows an earlier pass has seen, by whatever rules, a later one calls those that it would call without it.
func TestEarlierDiffers(t *testing.T) {
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 2))
		rules := screen.Rules{Duplicates: screen.SkipDuplicates, UseIDs: random.IntN(2) > 0, MaxAttempts: 3}
		history := screen.NewHistory()
		var seen *screen.Seen
		var rows []dialer.Contact
		for range 3 {
			if random.IntN(3) > 0 || rows == nil {
				rows = nil
				for range 1 + random.IntN(12) {
					rows = append(rows, dialer.Contact{ID: strconv.Itoa(random.IntN(9)), Number: fmt.Sprintf("+1415555010%d", random.IntN(9)), Hidden: random.IntN(4) == 0})
				}
			}
			rules.HiddenRows = []screen.HiddenRows{screen.CallHidden, screen.SkipHidden}[random.IntN(2)]
			pass := func(earlier *screen.Seen) (called []int, _ *screen.Seen) {
				sc := screen.New(screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: history, Earlier: earlier})
				for i, c := range rows {
					c.Row, c.SheetRow = i+1, i+2
					if sc.Decide(&c).Call {
						called = append(called, c.Row)
					}
				}
				return called, sc.Seen()
			}
			want, _ := pass(nil)
			got, next := pass(seen)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, %+v, rows %+v: other rows are called than without an earlier pass (-want +got):\n%s", seed, rules, rows, diff)
			}
			if seen == nil {
				seen = next
			}
		}
	}
}

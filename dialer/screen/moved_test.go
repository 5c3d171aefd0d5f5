package screen_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// TestMoved: an id that was or may have been called at another number than that of its row is left alone and named. No other id
// is compared.
func TestMoved(t *testing.T) {
	const a, b = "+14155550101", "+14155550102"
	row := func(row int, id string) screen.MovedID {
		return screen.MovedID{Row: row, ID: id, Called: dialer.MaskNumber(a), Now: dialer.MaskNumber(b)}
	}
	unknown := screen.RetrySet{dialer.Unknown: true, dialer.Rejected: true}
	for _, tt := range []struct {
		name  string
		rules screen.Rules
		past  []string
		cells []string
		want  []string
		moved screen.Moved
	}{
		{"called", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"accepted"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"in doubt", screen.Rules{}, []string{"unknown 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"unknown"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"in doubt, and unknown ones are to be called", screen.Rules{Retry: unknown}, []string{"unknown 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"unknown"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"refused", screen.Rules{Retry: unknown}, []string{"rejected 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"call 2"}, screen.Moved{}},
		{"the same number", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=+1 415-555-0101", "8=" + b}, []string{"accepted", "call 1"}, screen.Moved{Compared: 1}},
		{"one of two numbers", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1", "accepted 7 " + b + " 2 r1.1"}, []string{"7=" + a}, []string{"accepted"}, screen.Moved{Compared: 1}},
		{"in doubt at one number, refused at another", screen.Rules{Retry: unknown}, []string{"unknown 7 " + a + " 1 r0.1", "rejected 7 " + b + " 2 r1.1"}, []string{"7=" + b}, []string{"unknown"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"no number now", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=n/a"}, []string{"accepted"}, screen.Moved{}},
		{"the number of another", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + b + " 1 r0.1"}, []string{"7=" + b}, []string{"accepted"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"a second row with the id", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + a, "7=" + b}, []string{"accepted", "duplicate duplicate_id"}, screen.Moved{Compared: 1}},
		{"and another row has the number", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + b, "8=" + b}, []string{"accepted", "call 1"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"where duplicates must not be", screen.Rules{Duplicates: screen.FailDuplicates}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + b, "8=" + b}, []string{"accepted", "duplicate duplicate_number"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "7")}}},
		{"an id that is the number", screen.Rules{}, []string{"accepted 0014155550101 " + a + " 1 r0.1"}, []string{"0014155550101=" + b}, []string{"accepted"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "14155•••0101")}}},
		{"an id with seven digits of the number", screen.Rules{}, []string{"accepted 4.155559 +14155559101 1 r0.1"}, []string{"4.155559=" + b}, []string{"accepted"}, screen.Moved{
			Compared: 1, Count: 1, First: []screen.MovedID{{Row: 2, ID: "•••", Called: "+1415•••9101", Now: dialer.MaskNumber(b)}},
		}},
		{"an id with six of them", screen.Rules{}, []string{"accepted 415555 " + a + " 1 r0.1"}, []string{"415555=" + b}, []string{"accepted"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "415555")}}},
		{"a long id", screen.Rules{}, []string{"accepted 200155501 " + a + " 1 r0.1"}, []string{"200155501=" + b}, []string{"accepted"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(2, "200155501")}}},
		{"a row that cannot be read", screen.Rules{}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=!", "7=" + b}, []string{"accepted", "duplicate duplicate_id"}, screen.Moved{}},
		{"such a row, and the id is to be called", screen.Rules{Retry: unknown}, []string{"unknown 7 " + a + " 1 r0.1"}, []string{"7=!", "7=" + b}, []string{"invalid ragged_row", "unknown"}, screen.Moved{Compared: 1, Count: 1, First: []screen.MovedID{row(3, "7")}}},
		{"such a row, and the id has no attempts left", screen.Rules{Retry: unknown}, []string{"rejected - " + b + " 1 r0.1", "rejected 7 " + b + " 2 r1.1", "unknown 7 " + a + " 3 r2.1"}, []string{"7=!", "7=" + b}, []string{"unknown", "duplicate duplicate_id"}, screen.Moved{}},
		{"known by id and number", screen.Rules{IDsByNumber: true}, []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"call 1"}, screen.Moved{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.rules.UseIDs, tt.rules.MaxAttempts = true, 3
			sc := screen.New(screen.Config{Rules: tt.rules, Numbers: dialertest.PlainNumbers{}, History: historyOf(tt.past...)})
			if diff := cmp.Diff(tt.want, decideAll(sc, tt.cells)); diff != "" {
				t.Errorf("decisions differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.moved, *sc.Moved()); diff != "" {
				t.Errorf("moved (-want +got):\n%s", diff)
			}
		})
	}
}

// TestUnstable: up to 20 moved ids and up to 1 percent of those compared may be corrections.
func TestUnstable(t *testing.T) {
	for _, tt := range []struct {
		called, moved int
		want          bool
	}{{10, 0, false}, {99, 1, true}, {100, 1, false}, {199, 2, true}, {200, 2, false}, {2000, 20, false}, {2100, 20, false}, {2100, 21, true}} {
		var lines, cells []string
		for i := range tt.called {
			line := fmt.Sprintf("accepted %d +1415%07d 1 r0.%d", i, i, i)
			cell := fmt.Sprintf("%d=+1415%07d", i, i)
			if i < tt.moved {
				cell = fmt.Sprintf("%d=+1628%07d", i, i)
			}
			lines, cells = append(lines, line), append(cells, cell)
		}
		history := historyOf(lines...)
		sc := screen.New(screen.Config{Rules: screen.Rules{UseIDs: true, MaxAttempts: 3}, Numbers: dialertest.PlainNumbers{}, History: history})
		decideAll(sc, cells)
		moved := sc.Moved()
		if got := moved.Unstable(moved.Compared); got != tt.want || moved.Compared != tt.called || history.CalledIDs() != tt.called {
			t.Errorf("%d of %d ids moved: %+v is unstable: %v, want %v", tt.moved, tt.called, moved, got, tt.want)
		}
		if len(moved.First) != min(tt.moved, screen.MaxMoved) {
			t.Errorf("%d of %d moved ids are named, want %d at most", len(moved.First), tt.moved, screen.MaxMoved)
		}
		if text := moved.String(); !strings.HasPrefix(text, fmt.Sprintf("%d of %d ids was ", tt.moved, tt.called)) != (tt.moved != 1) {
			t.Errorf("%d of %d moved: %q", tt.moved, tt.called, text)
		}
	}
}

package dialer_test

import (
	"fmt"
	"strings"
	"testing"

	"bulkdial/dialer"
)

func TestReference(t *testing.T) {
	t.Parallel()
	// Fixed for good: what earlier runs have sent must be found by later versions.
	for _, tt := range []struct {
		id, number          string
		occurrence, attempt int
		want                string
	}{
		{"", "+14155550101", 1, 1, "1f7c648122660a3af818"},
		{"", "+14155550101", 12, 345, "be145d8d0c8a24a62cfe"},
		{"crm-7", "+14155550101", 1, 2, "9f5b0bd2f480f9e38319"},
		{strings.Repeat("long ", 100), "+14155550101", 1, 1, "f2beef3701cf42ee2c53"},
	} {
		if got := dialer.IdentityOf(tt.id, tt.number, tt.occurrence).Reference(tt.attempt); got != tt.want {
			t.Errorf("Reference(%.10q, %q, %d, %d) = %s, want %s", tt.id, tt.number, tt.occurrence, tt.attempt, got, tt.want)
		}
	}
	seen := map[string]bool{}
	for _, id := range []string{"", "7", "8"} {
		for _, number := range []string{"+14155550101", "+14155550102"} {
			for occurrence := 1; occurrence < 3; occurrence++ {
				for attempt := 1; attempt < 4; attempt++ {
					seen[dialer.IdentityOf(id, number, occurrence).Reference(attempt)] = true
				}
			}
		}
	}
	// With an id, neither number nor occurrence counts.
	if want := 2*2*3 + 2*3; len(seen) != want {
		t.Errorf("%d references, want %d different ones", len(seen), want)
	}
}

// TestCallerIsFixed: what earlier runs have chosen is chosen by later versions.
func TestCallerIsFixed(t *testing.T) {
	t.Parallel()
	for who, want := range map[string]string{
		"number +14155550101 1": "ap_1", "number +14155550102 2": "ap_2", "id crm-7": "ap_2", "id " + strings.Repeat("long ", 100): "ap_1",
	} {
		if got := dialer.Identity(who).Caller([]string{"ap_1", "ap_2", "ap_3", "ap_4"}); got != want {
			t.Errorf("CallerFor(%.30q) = %s, want %s", who, got, want)
		}
	}
}

// TestCallerPool: a contact keeps its caller on every attempt, all are used about equally often, and a caller that
// leaves the pool changes nothing for the contacts of the others.
func TestCallerPool(t *testing.T) {
	t.Parallel()
	pool := []string{"ap_1", "ap_2", "ap_3", "ap_4"}
	used := map[string]int{}
	for i := range 4000 {
		who := fmt.Sprintf("number +1415%07d 1", i)
		caller := dialer.Identity(who).Caller(pool)
		used[caller]++
		if again := dialer.Identity(who).Caller([]string{"ap_4", "ap_2", "ap_1", "ap_3"}); again != caller {
			t.Fatalf("%s is called from %s, and from %s when the pool is in another order", who, caller, again)
		}
		if fewer := dialer.Identity(who).Caller(pool[1:]); caller != "ap_1" && fewer != caller {
			t.Fatalf("%s is called from %s, and from %s without ap_1", who, caller, fewer)
		}
	}
	for _, caller := range pool {
		if n := used[caller]; n < 900 || n > 1100 {
			t.Errorf("%s is used %d times of 4000, want about 1000", caller, n)
		}
	}
}

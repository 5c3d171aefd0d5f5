package dialer_test

import (
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

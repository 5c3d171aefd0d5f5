package near_test

import (
	"testing"

	"bulkdial/internal/near"
)

func TestName(t *testing.T) {
	t.Parallel()
	flags := []string{"cps", "canary", "concurrency", "from-number-id", "from-number-column", "number-column", "sandbox-speed", "api-key-file", "yes"}
	for _, tt := range []struct {
		word  string
		names []string
		want  string
	}{
		{"csp", flags, "cps"},
		{"cp", flags, "cps"},
		{"conccurency", flags, "concurrency"},
		{"from_number_id", flags, "from-number-id"},
		{"FromNumberID", flags, "from-number-id"},
		{"sandbox", flags, "sandbox-speed"},
		{"api-key", flags, "api-key-file"},
		{"number", flags, "number-column"},
		{"speed", flags, ""},
		{"x", flags, ""},
		{"", flags, ""},
		{"phone", nil, ""},
		{"B", []string{"A"}, ""},
		{"phone nr", []string{"name", "phone_no"}, "phone_no"},
		{"Straße", []string{"strase", "x"}, "strase"},
		{"leads.cvs", []string{"leads.results.csv", "leads.csv"}, "leads.csv"},
		{"plan", []string{"plan"}, ""}, // it exists
		{"Plan", []string{"plan"}, "plan"},
		{"abcd", []string{"abce", "abcf"}, "abce"},
	} {
		if got := near.Name(tt.word, tt.names); got != tt.want {
			t.Errorf("Name(%q, %q) = %q, want %q", tt.word, tt.names, got, tt.want)
		}
	}
	if got, want := near.Hint("csp", flags), `; did you mean "cps"?`; got != want {
		t.Errorf("Hint = %q, want %q", got, want)
	}
	if got := near.Hint("speed", flags); got != "" {
		t.Errorf("Hint = %q, want none", got)
	}
}

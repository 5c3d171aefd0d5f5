package show_test

import (
	"testing"

	"bulkdial/cmd/bulkdial/internal/show"
)

// TestFoldAround: words are folded, and what is copied stays on its line.
func TestFoldAround(t *testing.T) {
	t.Parallel()
	command, results := "  bulkdial run leads.csv --config campaign.yaml\n", "results: a-long-name.sandbox.results.csv\n"
	got := show.FoldAround("  21 suppressed: the number is on the list\n"+results+"next: call the 429 pending people:\n"+command, 24)
	want := "  21 suppressed: the\n    number is on the\n    list\n" + results + "next: call the 429\n  pending people:\n" + command
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

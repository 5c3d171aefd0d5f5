package settings_test

import (
	"testing"

	"bulkdial/internal/campaign/settings"
)

// TestLooserHidden: what calls more hidden rows than before is looser, and so is what leaves it open again.
func TestLooserHidden(t *testing.T) {
	looser := map[[2]string]bool{
		{"skip", "call"}: true, {"fail", "call"}: true, {"fail", "skip"}: true,
		{"call", ""}: true, {"skip", ""}: true, {"fail", ""}: true,
	}
	for _, was := range []string{"", "call", "skip", "fail"} {
		for _, is := range []string{"", "call", "skip", "fail"} {
			if got := settings.LooserHidden([]string{was}, []string{is}); got != looser[[2]string{was, is}] {
				t.Errorf("from %q to %q: looser %v", was, is, got)
			}
		}
	}
	if settings.LooserHidden(nil, []string{"call"}) {
		t.Error("a campaign that remembers none is loosened")
	}
}

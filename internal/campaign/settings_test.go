package campaign_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/settings"
)

// withFlags runs a shard of a campaign with the values that are given for two flags, empty for none, and returns those in effect.
func withFlags(t *testing.T, cfg campaign.Config, shard dialer.Shard, ids, attempts string, accepted map[string]bool) (gotIDs, gotAttempts string) {
	t.Helper()
	cfg = named(t, cfg, filepath.Base(cfg.Results), shard)
	remembered, err := settings.Read(&cfg.Files)
	if err != nil {
		t.Fatal(err)
	}
	setting := func(name, given, byDefault string, rule settings.Rule) settings.Setting {
		if given == "" {
			return settings.Setting{Name: name, Rule: rule, Values: []settings.Value{{Text: byDefault}}}
		}
		return settings.Setting{Name: name, Rule: rule, Given: true, Values: []settings.Value{{Text: given}}}
	}
	cfg.Recalled = remembered.Recall([]settings.Setting{
		setting("id-column", ids, "", settings.Rule{Class: settings.Identity}),
		setting("max-attempts", attempts, "3", settings.Rule{Class: settings.Restriction, Looser: settings.LooserHigher}),
	}, accepted)
	send := sending("r")
	send.Shard = shard
	if _, err := call(t, cfg, send, &fakeAPI{}); err != nil {
		t.Fatal(err)
	}
	return cfg.Recalled.Settings[0].Texts()[0], cfg.Recalled.Settings[1].Texts()[0]
}

// TestLastChangeCounts: where the results files of a campaign remember different values, as after shards and a run of the whole, those
// that were changed last count, whichever file a run has.
func TestLastChangeCounts(t *testing.T) {
	t.Parallel()
	cfg, none, rows := newConfig(t), map[string]bool{}, []string{}
	first, second, whole := dialer.Shard{Index: 1, Count: 2}, dialer.Shard{Index: 2, Count: 2}, dialer.Shard{}
	for i, step := range []struct {
		shard         dialer.Shard
		ids, attempts string
		accepted      map[string]bool
		want          [2]string
	}{
		{first, "", "4", none, [2]string{"", "4"}},
		{second, "", "", none, [2]string{"", "4"}},
		{whole, "", "2", none, [2]string{"", "2"}},
		{first, "", "", none, [2]string{"", "2"}},
		{whole, "note", "5", map[string]bool{"id-column": true, "max-attempts": true}, [2]string{"note", "5"}},
		{dialer.Shard{Index: 1, Count: 3}, "", "", none, [2]string{"note", "5"}},
		{whole, "", "1", none, [2]string{"note", "1"}},
		{dialer.Shard{Index: 1, Count: 3}, "", "", none, [2]string{"note", "1"}},
	} {
		rows = append(rows, fmt.Sprintf("+1415555010%d,%d", i, i)) // so that there is something to remember
		write(t, cfg.Contacts, rows...)
		if ids, attempts := withFlags(t, cfg, step.shard, step.ids, step.attempts, step.accepted); [2]string{ids, attempts} != step.want {
			t.Errorf("step %d has %q and %s, want %v", i+1, ids, attempts, step.want)
		}
	}
}

package campaign_test

import (
	"context"
	"path/filepath"
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// lostAPI loses every answer.
type lostAPI struct{}

func (lostAPI) Call(context.Context, dialer.Request) dialer.Answer {
	return dialer.Answer{Kind: dialer.Lost, Code: "timeout"}
}

// named returns a campaign of the contacts and the folder of another one, with a results file of its own.
func named(t *testing.T, cfg campaign.Config, results string, shard dialer.Shard) campaign.Config {
	t.Helper()
	files, err := fileset.Name(cfg.Contacts, filepath.Join(filepath.Dir(cfg.Contacts), results), false, shard)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Files, cfg.Shard = files, shard
	return cfg
}

// overlapOf is what a plan finds of calls by other campaigns.
func overlapOf(t *testing.T, cfg campaign.Config, send engine.Config) *campaign.Overlap {
	t.Helper()
	c := newCampaign(t, cfg)
	look, err := c.Look()
	if err != nil {
		t.Fatal(err)
	}
	send.Shard = cfg.Shard
	if _, err := look.Plan(t.Context(), send, campaign.Rejects{}); err != nil {
		t.Fatal(err)
	}
	return c.Overlap()
}

// TestOverlap: a campaign without calls is compared with those that others have called, or perhaps. All of its contacts are, and the
// results that are named lead to the whole other campaign.
func TestOverlap(t *testing.T) {
	t.Parallel()
	rows := []string{"+14155550101,a", "+14155550102,b", "+14155550103,c", "+14155550104,d"}
	half, limited := dialer.Shard{Index: 1, Count: 2}, sending("r2")
	limited.Limit = 1
	for name, tt := range map[string]struct {
		// before plays the other campaign, of the first two rows and an invalid one.
		before func(*testing.T, campaign.Config)
		shard  dialer.Shard
		send   engine.Config
		same   bool
	}{
		"as a whole":     {calledBy(&fakeAPI{}, 1), dialer.Shard{}, sending("r2"), true},
		"called perhaps": {calledBy(lostAPI{}, 1), dialer.Shard{}, sending("r2"), true},
		"in shards":      {calledBy(&fakeAPI{}, 3), dialer.Shard{}, sending("r2"), true},
		"a shard":        {calledBy(&fakeAPI{}, 1), half, sending("r2"), true},
		"a few at first": {calledBy(&fakeAPI{}, 1), dialer.Shard{}, limited, true},
		"the sandbox's":  {sandboxed, dialer.Shard{}, sending("r2"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := newConfig(t, rows[0], rows[1], "n/a,")
			tt.before(t, cfg)
			write(t, cfg.Contacts, rows[2], rows[3], rows[0], rows[1])
			overlap := overlapOf(t, named(t, cfg, "copy.csv", tt.shard), tt.send)
			switch {
			case !tt.same && overlap != nil:
				t.Errorf("the plan finds %v", overlap)
			case tt.same && (overlap == nil || !overlap.Same() || overlap.Contacts != 4 || overlap.Called != 2 || overlap.Results != cfg.Results):
				t.Errorf("the plan finds %v, want 2 of 4 contacts, by %s", overlap, cfg.Results)
			}
		})
	}
}

// calledBy calls the contacts through an API, in n shards.
func calledBy(api dialer.Caller, n int) func(*testing.T, campaign.Config) {
	return func(t *testing.T, cfg campaign.Config) {
		t.Helper()
		for i := range n {
			shard, send := dialer.Shard{}, sending("r1")
			if n > 1 {
				shard = dialer.Shard{Index: i + 1, Count: n}
			}
			send.Shard = shard
			if _, err := call(t, named(t, cfg, filepath.Base(cfg.Results), shard), send, api); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// sandboxed calls the contacts in the sandbox, which loses the answers, and so has given no id.
func sandboxed(t *testing.T, cfg campaign.Config) {
	t.Helper()
	cfg.Sandbox = true
	cfg.Recalled = (&settings.Remembered{}).Recall(nil, nil)
	if _, err := call(t, cfg, sending("r1"), lostAPI{}); err != nil {
		t.Fatal(err)
	}
}

// TestOverlapAfterSkips: results that are all skips are no calls, so the contacts are still compared.
func TestOverlapAfterSkips(t *testing.T) {
	t.Parallel()
	cfg := newConfig(t, "+14155550101,a")
	calledBy(&fakeAPI{}, 1)(t, cfg)
	copied := named(t, cfg, "copy.csv", dialer.Shard{})
	write(t, cfg.Contacts, "n/a,a")
	if _, err := call(t, copied, sending("r1"), &fakeAPI{}); err != nil {
		t.Fatal(err)
	}
	write(t, cfg.Contacts, "+14155550101,a")
	if overlap := overlapOf(t, copied, sending("r2")); overlap == nil || !overlap.Same() {
		t.Errorf("the plan finds %v", overlap)
	}
}

// TestOverlapOfChangedIDs: when the ids of a campaign that has begun are taken for others, its rows are other contacts, which are compared,
// but not with the calls of its own shards.
func TestOverlapOfChangedIDs(t *testing.T) {
	t.Parallel()
	cfg := newConfig(t, "+14155550101,a", "+14155550102,b", "+14155550103,c")
	calledBy(&fakeAPI{}, 1)(t, cfg)
	half := dialer.Shard{Index: 1, Count: 2}
	copied := named(t, cfg, "copy.csv", half)
	copied.Reading.IDColumn, copied.Rules.UseIDs = "note", true
	write(t, cfg.Contacts, "+14155550104,x", "+14155550101,x", "+14155550102,x", "+14155550103,x") // one contact, who was not called
	for i := range half.Count {
		part, send := named(t, copied, "copy.csv", dialer.Shard{Index: i + 1, Count: half.Count}), sending("r2")
		send.Shard = part.Shard
		if _, err := call(t, part, send, lostAPI{}); err != nil {
			t.Fatal(err)
		}
	}
	if overlap := overlapOf(t, copied, sending("r3")); overlap != nil {
		t.Errorf("the plan of a campaign that has begun finds %v", overlap)
	}
	copied.Recalled = (&settings.Remembered{}).Recall(nil, map[string]bool{settings.IDColumnChange: true})
	copied.Rules.IDsByNumber, copied.Rules.Retry = true, screen.RetrySet{dialer.Unknown: true}
	if overlap := overlapOf(t, copied, sending("r3")); overlap == nil || overlap.Called != 3 || overlap.Results != cfg.Results {
		t.Errorf("the plan finds %v, want 3 contacts, by %s", overlap, cfg.Results)
	}
}

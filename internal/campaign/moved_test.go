package campaign_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/forecast"
)

// numbered are rows of the numbers from first on, without some, with ids from 1 to N.
func numbered(first, last int, without ...int) []string {
	var rows []string
	for n := first; n <= last; n++ {
		if !slices.Contains(without, n) {
			rows = append(rows, fmt.Sprintf("+1415555%04d,%d", n, len(rows)+1))
		}
	}
	return rows
}

// begun is a campaign with ids whose rows were called.
func begun(t *testing.T, rows ...string) (campaign.Config, *fakeAPI) {
	t.Helper()
	cfg, api := newConfig(t, rows...), &fakeAPI{}
	cfg.Reading.IDColumn, cfg.Rules.UseIDs = "note", true
	state, err := call(t, cfg, sending("r1"), api)
	if err != nil || state.Contacts.Accepted != len(rows) || !state.Clean() {
		t.Fatalf("the first run ends with %v and %+v", err, state)
	}
	api.called = nil
	return cfg, api
}

// piped is a campaign with the same results whose contacts come from standard input.
func piped(cfg campaign.Config, rows ...string) campaign.Config {
	cfg.Contacts, cfg.Stdin = fileset.Stdin, strings.NewReader("phone,note\n"+strings.Join(rows, "\n")+"\n")
	return cfg
}

// TestUnstableIDs: when a row was removed and the others were numbered again, or the list is another one, no contact is called
// and nothing is written; status and plan say so. Known by id and number, those who were not called are.
func TestUnstableIDs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		rows []string
		// count ids of those called belong to other numbers, and the numbers of fresh were not called.
		count int
		fresh string
	}{
		"a row is gone":      {numbered(1, 151, 100), 51, "+14155550151"},
		"another list":       {numbered(51, 151), 101, "+14155550151"},
		"no more than twice": {append(numbered(1, 148), "+14155550151,149", "+14155550152,150"), 2, "+14155550151 +14155550152"},
	} {
		for _, duplicates := range []screen.Duplicates{screen.SkipDuplicates, screen.AllowDuplicates, screen.FailDuplicates} {
			t.Run(name+" "+string(duplicates), func(t *testing.T) {
				t.Parallel()
				cfg, api := begun(t, numbered(1, 150)...)
				write(t, cfg.Contacts, tt.rows...)
				cfg.Rules.Duplicates = duplicates
				before := contents(t, cfg)
				_, err := call(t, cfg, sending("r2"), api)
				unstable, ok := errors.AsType[*campaign.UnstableIDsError](err)
				if !ok || unstable.Moved.Count != tt.count || unstable.Moved.Compared < tt.count || len(api.called) > 0 {
					t.Fatalf("the run ends with %v after %v were called, want an *UnstableIDsError of %d ids", err, api.called, tt.count)
				}
				if after := contents(t, cfg); after != before {
					t.Errorf("the files were changed from\n%s to\n%s", before, after)
				}
				lookMoved(t, cfg, tt.count)
				cfg.Rules.IDsByNumber = true
				state, err := call(t, cfg, sending("r3"), api)
				if err != nil || strings.Join(api.called, " ") != tt.fresh || state.Contacts.Accepted != len(tt.rows) || !state.Clean() {
					t.Errorf("by id and number the run ends with %v and %+v, and called %v; want %s", err, state, api.called, tt.fresh)
				}
			})
		}
	}
}

// lookMoved checks that a Look warns of ids that have moved.
func lookMoved(t *testing.T, cfg campaign.Config, count int) {
	t.Helper()
	cfg.Rules.Duplicates = screen.SkipDuplicates // else a plan with duplicates ends there
	c := newCampaign(t, cfg)
	look, err := c.Look()
	if err != nil {
		t.Fatal(err)
	}
	state, err := look.Status(t.Context())
	if err != nil || state.Moved.Count != count || !state.Moved.Unstable(state.Moved.Compared) {
		t.Errorf("the status is %v, %+v; want %d moved ids", err, state, count)
	}
	plan, err := look.Plan(t.Context(), sending("plan"), campaign.Rejects{})
	if f := c.Forecast(&plan, sending("plan"), forecast.Assumptions{}, state.ThisRun.Began); err != nil || f.Moved.Count != count {
		t.Errorf("the plan is %v, %+v; want %d moved ids", err, f, count)
	}
}

// TestCorrectedNumbers: a few numbers may have been corrected after the call. Their contacts are left alone and named; the others
// are called.
func TestCorrectedNumbers(t *testing.T) {
	t.Parallel()
	rows := numbered(1, 200)
	corrected := append(slices.Clone(rows), "+14155550201,201")
	corrected[6], corrected[9] = "+14155550301,7", "+14155550302,10"
	for _, stdin := range []bool{false, true} {
		cfg, api := begun(t, rows...)
		write(t, cfg.Contacts, corrected...)
		if stdin {
			cfg = piped(cfg, corrected...)
		}
		state, err := call(t, cfg, sending("r2"), api)
		if err != nil || strings.Join(api.called, " ") != "+14155550201" || state.Contacts.Accepted != 201 {
			t.Errorf("standard input %v: the run ends with %v and %+v, and called %v", stdin, err, state, api.called)
		}
		moved := state.Moved
		if moved.Compared != 200 || moved.Count != 2 || moved.First[0].Row != 8 || moved.First[1].ID != "10" || state.Clean() {
			t.Errorf("standard input %v: moved are %+v, want those of rows 8 and 11", stdin, moved)
		}
	}
}

// TestUnstableInput: on standard input a run stops when more ids have moved than may, and has called none of them.
func TestUnstableInput(t *testing.T) {
	t.Parallel()
	cfg, api := begun(t, numbered(1, 350)...)
	rows := append([]string{"+14155550401,401", "+14155550402,402", "+14155550403,403"}, numbered(2, 340)...)
	state, err := call(t, piped(cfg, append(rows, "+14155550404,404")...), sending("r2"), api)
	unstable, ok := errors.AsType[*campaign.UnstableIDsError](err)
	if !ok || !unstable.Began || unstable.Moved.Count != 4 || state.Moved.Count != 4 {
		t.Errorf("the run ends with %v and %+v, want an *UnstableIDsError at the 4th of 350", err, state)
	}
	for _, number := range api.called {
		if number > "+14155550403" || number <= "+14155550400" {
			t.Errorf("%s was called", number)
		}
	}
}

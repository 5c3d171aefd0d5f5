package campaign_test

import (
	"errors"
	"testing"
)

// TestPlacing: a run that is paused, by itself or with the campaign, places no calls.
func TestPlacing(t *testing.T) {
	t.Parallel()
	cfg := newConfig(t, "+14155550101,a")
	files := cfg.Files
	if files.Placing() {
		t.Error("calls are placed before a run has begun")
	}
	r := open(t, newCampaign(t, cfg), sending("r1"))
	if !files.Placing() {
		t.Error("no calls are placed while a run is at work")
	}
	for _, pause := range []func(string) error{files.Pause, files.PauseOwn} {
		if err := pause("a test"); err != nil || files.Placing() {
			t.Errorf("calls are placed while the run is paused (%v)", err)
		}
		if err := files.Resume(); err != nil || !files.Placing() {
			t.Errorf("no calls are placed once the run goes on (%v)", err)
		}
	}
	err := errors.Join(r.Join(), r.Begin())
	if _, finishing := r.Finish(err); finishing != nil || files.Placing() {
		t.Errorf("calls are placed after the run has ended (%v)", err)
	}
}

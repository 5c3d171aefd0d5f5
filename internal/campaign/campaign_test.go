package campaign_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
)

// e164 reads cells that are numbers of E.164 already. It calls at with each cell, where at is not nil.
type e164 struct{ at func(cell string) }

func (n e164) Read(cell, _ string) (dialer.Number, error) {
	if n.at != nil {
		n.at(cell)
	}
	if !dialer.IsE164(cell) {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_bad", Cause: "this is not a number"}}
	}
	return dialer.Number{E164: cell}, nil
}

// fakeAPI accepts every contact and remembers the numbers.
type fakeAPI struct{ called []string }

func (a *fakeAPI) Call(_ context.Context, req dialer.Request) dialer.Answer {
	answer := dialer.Answer{Kind: dialer.Answered, HTTPStatus: 200}
	for _, attempt := range req.Attempts {
		a.called = append(a.called, attempt.Contact.Number)
		answer.Entries = append(answer.Entries, dialer.Entry{Disposition: dialer.Accepted, CallID: fmt.Sprintf("ac_%s_%d", req.Batch, len(a.called))})
	}
	return answer
}

// newConfig returns a campaign of a contacts file with the given rows.
func newConfig(t *testing.T, rows ...string) campaign.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.csv")
	write(t, path, rows...)
	files, err := fileset.Name(path, "", false, dialer.Shard{})
	if err != nil {
		t.Fatal(err)
	}
	retry, _ := screen.ParseRetry(screen.DefaultRetry)
	return campaign.Config{
		Files: files, Numbers: e164{}, SandboxID: func(string) bool { return false },
		Rules:   screen.Rules{Duplicates: screen.SkipDuplicates, Retry: retry, MaxAttempts: 3},
		Reading: csvio.ContactsConfig{NumberColumn: "phone"},
	}
}

func write(t *testing.T, path string, rows ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("phone,note\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newCampaign(t *testing.T, cfg campaign.Config) *campaign.Campaign {
	t.Helper()
	c, err := campaign.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func open(t *testing.T, c *campaign.Campaign, send engine.Config) *campaign.Run {
	t.Helper()
	r, err := c.Open(campaign.RunConfig{Send: send, Holder: ownfile.Holder{Run: send.Run}, Disk: ownfile.OSDisk{}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sending(run string) engine.Config {
	return engine.Config{Run: run, BatchSize: 2, Concurrency: 1, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Second}
}

// call runs all phases.
func call(t *testing.T, cfg campaign.Config, send engine.Config, api dialer.Caller) (campaign.State, error) {
	t.Helper()
	r := open(t, newCampaign(t, cfg), send)
	err := errors.Join(r.Join(), r.CheckIDs())
	work := false
	if err == nil {
		work, err = r.MakePlan(t.Context())
	}
	if err == nil && work {
		if err = r.Begin(); err == nil {
			err = r.Dial(t.Context(), engine.Deps{Caller: api, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop()})
		}
	}
	return r.Finish(err)
}

// TestPhases: two runs and a status agree on the state, and the second run calls the added contact only.
func TestPhases(t *testing.T) {
	t.Parallel()
	cfg := newConfig(t, "+14155550101,a", "n/a,b", "+14155550101,c")
	api := &fakeAPI{}
	state, err := call(t, cfg, sending("r1"), api)
	want := dialer.Tally{Rows: 3, Accepted: 1, Invalid: 1, Duplicate: 1}
	if err != nil || state.Contacts != want || state.ThisRun.Sent != 1 || len(state.Causes) != 2 {
		t.Fatalf("the first run ends with %v and %+v, want %+v", err, state, want)
	}
	write(t, cfg.Contacts, "+14155550101,a", "n/a,b", "+14155550101,c", "+14155550102,d")
	state, err = call(t, cfg, sending("r2"), api)
	want.Rows, want.Accepted = 4, 2
	if err != nil || state.Contacts != want || state.Settled != 1 || strings.Join(api.called, " ") != "+14155550101 +14155550102" {
		t.Errorf("the second run ends with %v and %+v, and called %v", err, state, api.called)
	}
	look, err := newCampaign(t, cfg).Look()
	if err != nil {
		t.Fatal(err)
	}
	if state, err = look.Status(t.Context()); err != nil || state.Contacts != want || state.ResultsFiles != 1 {
		t.Errorf("the status is %v, %+v; want %+v", err, state, want)
	}
}

// TestLookLocksNothing: a Look works beside a run that holds the ledger, sees that run, and writes nothing; another Open
// does not work.
func TestLookLocksNothing(t *testing.T) {
	t.Parallel()
	cfg := newConfig(t, "+14155550101,a")
	r := open(t, newCampaign(t, cfg), sending("r1"))
	if err := r.Begin(); err != nil {
		t.Fatal(err)
	}
	before := contents(t, cfg)
	c := newCampaign(t, cfg)
	look, err := c.Look()
	if err != nil {
		t.Fatal(err)
	}
	state, err := look.Status(t.Context())
	if err != nil || len(state.Holders) != 1 || state.Holders[0].Run != "r1" || state.Contacts.Pending != 1 {
		t.Errorf("the status is %v, %+v; want a run r1 at work", err, state)
	}
	if after := contents(t, cfg); after != before {
		t.Errorf("the files were changed from\n%s to\n%s", before, after)
	}
	var locked *ownfile.LockedError
	if _, err := c.Open(campaign.RunConfig{Send: sending("r2"), Disk: ownfile.OSDisk{}}); !errors.As(err, &locked) {
		t.Errorf("a second Open() = %v, want an *ownfile.LockedError", err)
	}
	if _, err := r.Finish(nil); err != nil {
		t.Error(err)
	}
}

// contents are the names and texts of all files of a campaign.
func contents(t *testing.T, cfg campaign.Config) string {
	t.Helper()
	var all bytes.Buffer
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(cfg.Contacts), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s: %s\n", path, text)
	}
	return all.String()
}

// TestPlanChanged: where a plan needs two passes, a change of the file between them ends it with an error.
func TestPlanChanged(t *testing.T) {
	t.Parallel()
	const n = 1500
	rows, others := make([]string, n), make([]string, n)
	note := strings.Repeat("x", 1470)
	for i := range n {
		rows[i], others[i] = fmt.Sprintf("+1415555%04d,%s", i, note), fmt.Sprintf("+1628555%04d,%s", i, note)
	}
	cfg := newConfig(t, rows[0])
	cfg.Rules.Duplicates = screen.AllowDuplicates
	if _, err := call(t, cfg, sending("r1"), &fakeAPI{}); err != nil { // only after a run are there two passes
		t.Fatal(err)
	}
	write(t, cfg.Contacts, rows...)
	cfg.Numbers = e164{func(cell string) {
		if cell == "+14155551499" {
			write(t, cfg.Contacts, others...)
		}
	}}
	look, err := newCampaign(t, cfg).Look()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := look.Plan(t.Context(), sending("plan"), campaign.Rejects{}); !errors.Is(err, dialer.ErrContactsChanged) {
		t.Errorf("Plan() = %v, want dialer.ErrContactsChanged", err)
	}
}

// TestRefused: rows that must not be in the file end a run before its first change, with the rows at fault.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		field  string
		change func(*campaign.Config, *engine.Config)
		want   error
		row    int
	}{
		{"Strict", func(_ *campaign.Config, send *engine.Config) { send.Strict = true }, engine.ErrInvalid, 3},
		{"Duplicates", func(cfg *campaign.Config, _ *engine.Config) { cfg.Rules.Duplicates = screen.FailDuplicates }, engine.ErrDuplicates, 4},
	} {
		t.Run(tt.field, func(t *testing.T) {
			t.Parallel()
			cfg, send, api := newConfig(t, "+14155550101,a", "n/a,b", "+14155550101,c"), sending("r1"), &fakeAPI{}
			tt.change(&cfg, &send)
			state, err := call(t, cfg, send, api)
			var refused *campaign.PlanError
			if !errors.As(err, &refused) || !errors.Is(err, tt.want) || refused.Field != tt.field || refused.Causes[0].Rows[0] != tt.row {
				t.Errorf("the run ends with %#v, want a *PlanError of %s and row %d", err, tt.field, tt.row)
			}
			if len(api.called) > 0 || state.Contacts.Rows != 3 {
				t.Errorf("%v were called, and the state is %+v", api.called, state)
			}
		})
	}
}

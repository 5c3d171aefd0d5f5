package campaign_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
)

// directory answers by functions, and keeps what it was asked for.
type directory struct {
	number func(ctx context.Context, id string) (dialer.NumberRecord, error)
	agent  func(ctx context.Context, id string) (dialer.AgentRecord, error)
	asked  []string
}

func (d *directory) Number(ctx context.Context, id string) (dialer.NumberRecord, error) {
	d.asked = append(d.asked, id)
	return d.number(ctx, id)
}

func (d *directory) Agent(ctx context.Context, id string) (dialer.AgentRecord, error) {
	d.asked = append(d.asked, id)
	return d.agent(ctx, id)
}

// knowing is a directory whose numbers are of a provider and whose agents need variables.
func knowing(provider string, variables ...string) *directory {
	return &directory{
		number: func(_ context.Context, id string) (dialer.NumberRecord, error) {
			return dialer.NumberRecord{ID: id, Provider: provider, Number: "+12025550101"}, nil
		},
		agent: func(_ context.Context, id string) (dialer.AgentRecord, error) {
			return dialer.AgentRecord{ID: id, Variables: variables}, nil
		},
	}
}

// answering is a directory that answers everything with a status.
func answering(status int) *directory {
	return &directory{
		number: func(context.Context, string) (dialer.NumberRecord, error) {
			return dialer.NumberRecord{}, &dialer.APIError{HTTPStatus: status, Code: "x"}
		},
		agent: func(context.Context, string) (dialer.AgentRecord, error) {
			return dialer.AgentRecord{}, &dialer.APIError{HTTPStatus: status, Code: "x"}
		},
	}
}

// planned is a run with a plan over rows of phone, first and agent.
func planned(t *testing.T, rows ...string) *campaign.Run {
	t.Helper()
	cfg := newConfig(t)
	text := strings.Join(append([]string{"phone,first,agent,caller"}, rows...), "\n") + "\n"
	if err := os.WriteFile(cfg.Contacts, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg.Reading.AgentColumn, cfg.Reading.FromNumberColumn = "agent", "caller"
	c, err := campaign.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	run, err := c.Open(campaign.RunConfig{
		Send:   engine.Config{Run: "r1", BatchSize: 5, Concurrency: 1, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Minute},
		Holder: ownfile.Holder{Run: "r1"}, Disk: ownfile.OSDisk{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = run.Finish(nil) })
	if _, err := run.MakePlan(t.Context()); err != nil {
		t.Fatal(err)
	}
	return run
}

// TestPreflightAsks: each number and agent of those who are to be called is asked for once, and no other.
func TestPreflightAsks(t *testing.T) {
	run := planned(t, "+14155550101,Ann,a1,n1", "+14155550102,Bo,a2,n1", "bad,Cem,a3,n3", "+14155550104,Dee,a1,n2")
	api := knowing("twilio")
	if work, err := run.Preflight(t.Context(), api, zerolog.Nop()); !work || err != nil {
		t.Fatalf("Preflight() = %v, %v", work, err)
	}
	if want := []string{"n1", "n2", "a1", "a2"}; !slices.Equal(api.asked, want) {
		t.Errorf("asked for %v, want %v", api.asked, want)
	}
	if run.Caller("n2").Provider != "twilio" || run.Caller("n3").Provider != "" {
		t.Errorf("providers: %q and %q", run.Caller("n2").Provider, run.Caller("n3").Provider)
	}
}

// TestPreflightVariables: rows without a variable of their agent become invalid; if there are no others, and never was a call, the
// configuration is at fault.
func TestPreflightVariables(t *testing.T) {
	run := planned(t, "+14155550101,Ann,a1,n1", "+14155550102,,a1,n1", "+14155550103,,a2,n1")
	api := knowing("cartesia", "first")
	api.agent = func(_ context.Context, id string) (dialer.AgentRecord, error) {
		return dialer.AgentRecord{ID: id, Variables: map[string][]string{"a1": {"first"}}[id]}, nil
	}
	if work, err := run.Preflight(t.Context(), api, zerolog.Nop()); !work || err != nil || run.ToCall() != 2 || run.Plan().Tally.Invalid != 1 {
		t.Errorf("Preflight() = %v, %v with the plan %+v", work, err, run.Plan())
	}
	run = planned(t, "+14155550101,Ann,a1,n1", "+14155550102,,a1,n1")
	_, err := run.Preflight(t.Context(), knowing("cartesia", "first", "last"), zerolog.Nop())
	if refused, ok := errors.AsType[*campaign.PlanError](err); !ok || !errors.Is(err, campaign.ErrVariables) || len(refused.Causes) != 2 {
		t.Errorf("Preflight() = %v, want a PlanError with both causes", err)
	}
}

// TestPreflightGoesOn: only a refused key stops a run, whatever else the answers are; each is one line of the log.
func TestPreflightGoesOn(t *testing.T) {
	for status, lines := range map[int]int{400: 2, 402: 2, 403: 2, 404: 2, 405: 2, 429: 2, 500: 2, 0: 1} {
		var log bytes.Buffer
		run := planned(t, "+14155550101,Ann,a1,n1")
		work, err := run.Preflight(t.Context(), answering(status), zerolog.New(&log))
		if !work || err != nil || strings.Count(log.String(), "\n") != lines {
			t.Errorf("%d: Preflight() = %v, %v with the log\n%s", status, work, err, log.String())
		}
	}
	api := answering(401)
	if _, err := planned(t, "+14155550101,Ann,a1,n1").Preflight(t.Context(), api, zerolog.Nop()); !errors.Is(err, dialer.ErrDenied) || len(api.asked) != 1 {
		t.Errorf("401: Preflight() = %v after %v, want ErrDenied at once", err, api.asked)
	}
}

// TestPreflightWaits: an API that does not answer holds a run for 10 s in all; a signal ends the wait.
func TestPreflightWaits(t *testing.T) {
	rows := make([]string, 30)
	for i := range rows {
		rows[i] = fmt.Sprintf("+141555501%02d,Ann,a%d,n%d", i, i, i)
	}
	run := planned(t, rows...)
	synctest.Test(t, func(t *testing.T) {
		api := knowing("cartesia")
		api.number = func(ctx context.Context, id string) (dialer.NumberRecord, error) {
			select {
			case <-ctx.Done():
				return dialer.NumberRecord{}, context.Cause(ctx)
			case <-time.After(3 * time.Second):
				return dialer.NumberRecord{ID: id, Provider: "twilio"}, nil
			}
		}
		began := time.Now()
		work, err := run.Preflight(t.Context(), api, zerolog.Nop())
		if took := time.Since(began); !work || err != nil || took != 10*time.Second || len(api.asked) != 4 || run.Caller("n2").Provider != "twilio" {
			t.Errorf("Preflight() = %v, %v after %v and %d questions", work, err, took, len(api.asked))
		}
		signal := errors.New("a signal")
		ctx, stop := context.WithCancelCause(t.Context())
		time.AfterFunc(4*time.Second, func() { stop(signal) })
		if _, err := run.Preflight(ctx, api, zerolog.Nop()); !errors.Is(err, signal) {
			t.Errorf("Preflight() = %v, want the cause of the end", err)
		}
	})
}

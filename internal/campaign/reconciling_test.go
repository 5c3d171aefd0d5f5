package campaign_test

import (
	"context"
	"errors"
	"testing"

	"github.com/rs/zerolog"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/settings"
)

// caller is a function that implements dialer.Caller.
type caller func(dialer.Request) dialer.Answer

func (c caller) Call(_ context.Context, req dialer.Request) dialer.Answer { return c(req) }

// oneCall is an API that knows one call.
type oneCall struct{ call dialer.CallRecord }

func (o oneCall) List(context.Context, dialer.ListQuery) (dialer.CallPage, error) {
	return dialer.CallPage{}, nil
}

func (o oneCall) Get(context.Context, string) (dialer.CallRecord, error) { return o.call, nil }

func (o oneCall) Cancel(context.Context, string) (dialer.CallRecord, error) {
	return dialer.CallRecord{}, errors.New("nothing is canceled here")
}

// TestAgentOfReconcilingRun: the results of a run that found a call of an earlier one before it began are on disk with their agent from the
// first on. Without it nothing could be found out about them after a crash.
func TestAgentOfReconcilingRun(t *testing.T) {
	t.Parallel()
	cfg := newConfig(t, "+14155550101,a")
	cfg.Reading.Route = dialer.Route{AgentID: "agent_x", FromNumberID: "ap_x"}
	remember := func() {
		remembered, err := settings.Read(&cfg.Files)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Recalled = remembered.Recall(nil, nil)
	}
	remember()
	if _, err := call(t, cfg, sending("r1"), caller(func(dialer.Request) dialer.Answer {
		return dialer.Answer{Kind: dialer.Lost, Code: "unreadable_answer", Entries: []dialer.Entry{{Disposition: dialer.Unknown, CallID: "ac_1"}}}
	})); err != nil {
		t.Fatal(err)
	}
	write(t, cfg.Contacts, "+14155550101,a", "+14155550102,b", "+14155550103,c")
	remember()
	send := sending("r2")
	send.BatchSize = 1
	r := open(t, newCampaign(t, cfg), send)
	err := errors.Join(r.Join(), r.CheckIDs())
	if err != nil {
		t.Fatal(err)
	}
	calls := oneCall{dialer.CallRecord{ID: "ac_1", To: "+14155550101"}}
	if report, err := r.Reconcile(t.Context(), campaign.ReconcileConfig{Calls: calls, RefKey: "ref", Disk: ownfile.OSDisk{}}); err != nil || len(report.Found) != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	var agents []string
	api := &fakeAPI{}
	_, err = r.MakePlan(t.Context())
	if err = errors.Join(err, r.Begin()); err == nil {
		err = r.Dial(t.Context(), engine.Deps{
			Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
			Caller: caller(func(req dialer.Request) dialer.Answer {
				_, err := ledger.Read(cfg.Own, func(res *dialer.Result) {
					if res.Batch.Run() == "r2" && res.Disposition == dialer.Accepted {
						agents = append(agents, res.AgentID)
					}
				})
				if err != nil {
					t.Error(err)
				}
				return api.Call(t.Context(), req)
			}),
		})
	}
	if _, err = r.Finish(err); err != nil {
		t.Fatal(err)
	}
	if len(agents) != 1 || agents[0] != "agent_x" {
		t.Errorf("while the run was at work, its results had the agents %q", agents)
	}
}

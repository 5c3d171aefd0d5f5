package converge_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// asWritten takes every cell for E.164.
type asWritten struct{}

func (asWritten) Read(cell, _ string) (dialer.Number, error) { return dialer.Number{E164: cell}, nil }

// open opens the campaign, as each command does.
func (m *model) open() (*campaign.Campaign, error) {
	files, err := fileset.Name(m.contacts(), "", false, dialer.Shard{})
	if err != nil {
		return nil, err
	}
	remembered, err := settings.Read(&files)
	if err != nil {
		return nil, err
	}
	retry, err := screen.ParseRetry(screen.DefaultRetry)
	if err != nil {
		return nil, err
	}
	return campaign.New(campaign.Config{
		Files: files, Numbers: asWritten{}, Recalled: remembered.Recall(nil, nil), SandboxID: func(string) bool { return false },
		Rules: screen.Rules{Duplicates: screen.SkipDuplicates, Retry: retry, MaxAttempts: 1000, UseIDs: m.idColumn != ""},
		Reading: csvio.ContactsConfig{
			NumberColumn: "phone", IDColumn: m.idColumn, Route: dialer.Route{AgentID: agentID, FromNumberID: "ap_x"},
		},
	})
}

// run is the command of this name.
func (m *model) run(ctx context.Context, p *process) error {
	c, err := m.open()
	if err != nil {
		return err
	}
	defer c.Close()
	m.runs++
	send := m.send
	send.Run = fmt.Sprintf("%s-%08x", time.Now().UTC().Format("20060102T150405"), m.runs)
	r, err := c.Open(campaign.RunConfig{Send: send, Holder: ownfile.Holder{Run: send.Run, Started: time.Now()}, Disk: p})
	if err != nil {
		return err
	}
	err = errors.Join(r.Join(), r.CheckIDs())
	if err == nil {
		err = m.phases(ctx, p, r)
	}
	_, err = r.Finish(err)
	return errors.Join(err, r.NoteEnd("end", "finished", 0))
}

// phases are those of a run between Join and its end.
func (m *model) phases(ctx context.Context, p *process, r *campaign.Run) error {
	api := client{&m.api, p}
	if r.Doubtful() {
		cfg := m.reconcileConfig(p)
		cfg.MaxPages = 200
		if _, err := r.Reconcile(ctx, cfg); errors.Is(err, dialer.ErrRecord) || ctx.Err() != nil {
			return err
		}
	}
	work, err := r.MakePlan(ctx)
	if err != nil || !work {
		return err
	}
	if send := m.send; send.Lines > 0 {
		if err := r.Follow(m.trackConfig(p)); err != nil {
			return err
		}
	}
	if err := r.Begin(); err != nil {
		return err
	}
	return r.Dial(ctx, engine.Deps{Caller: api, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop()})
}

// trackTimeout is how long calls are followed after the last one was placed.
const trackTimeout = 2 * time.Hour

func (m *model) trackConfig(p *process) calls.TrackConfig {
	return calls.TrackConfig{
		Calls: client{&m.api, p}, Agents: []string{agentID}, Timeout: trackTimeout, Leave: true, Holder: ownfile.Holder{Run: "track"}, Disk: p,
		Logger: zerolog.Nop(),
	}
}

// track is the command of this name.
func (m *model) track(ctx context.Context, p *process) error {
	files, err := fileset.Name(m.contacts(), "", false, dialer.Shard{})
	if err != nil {
		return err
	}
	cfg := m.trackConfig(p)
	cfg.Leave = false
	tracking, err := calls.Track(&files, dialer.Shard{}, cfg)
	if err != nil {
		return err
	}
	if err = tracking.Follow(ctx); errors.Is(err, dialer.ErrInProgress) {
		err = nil
	}
	return errors.Join(err, tracking.Close())
}

func (m *model) reconcileConfig(p *process) campaign.ReconcileConfig {
	return campaign.ReconcileConfig{Calls: client{&m.api, p}, Agents: []string{agentID}, RefKey: refKey, Disk: p, Logger: zerolog.Nop()}
}

// reconcile is the command of this name.
func (m *model) reconcile(ctx context.Context, p *process) error {
	c, err := m.open()
	if err != nil {
		return err
	}
	defer c.Close()
	cfg := m.reconcileConfig(p)
	cfg.Wait = m.wait
	report, err := c.Reconcile(ctx, ownfile.Holder{Run: "reconcile"}, cfg)
	for i := range report.Left {
		l := &report.Left[i]
		m.tell("  %s %s stays unknown: %s, until %v", l.Batch, l.Number, l.Missing, l.Until)
	}
	for i := range report.Doubles {
		m.oracle.fault("%s is reported as called twice", report.Doubles[i].Number)
	}
	return err
}

// status is where the campaign stands, with all results and CDRs.
type status struct {
	campaign.State

	results []dialer.Result
	cdrs    []dialer.CDR
}

// look reads the files as they are.
func (m *model) look() (s status, err error) {
	c, err := m.open()
	if err != nil {
		return s, err
	}
	defer c.Close()
	look, err := c.Look()
	if err != nil {
		return s, err
	}
	if s.State, err = look.Status(context.Background()); err != nil {
		return s, err
	}
	if _, err = ledger.Read(c.Results, func(r *dialer.Result) { s.results = append(s.results, *r) }); err != nil {
		return s, err
	}
	return s, ledger.ReadCalls(ledger.CallsPath(c.Results), func(r *dialer.CDR) { s.cdrs = append(s.cdrs, *r) })
}

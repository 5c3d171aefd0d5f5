package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/reconcile"
	"bulkdial/internal/campaign/fileset"
)

// ReconcileConfig says how it is found out what became of unknown contacts.
type ReconcileConfig struct {
	Calls dialer.Calls
	// Agents are those whose lists may have the calls of results that name no agent.
	Agents []string
	// RefKey is the key of the references; empty: the attempts carry none. MatchNumber is as in reconcile.Config.
	RefKey      string
	MatchNumber bool
	// Settle is how long after an attempt its call can appear in the list; 0: reconcile.DefaultSettle.
	Settle time.Duration
	// Speed is as in TrackConfig.
	Speed float64
	// Wait is how long it may be waited for what only takes time; 0: each list is read once.
	Wait time.Duration
	// MaxPages bounds each reading of a list; 0: none.
	MaxPages int
	// Progress and Waiting are as in reconcile.Config.
	Progress func(reconcile.Reading)
	Waiting  func(until time.Time)
	Disk     ownfile.Disk
	Logger   zerolog.Logger
}

// correcting is a ledger to which corrections of unknown results are added.
type correcting struct {
	campaign *Campaign
	record   *ledger.Ledger
	survey   *reconcile.Survey
	begun    bool
	disk     ownfile.Disk
}

// Reconcile finds out what became of the unknown contacts of the campaign, or of the shard of c.Own, and adds the results to c.Own. The
// error is one of ledger.Open, an *ownfile.LockedError while a run of another division is at work, or one of reconcile.Reconciler.Run.
func (c *Campaign) Reconcile(ctx context.Context, holder ownfile.Holder, cfg ReconcileConfig) (reconcile.Report, error) {
	k, err := c.openCorrecting(holder, cfg.Disk, cfg.Speed)
	if err != nil {
		return reconcile.Report{}, err
	}
	report, err := k.reconcile(ctx, cfg)
	if closing := recordError(k.record.Close()); err == nil {
		err = closing
	}
	return report, err
}

// openCorrecting takes the lock of the ledger, and reads which results are unknown.
func (c *Campaign) openCorrecting(holder ownfile.Holder, disk ownfile.Disk, speed float64) (*correcting, error) {
	k := &correcting{campaign: c, survey: reconcile.NewSurvey(), disk: disk}
	var err error
	if k.record, err = ledger.OpenOn(disk, c.Own, holder, k.survey.First); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	if err = k.sameKind(); err == nil {
		err = k.read(speed)
	}
	if err != nil {
		_ = k.record.Close() // nothing was written
		return nil, err
	}
	return k, nil
}

// sameKind returns an error where the sandbox would say what became of real calls, or the other way round.
func (k *correcting) sameKind() error {
	settings := k.record.Settings()
	if settings == nil || settings.Sandbox == k.campaign.cfg.Sandbox {
		return nil
	}
	if settings.Sandbox {
		return fieldError("Sandbox", "%s holds results of the sandbox, which alone knows of their calls", k.campaign.Own)
	}
	return fieldError("Sandbox", "%s holds results of real calls, of which the sandbox knows nothing", k.campaign.Own)
}

// read reads all ledgers of the campaign: once to find what is unknown, unless other shards answer for it, and once to learn of what is
// known about it.
func (k *correcting) read(speed float64) error {
	c := k.campaign
	files, err := ledger.ResultsFiles(c.Results)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	for _, file := range files {
		if fileset.SameName(file.Path, c.Own) || c.cfg.Shard.Divided() {
			continue
		}
		state, err := ledger.Read(file.Path, k.survey.First)
		if err == nil && state.Running && file.Shard.Count != c.cfg.Shard.Count {
			err = &ownfile.LockedError{Path: file.Path, Holder: state.Holder}
		}
		if err != nil {
			return err
		}
	}
	if !k.survey.Any() {
		return nil
	}
	every := time.Duration(float64(time.Second) / max(speed, 1e-9))
	for _, file := range files {
		if _, err := ledger.Read(file.Path, func(r *dialer.Result) { k.survey.Second(file.Path, r, every) }); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	return nil
}

func (k *correcting) reconcile(ctx context.Context, cfg ReconcileConfig) (reconcile.Report, error) {
	if cfg.Settle == 0 {
		cfg.Settle = reconcile.DefaultSettle
	}
	if !k.survey.Any() {
		return reconcile.Report{}, k.keep(nil)
	}
	var absences []reconcile.Absence
	for _, a := range ledger.ReadAbsences(k.campaign.Own) {
		absences = append(absences, reconcile.Absence(a))
	}
	return reconcile.New(k.survey, reconcile.Config{ //nolint:wrapcheck // it says what it was doing
		Calls: cfg.Calls, Agents: cfg.Agents, RefKey: cfg.RefKey, Referenced: cfg.RefKey != "", MatchNumber: cfg.MatchNumber,
		Settle: cfg.Settle, Speed: cfg.Speed, Wait: cfg.Wait, MaxPages: cfg.MaxPages, Record: k.correct, Absences: absences, Keep: k.keep,
		Progress: cfg.Progress, Waiting: cfg.Waiting, Logger: cfg.Logger,
	}).Run(ctx)
}

// keep makes absences durable.
func (k *correcting) keep(all []reconcile.Absence) error {
	kept := make([]ledger.Absence, len(all))
	for i, a := range all {
		kept[i] = ledger.Absence(a)
	}
	return ledger.WriteAbsences(k.disk, k.campaign.Own, kept) //nolint:wrapcheck // it says what it was doing
}

// correct adds results of attempts that were unknown. A result that says that a call was placed gets an intent first, as each such line
// has one: after a crash in between, its contact is unknown as before.
func (k *correcting) correct(results []dialer.Result) error {
	if !k.begun {
		if err := k.record.Begin(); err != nil {
			return recordError(err)
		}
		k.begun = true
	}
	placed := map[dialer.BatchName][]dialer.Result{}
	for _, r := range results {
		if r.Disposition == dialer.Accepted {
			placed[r.Batch] = append(placed[r.Batch], r)
			continue
		}
		if err := k.record.Append(r); err != nil {
			return recordError(err)
		}
	}
	for _, batch := range slices.Sorted(maps.Keys(placed)) {
		if err := addLost(k.record, batch, placed[batch]); err != nil {
			return recordError(err)
		}
	}
	return recordError(k.record.Flush())
}

// Doubtful reports whether the ledger has results that are unknown, or were before they were corrected.
func (r *Run) Doubtful() bool { return r.campaign.unknown }

// Reconcile finds out what became of contacts that earlier runs have left unknown, by one reading of each list. It comes between CheckIDs
// and MakePlan, which counts by what was found out. An error that is not dialer.ErrRecord leaves the run as it was.
func (r *Run) Reconcile(ctx context.Context, cfg ReconcileConfig) (reconcile.Report, error) {
	k := &correcting{campaign: r.campaign, record: r.ledger, survey: reconcile.NewSurvey(), disk: r.cfg.Disk}
	if _, err := ledger.Read(r.campaign.Own, k.survey.First); err != nil {
		return reconcile.Report{}, err //nolint:wrapcheck // it names the file
	}
	if err := k.read(cfg.Speed); err != nil {
		return reconcile.Report{}, err
	}
	cfg.Wait = 0
	report, err := k.reconcile(ctx, cfg)
	r.begun = k.begun
	for _, all := range [][]dialer.Result{report.Found, report.NotPlaced} {
		for i := range all {
			r.campaign.learn(&all[i])
		}
	}
	r.campaign.countCalls()
	return report, err
}

// Statement is what the operator has found out about an unknown contact.
type Statement struct {
	// Number is the contact's, as it may stand in the contacts file.
	Number string
	// CallID is the call that was placed; empty: none was.
	CallID string
	// Reason says how it is known.
	Reason string
}

// ByHand is the error_code of an attempt about which the operator has found out.
const ByHand = "by_hand"

// State records what the operator has found out, and returns the results. The error is a *UsageError if a statement is not about exactly
// one unknown contact; then nothing is recorded.
func (c *Campaign) State(holder ownfile.Holder, disk ownfile.Disk, statements []Statement) (results []dialer.Result, left int, err error) {
	k, err := c.openCorrecting(holder, disk, 1)
	if err != nil {
		return nil, 0, err
	}
	if results, err = k.stated(statements); err == nil {
		err = k.correct(results)
	}
	left = len(k.survey.Unknown()) - len(results)
	if closing := recordError(k.record.Close()); err == nil {
		err = closing
	}
	return results, left, err
}

// stated returns the results that statements make of unknown ones.
func (k *correcting) stated(statements []Statement) ([]dialer.Result, error) {
	var results []dialer.Result
	unknown, said := k.survey.Unknown(), map[string]bool{}
	for _, s := range statements {
		number, err := k.campaign.cfg.Numbers.Read(s.Number, "")
		if err != nil {
			return nil, Usagef("%s: %w", s.Number, err)
		}
		var its []dialer.Result
		for i := range unknown {
			if unknown[i].Number == number.E164 {
				its = append(its, unknown[i])
			}
		}
		switch {
		case said[number.E164]:
			return nil, Usagef("%s is named twice", s.Number)
		case len(its) == 0:
			return nil, Usagef("%s is the number of no unknown contact", s.Number)
		case len(its) > 1:
			return nil, Usagef("%s is the number of several unknown attempts (%s, rows counted without the header): it is not certain which of them is meant", s.Number, attemptsText(its))
		case s.CallID != "" && k.survey.Accounts(s.CallID):
			return nil, Usagef("the call %s is in the results already, of another attempt", s.CallID)
		case s.CallID != "" && k.campaign.cfg.SandboxID(s.CallID) != k.campaign.cfg.Sandbox:
			return nil, Usagef("one of the call %s and this campaign is of the sandbox", s.CallID)
		}
		said[number.E164] = true
		results = append(results, s.result(its[0]))
	}
	return results, nil
}

// result is what the statement makes of an unknown result.
func (s *Statement) result(r dialer.Result) dialer.Result {
	r.ErrorCode, r.Error = ByHand, "the operator says that a call was placed"
	if r.Disposition = dialer.Accepted; s.CallID == "" {
		r.Disposition, r.ErrorCode, r.Error = dialer.Rejected, reconcile.NotPlaced, "the operator says that no call was placed"
	}
	r.CallID = s.CallID
	r.Error += fmt.Sprintf(" (recorded %s)", time.Now().UTC().Format(time.RFC3339))
	if s.Reason != "" {
		r.Error += ": " + dialer.OneLine(s.Reason)
	}
	return r
}

// attemptsText names attempts.
func attemptsText(results []dialer.Result) string {
	texts := make([]string, len(results))
	for i := range results {
		texts[i] = fmt.Sprintf("row %d attempt %d", results[i].Row, results[i].Attempt)
	}
	return strings.Join(texts, ", ")
}

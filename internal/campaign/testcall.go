package campaign

import (
	"cmp"
	"context"
	"errors"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
)

// TestCallConfig says which number is called with which row.
type TestCallConfig struct {
	// To is the number as a person of the campaign's region writes it.
	To string
	// Row is the row of the contacts file, as a spreadsheet counts it; 0: the first one that can be read.
	Row int
	// Run names the call, and Note and Holder say who places it and with what.
	Run    string
	Note   RunNote
	Holder ownfile.Holder
	Disk   ownfile.Disk
	// Timeout bounds the request.
	Timeout time.Duration
}

// TestCall is a call to one number with the metadata and the route of a row. It takes no lock, and the results have no line about it, so
// that it may be placed beside a run, and changes nothing for the contact of the row.
type TestCall struct {
	campaign *Campaign
	cfg      TestCallConfig
	contact  dialer.Contact
}

// TestCall prepares a call to one number: the number is checked as a contact's would be, and the lists and other guards apply. The times
// of the row do not. The error is a *dialer.FieldError, one of Look, or a *ChangeError for settings with which a run must not begin.
func (c *Campaign) TestCall(ctx context.Context, cfg TestCallConfig) (*TestCall, error) {
	look, err := c.Look()
	if err != nil {
		return nil, err
	}
	row, err := c.row(ctx, cfg.Row)
	if err != nil {
		return nil, err
	}
	if changes := look.Changes(); len(changes) > 0 {
		return nil, errors.Join(changes...)
	}
	contact := *row
	contact.Number, contact.Region, contact.NotBefore, contact.Expires = cfg.To, "", time.Time{}, time.Time{}
	contact.Hidden = false // nobody of the row is called
	if c.cfg.Reading.RequireConsent != "" {
		contact.ConsentAt = time.Now() // the operator names the number
	}
	contact.TimeZone, contact.PostalCode, contact.State = "", "", ""
	contact.ID = "test call " + cfg.Run // the reference must be none of a contact
	alone := screen.New(screen.Config{
		Rules: screen.Rules{Duplicates: screen.SkipDuplicates, MaxAttempts: 1}, Numbers: c.cfg.Numbers, History: screen.NewHistory(),
		Guards: c.guards, Callers: c.cfg.Callers,
	})
	decision := alone.Decide(&contact)
	switch {
	case !decision.Call:
		return nil, fieldError(cmp.Or(decision.Field, "To"), "the test call is not placed: %s", decision.String())
	case decision.NoTime:
		return nil, fieldError("To", "no time is known at which the number may be called")
	case !decision.HoldUntil.IsZero():
		return nil, fieldError("To", "the number may not be called before %s", decision.HoldUntil.UTC().Format(time.RFC3339))
	}
	return &TestCall{campaign: c, cfg: cfg, contact: contact}, nil
}

// row returns the contact in a row of the contacts file; of row 0, the first one that can be read.
func (c *Campaign) row(ctx context.Context, sheetRow int) (*dialer.Contact, error) {
	last := 0
	for contact, err := range c.contacts.all(ctx) {
		bad, isBad := errors.AsType[*dialer.RowError](err)
		switch {
		case isBad && bad.SheetRow == sheetRow:
			return nil, fieldError("Row", "row %d cannot be read: %s", sheetRow, bad.String())
		case isBad:
			last = bad.SheetRow
		case err != nil:
			return nil, err
		case sheetRow == 0 || contact.SheetRow == sheetRow:
			return contact, nil
		default:
			last = contact.SheetRow
		}
	}
	if sheetRow == 0 {
		return nil, Usagef("%s has no row that can be read", c.Contacts)
	}
	return nil, fieldError("Row", "%s has no contact in row %d; its last one is in row %d", c.Contacts, sheetRow, last)
}

// Request is what is sent.
func (t *TestCall) Request() dialer.Request {
	identity := dialer.IdentityOf(t.contact.ID, t.contact.Number, 1)
	return dialer.Request{
		Batch: dialer.NewBatchName(t.cfg.Run, 1, 1), Route: t.contact.Route,
		Attempts: []dialer.Attempt{{Contact: t.contact, Number: 1, Ref: identity.Reference(1)}},
	}
}

// Row is the row of the contacts file, as a spreadsheet counts it.
func (t *TestCall) Row() int { return t.contact.SheetRow }

// Place asks the guards again, notes the call in the runs file, and places it, once. The end of ctx does not stop a request that was
// sent. The result is the zero value where nothing was sent; else the error is that of engine.CallAlone.
func (t *TestCall) Place(ctx context.Context, caller dialer.Caller) (dialer.Result, error) {
	c := t.campaign
	if err := c.guards.Refresh(); err != nil {
		return dialer.Result{}, err //nolint:wrapcheck // it says that no contact may be called
	}
	if ctx.Err() != nil {
		return dialer.Result{}, context.Cause(ctx)
	}
	request, cleared := t.Request(), time.Now()
	if err := t.check(&request); err != nil {
		return dialer.Result{}, err
	}
	begin := c.begin(t.cfg.Run, &t.cfg.Note, t.cfg.Holder)
	begin.TestCall, begin.Row = t.contact.Number, t.contact.Row
	if err := recordError(ledger.AppendRunBegin(t.cfg.Disk, ledger.RunsPath(c.Results), begin)); err != nil {
		t.settle(&request)
		return dialer.Result{}, err
	}
	request.Permit = c.guards.Permit(request, cleared)
	sending, cancel := engine.WithRequestTimeout(context.WithoutCancel(ctx), t.cfg.Timeout)
	defer cancel()
	result, err := engine.CallAlone(sending, caller, request)
	t.settle(&request, result)
	return result, err //nolint:wrapcheck // it says what the API answered
}

// settle tells the caps what became of the call; without a result it was not placed.
func (t *TestCall) settle(req *dialer.Request, results ...dialer.Result) {
	if caps := t.campaign.caps; caps != nil {
		caps.Settle(req, results, time.Now())
	}
}

// check returns an error if a guard does not let the number be called now, and counts the call for the caps.
func (t *TestCall) check(req *dialer.Request) error {
	c, now := t.campaign, time.Now()
	answer := c.guards.Check(&t.contact, now)
	if answer == (dialer.Clearance{}) && c.caps != nil {
		taken, err := c.caps.Take(req, now)
		if err == nil {
			err = taken.Full
		}
		if err != nil {
			return err
		}
		answer = taken.Answers[0]
	}
	if answer != (dialer.Clearance{}) {
		return fieldError("To", "the number may not be called any more: %s", answer.String())
	}
	return nil
}

// NoteEnd writes how a call has ended that Place has placed. The error wraps dialer.ErrRecord.
func (t *TestCall) NoteEnd(r *dialer.Result, endedBy, outcome string, exitCode int) error {
	end := ledger.RunEnd{Run: t.cfg.Run, At: time.Now().UTC().Truncate(time.Millisecond), EndedBy: endedBy, Outcome: dialer.MaskNumbers(dialer.OneLine(outcome)), ExitCode: exitCode, Sent: 1, Requests: 1, CallID: r.CallID}
	switch r.Disposition { //nolint:exhaustive // CallAlone returns no others
	case dialer.Accepted:
		end.Accepted = 1
	case dialer.Rejected:
		end.Rejected = 1
	default:
		end.Unknown = 1
	}
	return recordError(ledger.AppendRunEnd(t.cfg.Disk, ledger.RunsPath(t.campaign.Results), end))
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/cartesia"
)

// testCall calls one number with the metadata of a row.
func (c *runCommand) testCall(ctx context.Context) error {
	prepared, err := c.app.prepareTest(ctx, c)
	if err != nil {
		return err
	}
	defer prepared.Close()
	call, err := prepared.TestCall(ctx, campaign.TestCallConfig{
		To: c.send.Test.Number, Row: c.send.Test.Row, Run: c.send.Config.Run, Note: c.app.runNote(false),
		Holder: c.app.holder(c.send.Config.Run), Disk: ownfile.OSDisk{}, Timeout: c.send.Config.RequestTimeout,
	})
	if err != nil {
		return err //nolint:wrapcheck // it says what is wrong
	}
	if c.asks() {
		if err := c.confirmTest(ctx, call); err != nil {
			return err
		}
	}
	calls := ""
	if c.contacts.Sandbox {
		calls = prepared.SandboxCalls()
	}
	client, stop, err := c.send.API.Client(ctx, calls)
	if err != nil {
		return err
	}
	defer stop()
	result, err := call.Place(ctx, client)
	if result.Disposition == "" {
		return err //nolint:wrapcheck // it says why nothing was sent
	}
	if err == nil && result.Disposition != dialer.Accepted {
		err = exit.ErrLook
	}
	end := exit.Of(err)
	noting := call.NoteEnd(&result, end.Word, cmp.Or(fault.Text(err), "finished"), end.Code)
	return errors.Join(err, noting, c.showTest(call, &result, end))
}

// prepareTest checks all that can be checked before a test call. It waits for no lock and takes none.
func (a *app) prepareTest(ctx context.Context, c *runCommand) (*campaign.Campaign, error) {
	files, err := c.contacts.Files(c.name, dialer.Shard{})
	if err != nil {
		return nil, err
	}
	return c.send.PrepareFiles(ctx, &a.Line, c.cmd, files, dialer.Shard{}, c.contacts)
}

// confirmTest shows the request and asks whether to send it.
func (c *runCommand) confirmTest(ctx context.Context, call *campaign.TestCall) error {
	w := &terminal.Text{Out: c.app.Region}
	w.Printf("test call with row %d of %s:\n", call.Row(), c.name)
	w.Printf("POST %s/agents/calls\n%s\n\n", strings.TrimSuffix(c.send.API.Config.BaseURL, "/"), cartesia.Body(c.contacts.APIVersion, c.contacts.RefKey, call.Request()))
	return c.confirmed(ctx, fmt.Sprintf("Call %s now?", call.Request().Attempts[0].Contact.Number))
}

// testCallJSON is a test call for machines.
type testCallJSON struct {
	// Run is the name of the run.
	Run string `json:"run"`
	// Number is the number that was called, and Row the row whose metadata the agent was given, from 1, without the header.
	Number string `json:"to_number"`
	Row    int    `json:"row"`
	// Disposition is what became of it: `accepted`, `rejected` or `unknown`. CallID is the API's id of the call.
	Disposition dialer.Disposition `json:"disposition"`
	CallID      string             `json:"agent_call_id"`
	// ErrorCode and Error say why there was no call; HTTPStatus is the status of the answer, 0 for none.
	ErrorCode  string `json:"error_code"`
	Error      string `json:"error"`
	HTTPStatus int    `json:"http_status"`
	// EndedBy is how the run ended, in one word, and ExitCode that of the process.
	EndedBy  string `json:"ended_by"`
	ExitCode int    `json:"exit_code"`
	// At is when it was decided.
	At time.Time `json:"at"`
}

// showTest prints what became of a test call.
func (c *runCommand) showTest(call *campaign.TestCall, r *dialer.Result, end exit.Ending) error {
	machine := testCallJSON{
		c.send.Config.Run, r.Number, r.Row, r.Disposition, r.CallID, r.ErrorCode, r.Error, r.HTTPStatus, end.Word, end.Code, r.At.UTC(),
	}
	if file := c.send.SummaryPath(); file != "" {
		if err := writeJSONFile(file, machine); err != nil {
			return err
		}
	}
	if c.send.PrintsSummary() || c.app.InPod() {
		return c.app.PrintJSON(machine)
	}
	w := &terminal.Text{Out: c.app.Stdout}
	w.Printf("test call to %s with row %d: %s", r.Number, call.Row(), r.Disposition)
	if r.CallID != "" {
		w.Printf(", call %s", r.CallID)
	}
	if r.ErrorCode != "" {
		w.Printf(" (%s: %s)", r.ErrorCode, r.Error)
	}
	w.Printf("\n")
	if r.Disposition == dialer.Unknown {
		w.Printf("  the phone may ring: no usable answer came\n")
	}
	return w.Err
}

func writeJSONFile(path string, value any) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return errors.Join(terminal.WriteJSON(file, value), file.Close())
}

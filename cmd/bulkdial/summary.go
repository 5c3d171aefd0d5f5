package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
)

// printSummary writes the summary to standard output, and as JSON where the flags ask for that.
func (a *app) printSummary(s *campaign.State, ended error, send *options.Send) error {
	again := show.NewAgain(&a.Line, s.Files.Contacts)
	var text, machine bytes.Buffer
	err := errors.Join(show.WriteSummary(&text, s, ended, again), terminal.WriteJSON(&machine, show.NewSummary(s, ended, again)))
	a.summary = text.String()
	if file := send.SummaryPath(); file != "" {
		if writing := os.WriteFile(file, machine.Bytes(), 0o600); writing != nil {
			err = errors.Join(err, fmt.Errorf("writing the summary: %w", writing))
		}
	}
	if send.PrintsSummary() || a.InPod() {
		return errors.Join(err, a.PrintJSON(show.NewSummary(s, ended, again)))
	}
	if a.OneTerminal() {
		a.told = fault.Text(ended)
	}
	_, writing := io.WriteString(a.Stdout, show.FoldAround(text.String(), a.Width()))
	return errors.Join(err, writing)
}

// finished tells how the run has ended.
func (s *session) finished(state *campaign.State, ended error) {
	s.told = true
	if s.notify != nil {
		s.notify.Finished(show.NewSummary(state, ended, show.NewAgain(&s.app.Line, state.Files.Contacts)))
	}
}

// tripped tells that the answers of the API stop the run, which still waits for what was sent.
func (s *session) tripped(why error, live engine.Live) {
	if s.notify == nil {
		return
	}
	state := s.run.Now(live)
	s.notify.Tripped(show.NewSummary(&state, why, show.NewAgain(&s.app.Line, state.Files.Contacts)), live.ContactsInFlight)
}

// notifyFailed sends the notice when a command fails outside of a run, where there is no summary.
func (c *runCommand) notifyFailed(err error) {
	if !c.told {
		c.notify.Failed("run", c.name, err)
	}
}

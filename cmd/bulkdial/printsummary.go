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

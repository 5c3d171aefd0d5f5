package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/campaign"
)

// confirm shows the plan, and what its contacts are called with, and asks whether to call.
func (s *session) confirm(ctx context.Context) error {
	var text strings.Builder
	w := show.NewWriter(&text)
	cfg, assumed := s.send.Forecast()
	f := s.campaign.Forecast(s.run.Plan(), cfg, assumed, time.Now())
	w.Forecast(s.campaign.Contacts, &f, assumed, cfg, s.send.Hours.Guard())
	w.CallWith(s.campaign, s.run, s.send.API.Config.BaseURL, &f, assumed)
	_, _ = fmt.Fprintln(s.app.Region, terminal.Fold(text.String(), terminal.Columns(s.app.Stderr)))
	return s.confirmed(ctx, s.question(s.run.Plan()))
}

// confirmed asks a question, and returns exit.ErrDeclined unless the answer is yes.
func (c *runCommand) confirmed(ctx context.Context, question string) error {
	answer, err := c.answer(ctx, question+" Type y or yes to go on: ")
	if err == nil && answer != "y" && answer != "yes" {
		err = exit.ErrDeclined
	}
	return err
}

// answer asks a question and returns the answer, in lower case.
func (c *runCommand) answer(ctx context.Context, question string) (string, error) {
	w := &terminal.Text{Out: c.app.Region}
	w.Printf("%s", question)
	if c.answers == nil { // one for all questions, because it reads ahead
		c.answers = bufio.NewReader(campaign.Interruptible(ctx, c.app.Stdin))
	}
	answer, err := c.answers.ReadString('\n')
	if err != nil {
		w.Printf("\n") // the question has no line end behind it
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err //nolint:wrapcheck // the cause of the context's end
	}
	return strings.ToLower(strings.TrimSpace(answer)), nil
}

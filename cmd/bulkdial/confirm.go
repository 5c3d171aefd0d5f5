package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/forecast"
)

// confirm shows the plan, and what its contacts are called with, and asks whether to call.
func (s *session) confirm(ctx context.Context) error {
	var text strings.Builder
	w, cfg, assumed := &textWriter{out: &text}, s.send.send, s.send.assumed
	assumed.Lines = cfg.Lines
	if s.send.byLines {
		cfg.CPS = float64(max(1, len(s.send.callers)))
	}
	f := s.campaign.Forecast(s.run.Plan(), cfg, assumed, time.Now())
	w.forecast(s.campaign.Contacts, &f, assumed, cfg, s.send.hours.kept)
	w.callWith(s, &f, assumed)
	_, _ = fmt.Fprintln(s.app.region, fold(text.String(), columns(s.app.stderr)))
	return s.confirmed(ctx, s.question(s.run.Plan()))
}

// callWith writes what the contacts of a plan are called with.
func (w *textWriter) callWith(s *session, f *forecast.Forecast, assumed forecast.Assumptions) {
	switch {
	case assumed.Price > 0: // the forecast has the cost
	case f.Unbounded > 0:
		w.printf("  cost: no bound: %s without a maximum duration (--max-call-duration-minutes)\n", campaign.Plural(f.Unbounded, "contact"))
	default:
		w.printf("  cost: %s of calls at most; --price-per-minute says what they cost\n", campaign.Plural(int(f.Minutes), "minute"))
	}
	w.printf("call with\n")
	w.named("agent", f.Agents, len(f.Agents), func(id string) string { return withName(id, s.run.AgentName(id)) })
	w.named("from", f.Callers, len(f.Callers), func(id string) string {
		caller := s.run.Caller(id)
		return withName(id, caller.Number, caller.Provider)
	})
	w.printf("  address: %s\n", strings.TrimSuffix(s.send.api.config.BaseURL, "/"))
	sent := s.campaign.MetadataColumns()
	w.named("metadata", sent.First, sent.Count, dialer.OneLine)
	lists := s.campaign.SuppressionLists()
	names := make([]string, len(lists))
	for i, list := range lists {
		names[i] = fmt.Sprintf("%s (%s%s)", list.Name, campaign.Plural(list.Entries, "number"), expiredText(list.Expired))
	}
	w.named("lists", names, len(names), dialer.OneLine)
}

// expiredText is how many entries of a list do not count any more.
func expiredText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d expired", n)
}

// mostShown is how many things of one kind are named.
const mostShown = 8

// named writes the first of n things, each as show has it.
func (w *textWriter) named(kind string, first []string, n int, show func(string) string) {
	shown := make([]string, min(mostShown, len(first)))
	for i := range shown {
		shown[i] = show(first[i])
	}
	text := strings.Join(shown, ", ")
	switch more := n - len(shown); {
	case n == 0:
		text = "none"
	case more > 0:
		text += fmt.Sprintf(" and %d more", more)
	}
	w.printf("  %s: %s\n", kind, text)
}

// withName is an id with what else is known of it.
func withName(id string, known ...string) string {
	known = slices.DeleteFunc(known, func(s string) bool { return s == "" })
	if len(known) == 0 {
		return id
	}
	return id + " (" + dialer.OneLine(strings.Join(known, ", ")) + ")"
}

// usualQuestion asks whether to call the contacts of a plan.
func usualQuestion(p *engine.Plan) string {
	if p.Held > 0 {
		return fmt.Sprintf("Call %s now and %d later?", peopleText(p.ToCall), p.Held)
	}
	return fmt.Sprintf("Call %s now?", peopleText(p.ToCall))
}

// peopleText is a number of them.
func peopleText(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprint(n, " people")
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
	w := &textWriter{out: c.app.region}
	w.printf("%s", question)
	if c.answers == nil { // one for all questions, because it reads ahead
		c.answers = bufio.NewReader(campaign.Interruptible(ctx, c.app.stdin))
	}
	answer, err := c.answers.ReadString('\n')
	if err != nil {
		w.printf("\n") // the question has no line end behind it
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err //nolint:wrapcheck // the cause of the context's end
	}
	return strings.ToLower(strings.TrimSpace(answer)), nil
}

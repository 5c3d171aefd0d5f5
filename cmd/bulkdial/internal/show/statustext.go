package show

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/overview"
)

// How many groups of errors, examples of each, and gaps a status shows.
const (
	shownErrors   = 10
	shownExamples = 3
	shownGaps     = 3
)

// StatusText is the state of a campaign for people. Lines that are longer than a terminal is wide are folded. Numbers are masked unless
// they are shown. One that is painted again and again names fewer reasons for which rows are not called: they do not change, and what does
// is below them.
func StatusText(l *flags.Line, o *overview.Overview, showNumbers, painted bool) string {
	var text strings.Builder
	w := NewWriter(&text)
	width := l.Width()
	w.headline(&o.State)
	w.paused(&o.State, NewAgain(l, o.Files.Contacts))
	if o.Lines != (dialer.LineUse{}) {
		w.Printf("  lines: %s\n", LinesText(o.Lines))
	}
	w.tally(o.Contacts)
	w.outcomes(&o.State)
	w.durations(&o.Durations)
	if o.Again > 0 {
		w.Printf("  of the pending, called before and to be called again: %d\n", o.Again)
	}
	w.redials(o.Redials)
	w.holds(o.Holds)
	w.moved(&o.Moved)
	w.unstable(&o.Moved)
	w.attempts(o.Attempts, o.CallsKnown)
	if painted {
		w.causes(o.Causes, paintedCauses, "see bulkdial status without --watch")
	} else {
		w.causes(o.Causes, shownCauses, "see error_code in the results")
	}
	w.failures(o, showNumbers)
	w.pace(&o.Pace, width, l.Blocks())
	w.gaps(o.Gaps)
	w.history(o.History)
	folded := terminal.Fold(text.String(), width)
	text.Reset()
	w.Printf("results: %s", o.Results) // it may be copied
	if o.ResultsFiles > 1 {
		w.Printf(" and those of its shards, %d files together", o.ResultsFiles)
	}
	return folded + text.String() + "\n"
}

// headline says in one line where the campaign stands.
func (w *Writer) headline(s *campaign.State) {
	name := s.Files.Contacts
	switch {
	case s.ResultsFiles == 0:
		w.Printf("%s: not begun\n", name)
	case len(s.Holders) == 1:
		w.Printf("%s: in use by %s%s\n", name, s.Holders[0], inFlightText(s.InFlight))
	case len(s.Holders) > 1:
		w.Printf("%s: in use by %d runs%s\n", name, len(s.Holders), inFlightText(s.InFlight))
	case s.InFlight > 0:
		w.Printf("%s: cut off with %d in flight (counted as unknown)\n", name, s.InFlight)
	case s.Contacts.Pending > 0:
		w.Printf("%s: not finished\n", name)
	default:
		w.Printf("%s: finished\n", name)
	}
}

// inFlightText says how many contacts wait for an answer, if any do.
func inFlightText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d in flight (counted as unknown)", n)
}

// durations says how long answered calls lasted.
func (w *Writer) durations(d *overview.Durations) {
	if d.Known > 0 {
		w.Printf("  answered calls: half of them up to %s, nine in ten up to %s, %s together\n", d.Median, d.P90, d.Total.Round(time.Second))
	}
}

// holds says which contacts are held, and until when. Those for which no time is known are among the causes.
func (w *Writer) holds(holds []overview.Hold) {
	for _, hold := range holds {
		if !hold.Until.IsZero() {
			w.Printf("  %d held, the first until %s: %s\n", hold.Count, soon(hold.Until), hold.Why)
		}
	}
}

// attempts writes a table of the attempts, where some contacts were called more than once.
func (w *Writer) attempts(attempts []overview.Attempt, callsKnown bool) {
	if len(attempts) < 2 {
		return
	}
	answered := ""
	if callsKnown {
		answered = fmt.Sprintf("%10s", "answered")
	}
	w.Printf("  %-10s%10s%10s%10s%10s%s\n", "attempt", "sent", "accepted", "rejected", "unknown", answered)
	for i, a := range attempts {
		number := strconv.Itoa(a.Attempt)
		if i+1 == overview.MaxAttempts {
			number += "+"
		}
		if callsKnown {
			answered = fmt.Sprintf("%10d", a.Outcomes.Answered)
		}
		w.Printf("  %-10s%10d%10d%10d%10d%s\n", number, a.Sent, a.Accepted, a.Rejected, a.Unknown, answered)
	}
}

// failures writes why contacts have no accepted call that were sent, with a few of them.
func (w *Writer) failures(o *overview.Overview, showNumbers bool) {
	shown, further := 0, 0
	for _, group := range maskedErrors(o.Errors, showNumbers) {
		switch {
		case group.Disposition.Skip(): // it is among the causes
			continue
		case shown == shownErrors:
			further++
			continue
		}
		shown++
		w.Printf("  %d %s: %s (%s)\n", group.Count, group.Disposition, Shorten(group.Message, 240), group.Code)
		for _, example := range group.Examples[:min(shownExamples, len(group.Examples))] {
			w.Printf("    row %d: %s%s\n", example.Row, example.Number, lastAttemptText(&example))
		}
	}
	switch {
	case o.FurtherErrors > 0:
		w.Printf("  … and %d other errors, and more of %s; see error_code in the results\n", further, dialer.Plural(o.FurtherErrors, "contact"))
	case further > 0:
		w.Printf("  … and %d other errors; see error_code in the results\n", further)
	}
}

// lastAttemptText says which was the last attempt of a contact.
func lastAttemptText(e *overview.Example) string {
	if e.Batch == "" {
		return ""
	}
	return fmt.Sprintf(", batch %s, %s", e.Batch, e.At.Format(time.RFC3339))
}

// gaps writes the longest times in which nothing was sent.
func (w *Writer) gaps(gaps []overview.Gap) {
	longest := longestGaps(gaps, shownGaps)
	for _, gap := range longest {
		w.Printf("  nothing was sent from %s to %s: %s\n", gap.From.Local().Format(clockFormat), gap.To.Local().Format(clockFormat), gapText(gap.Why))
	}
	if n := len(gaps) - len(longest); n > 0 {
		w.Printf("  … and at %s\n", dialer.Plural(n, "shorter time"))
	}
}

// gapText says why nothing was sent.
func gapText(why overview.GapReason) string {
	switch why {
	case overview.GapNoRun:
		return "no run was at work"
	case overview.GapPaused:
		return "the campaign was paused"
	case overview.GapFailures:
		return "the API gave no good answer"
	case overview.GapLines:
		return "no line was free"
	case overview.GapTime:
		return "no contact could be called at that time"
	}
	return string(why)
}

// history says how many runs there were, and how the last one has ended.
func (w *Writer) history(h *overview.History) {
	if h == nil {
		return
	}
	w.Printf("  runs: %d", h.Runs)
	if h.TestCalls > 0 {
		w.Printf(", of them test calls: %d", h.TestCalls)
	}
	w.Printf("; the last began %s", h.Last.At.Format(time.RFC3339))
	if h.LastEnd != nil {
		w.Printf(" and ended %s: %s (exit code %d)\n", h.LastEnd.At.Format(time.RFC3339), h.LastEnd.Outcome, h.LastEnd.ExitCode)
	} else {
		w.Printf(" and has not said how it ended\n")
	}
}

// paused says that a campaign is paused, and which command ends that.
func (w *Writer) paused(s *campaign.State, again *Again) {
	if s.Paused {
		w.Printf("  paused: runs call nobody until %s\n", again.Command("resume"))
	}
}

package show

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
)

// SummaryJSON is how a run ended, as --summary writes it.
type SummaryJSON struct {
	// Campaign is the contacts file.
	Campaign string `json:"campaign"`
	// Shard is the part of it that the run called, as i/n; empty for the whole.
	Shard string `json:"shard,omitempty"`
	// Results is the results file, and Run the name of the run, with which its batches begin.
	Results string `json:"results"`
	Run     string `json:"run"`
	// Outcome is `finished` or the error that ended the run, and EndedBy is its kind in one word.
	Outcome string `json:"outcome"`
	EndedBy string `json:"ended_by"`
	// ExitCode is that of the process.
	ExitCode int `json:"exit_code"`
	// Contacts counts the contacts of the file by their last word, whichever run it comes from.
	Contacts dialer.Tally `json:"contacts"`
	// Paused: runs of the campaign call nobody until it goes on.
	Paused bool `json:"paused"`
	// Outcomes counts the accepted contacts by how their last calls have ended; nil where no end is known.
	Outcomes *OutcomesJSON `json:"outcomes,omitempty"`
	// ReadAll: the counts are of the whole file; else only of what was read of standard input.
	ReadAll bool `json:"read_all"`
	// JudgedFirst: all rows were checked before the first contact was called; not so with standard input.
	JudgedFirst bool `json:"judged_first"`
	// Settled is how many contacts earlier runs have settled.
	Settled int `json:"settled_before"`
	// ThisRun is what this run has done.
	ThisRun thisRun `json:"this_run"`
	// Interrupted is how many contacts an earlier run had in flight when it was cut off.
	Interrupted int `json:"interrupted_before"`
	// Moved says which ids have another number now than was called for them; their contacts are left alone.
	Moved screen.Moved `json:"moved_ids"`
	// Causes are the reasons for which contacts were skipped, rejected or left unknown, and Repaired says what was repaired in their
	// numbers.
	Causes   []engine.Cause `json:"causes"`
	Repaired []engine.Cause `json:"repaired"`
	// File is what has happened to the contacts file since it was read; nil for standard input.
	File *table.FileChanges `json:"contacts_file,omitempty"`
	// Cost is what the calls of the campaign have cost, where the price of a minute is known and there are calls.
	Cost *campaign.Cost `json:"cost,omitempty"`
	// Next is what there is to do, in its order.
	Next []NextStep `json:"next"`
}

// thisRun is the work of one run.
type thisRun struct {
	// Accepted, Rejected and Unknown are the contacts that it has sent, by what became of them.
	Accepted int `json:"accepted"`
	Rejected int `json:"rejected"`
	Unknown  int `json:"unknown"`
	// Requests is how many requests it has sent.
	Requests int `json:"requests"`
	// Began is when it began, and Seconds the time from its first request to its last result.
	Began   time.Time `json:"began"`
	Seconds float64   `json:"seconds"`
	// CPS is its mean pace, in calls per second.
	CPS float64 `json:"cps"`
}

// NewSummary returns the summary for machines. Err is the error that ended the run, or nil.
func NewSummary(s *campaign.State, err error, again *Again) SummaryJSON {
	end, work := exit.Of(err), &s.ThisRun
	sum := SummaryJSON{
		Campaign: s.Files.Contacts, Results: s.Own, Run: s.Run,
		Outcome: cmp.Or(fault.Text(err), "finished"), EndedBy: end.Word, ExitCode: end.Code,
		Contacts: s.Contacts, Paused: s.Paused, Outcomes: newOutcomes(s), ReadAll: s.ReadAll, JudgedFirst: s.CheckedFirst, Settled: s.Settled,
		Interrupted: s.Interrupted, Moved: s.Moved, Causes: fault.Flagged(s.Causes), Repaired: s.Repaired, File: s.ContactsFile,
		Cost: s.Cost, Next: append([]NextStep{}, NextSteps(s, end, again)...),
		ThisRun: thisRun{
			Accepted: work.Results.Accepted, Rejected: work.Results.Rejected, Unknown: work.Results.Unknown,
			Requests: work.Requests, Began: work.Began.UTC(), Seconds: work.Took.Seconds(), CPS: work.CPS(),
		},
	}
	if s.Shard.Divided() {
		sum.Shard = s.Shard.String()
	}
	return sum
}

// WriteSummary writes the summary for people. Ended is the error that ended the run, or nil.
func WriteSummary(out io.Writer, s *campaign.State, ended error, again *Again) error {
	w := NewWriter(out)
	name := s.Files.Contacts
	outcome := strings.TrimPrefix(cmp.Or(fault.Text(ended), "finished"), name+": ")
	if s.Shard.Divided() {
		name += ", shard " + s.Shard.String()
	}
	w.Printf("%s: %s\n", name, outcome)
	w.paused(s, again)
	w.tally(s.Contacts)
	w.outcomes(s)
	if !s.ReadAll {
		w.Printf("  the rest of standard input was not read\n")
	}
	if !s.CheckedFirst {
		w.Printf("  standard input was checked row by row: contacts were called before later rows were read\n")
	}
	if s.Settled > 0 {
		w.Printf("  settled by earlier runs: %d\n", s.Settled)
	}
	w.moved(&s.Moved)
	w.causes(s.Causes, shownCauses, "see error_code in the results")
	w.repaired(s.Repaired)
	if run := &s.ThisRun; run.Sent > 0 {
		took, pace := run.Took.Round(time.Millisecond), ""
		if run.Took >= time.Second { // a request or two say nothing about the pace
			took, pace = run.Took.Round(10*time.Millisecond), fmt.Sprintf("%.1f calls per second, ", run.CPS())
		}
		w.Printf("sent %d in %s, %s%s\n", run.Sent, took, pace, dialer.Plural(run.Requests, "request"))
	} else if !errors.Is(ended, exit.ErrCanary) { // the canary was a run of its own, and its end says what it did
		w.Printf("this run called no contacts\n")
	}
	w.spent(s.Cost)
	w.Printf("results: %s\n", s.Own)
	for _, note := range FileNotes(s) {
		w.Printf("note: %s\n", note)
	}
	for _, step := range NextSteps(s, exit.Of(ended), again) {
		w.next(step)
	}
	return w.Err
}

// FileNotes says what has happened to the contacts file during a run that has called all that it had read. A change that
// has ended the run is in its error.
func FileNotes(s *campaign.State) []string {
	file, name := s.ContactsFile, s.Files.Contacts
	if file == nil {
		return nil
	}
	var notes []string
	if n := file.AppendedBytes; n > 0 {
		note := fmt.Sprintf("%d bytes were appended to %s during the run and were not read: run again to call them", n, name)
		if file.LastRowOpen {
			note += "; its last row had no line break and was read as it was before"
		}
		notes = append(notes, note)
	}
	switch {
	case file.Replaced:
		notes = append(notes, name+" is a new file now: this run read the old one, so run again to call the added contacts")
	case file.Removed:
		notes = append(notes, name+" was removed or renamed during the run, which read the old file to its end")
	}
	return notes
}

// next writes what there is to do, and each command on a line of its own, to be copied.
func (w *Writer) next(step NextStep) {
	if len(step.Commands) == 0 {
		w.Printf("next: %s\n", step.What)
		return
	}
	w.Printf("next: %s:\n", step.What)
	for _, command := range step.Commands {
		w.Printf("  %s\n", command)
	}
}

// spent writes what the calls of a campaign have cost, and what those cost at most of which that is not known.
func (w *Writer) spent(c *campaign.Cost) {
	if c == nil {
		return
	}
	var parts []string
	if c.Known > 0 {
		parts = append(parts, fmt.Sprintf("%.2f for %s of known duration (%s at %v each)", c.Spent, dialer.Plural(c.Known, "call"), dialer.Plural(int(c.Minutes), "minute"), c.Price))
	}
	others := dialer.Plural(c.Open, "call")
	if c.Known > 0 {
		others = dialer.Plural(c.Open, "other call")
	}
	switch {
	case c.Open == 0:
	case c.Most == nil:
		parts = append(parts, "no bound for "+others+" without a maximum duration")
	default:
		parts = append(parts, fmt.Sprintf("at most %.2f for %s (of at most %s each)", *c.Most, others, dialer.Plural(int(c.LongestCall), "minute")))
	}
	w.Printf("cost: %s\n", strings.Join(parts, "; "))
}

// FoldAround folds the lines of a summary, except those that are copied: commands, and the name of the results.
func FoldAround(text string, width int) string {
	var folded strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "  bulkdial ") && !strings.HasPrefix(line, "results: ") {
			line = terminal.Fold(line, width)
		}
		folded.WriteString(line)
	}
	return folded.String()
}

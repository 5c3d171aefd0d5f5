package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// summary is how a run ended, as --summary writes it.
type summary struct {
	Campaign string `json:"campaign"`
	// Shard is the part of it that the run has dealt with, as i/n; empty for the whole.
	Shard   string `json:"shard,omitempty"`
	Results string `json:"results"`
	Run     string `json:"run"`
	// Outcome is finished or the reason for which the run ended early.
	Outcome  string `json:"outcome"`
	ExitCode int    `json:"exit_code"`
	// Contacts counts the contacts of the file by their last word, whichever run it comes from.
	Contacts dialer.Tally `json:"contacts"`
	// ReadAll: the counts are of the whole file; else only of what was read of standard input.
	ReadAll bool `json:"read_all"`
	// JudgedFirst: all rows were judged before the first was called; not so of standard input.
	JudgedFirst bool `json:"judged_first"`
	// Settled is how many of them earlier runs had settled.
	Settled int     `json:"settled_before"`
	ThisRun thisRun `json:"this_run"`
	// Interrupted is how many contacts an earlier run had in flight when it was cut off.
	Interrupted int            `json:"interrupted_before"`
	Causes      []dialer.Cause `json:"causes"`
	Repaired    []dialer.Cause `json:"repaired"`
	// File is what happened to the contacts file during the run; nil for standard input.
	File *csvio.FileChanges `json:"contacts_file,omitempty"`
}

// thisRun is the work of one run.
type thisRun struct {
	Accepted int       `json:"accepted"`
	Rejected int       `json:"rejected"`
	Unknown  int       `json:"unknown"`
	Requests int       `json:"requests"`
	Began    time.Time `json:"began"`
	Seconds  float64   `json:"seconds"`
	CPS      float64   `json:"cps"`
}

func (s *session) summarize(err error) summary {
	live := s.report.Live
	sum := summary{
		Campaign: s.campaign.contacts, Results: s.campaign.results, Run: s.send.send.Run,
		Outcome: "finished", Contacts: s.report.Tally, ReadAll: err == nil, Settled: s.report.Settled,
		Interrupted: s.record.Interrupted(), Causes: s.report.Causes, Repaired: s.report.Repaired, JudgedFirst: !s.campaign.piped(),
		File: s.campaign.changes(),
		ThisRun: thisRun{
			Accepted: live.Accepted, Rejected: live.Rejected, Unknown: live.Unknown,
			Requests: live.Requests, Began: cmp.Or(s.report.Began, s.began).UTC(),
		},
	}
	if s.campaign.shard.Divided() {
		sum.Shard = s.campaign.shard.String()
	}
	if err != nil {
		sum.Outcome = err.Error()
	}
	if s.plan != nil && (err != nil || s.report.Began.IsZero()) {
		// What the run did not come to read is counted as the plan has found it.
		sum.Contacts, sum.Settled, sum.ReadAll = s.plan.Tally, s.plan.Settled, true
		sum.Contacts.Add(live)
	}
	if s.report.Began.IsZero() && s.plan != nil {
		sum.Causes, sum.Repaired = s.plan.Causes, s.plan.Repaired
	}
	if took := s.report.Ended.Sub(s.report.Began); took > 0 {
		sum.ThisRun.Seconds = took.Seconds()
		sum.ThisRun.CPS = float64(live.Sent) / took.Seconds()
	}
	return sum
}

// printSummary writes the summary to standard output, and as JSON to file.
func (a *app) printSummary(sum summary, file string) error {
	var text, machine bytes.Buffer
	err := errors.Join(writeSummary(&text, sum), writeJSON(&machine, sum))
	a.summary = text.String()
	said := &text
	switch file {
	case "":
	case "-":
		said = &machine
	default:
		if writing := os.WriteFile(file, machine.Bytes(), 0o600); writing != nil {
			err = errors.Join(err, fmt.Errorf("writing the summary: %w", writing))
		}
	}
	_, writing := said.WriteTo(a.stdout)
	return errors.Join(err, writing)
}

// writeSummary writes the summary for people.
func writeSummary(out io.Writer, sum summary) error {
	w := &lines{out: out}
	name := sum.Campaign
	if sum.Shard != "" {
		name += ", shard " + sum.Shard
	}
	w.printf("%s: %s\n", name, strings.TrimPrefix(sum.Outcome, sum.Campaign+": "))
	w.tally(sum.Contacts)
	if !sum.ReadAll {
		w.printf("  the rest of standard input was not read\n")
	}
	if !sum.JudgedFirst {
		w.printf("  standard input was judged as it came: people were called before later rows were read\n")
	}
	if sum.Settled > 0 {
		w.printf("  settled by earlier runs: %d\n", sum.Settled)
	}
	w.causes(sum.Causes, shownCauses, "see error_code in the results")
	w.repaired(sum.Repaired)
	run := sum.ThisRun
	if sent := run.Accepted + run.Rejected + run.Unknown; sent > 0 {
		w.printf("sent %d in %s, %.1f calls per second, %d requests\n", sent,
			time.Duration(run.Seconds*float64(time.Second)).Round(10*time.Millisecond), run.CPS, run.Requests)
	} else {
		w.printf("nobody was called by this run\n")
	}
	w.printf("results: %s\n", sum.Results)
	for _, note := range fileNotes(sum.File, sum.Campaign) {
		w.printf("note: %s\n", note)
	}
	w.next(sum)
	return w.err
}

// fileNotes says what has happened to a contacts file of that name during a run that has called all that it had read.
// Of a change that has ended the run, the run's error speaks.
func fileNotes(file *csvio.FileChanges, name string) []string {
	if file == nil {
		return nil
	}
	var notes []string
	if n := file.AppendedBytes; n > 0 {
		note := fmt.Sprintf("%d bytes were appended to %s during the run and were not read: run again to call them", n, name)
		if file.LastRowOpen {
			note += "; its last row had no line break and was read as it stood before"
		}
		notes = append(notes, note)
	}
	switch {
	case file.Replaced:
		notes = append(notes, name+" is a new file now: this run has kept to the old one, so run again to call those who were added")
	case file.Removed:
		notes = append(notes, name+" was removed or renamed during the run, which has kept to it")
	}
	return notes
}

// next says what there is to do.
func (w *lines) next(sum summary) {
	c := sum.Contacts
	switch {
	case c.Pending > 0 && sum.File != nil && sum.File.Changed:
		w.printf("next: look at %s and run the same command again to go on with it as it is now\n", sum.Campaign)
	case c.Pending > 0 && sum.ExitCode == exitUsage: // the same command would end in the same way
		w.printf("next: mend what has stopped this run, then run again to call the %d pending\n", c.Pending)
	case c.Pending > 0:
		w.printf("next: run the same command again to call the %d pending\n", c.Pending)
	}
	if c.Unknown > 0 {
		w.printf("next: find out what became of the %d unknown before you call them again (--retry unknown)\n", c.Unknown)
	}
	if c.Invalid > 0 {
		w.printf("next: correct the %s in %s and run again; `bulkdial plan --rejects FILE` writes them out\n", some(c.Invalid, "invalid row"), sum.Campaign)
	}
	if c.Rejected > 0 {
		w.printf("next: see error_code in the results for the %d rejected; running again tries them again, up to --max-attempts\n", c.Rejected)
	}
}

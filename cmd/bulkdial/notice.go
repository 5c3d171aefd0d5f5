package main

import (
	"cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

// runNotice is the JSON that a run passes to the command of --notify-command.
type runNotice struct {
	// Event is `end`, or `breaker` when the answers of the API stop the run, which still waits for what was sent.
	Event string `json:"event"`
	// Command is `run`.
	Command string `json:"command"`
	// InFlight contacts are pending in the summary, and their requests are not answered yet.
	InFlight int `json:"in_flight"`

	show.SummaryJSON
}

// newRunNotice returns a notice with a summary, without whole phone numbers: commands repeat what was typed.
func newRunNotice(event string, sum show.SummaryJSON) runNotice {
	sum.Outcome = dialer.MaskNumbers(sum.Outcome)
	masked := make([]show.NextStep, len(sum.Next))
	for i, step := range sum.Next {
		masked[i].What = dialer.MaskNumbers(step.What)
		for _, command := range step.Commands {
			masked[i].Commands = append(masked[i].Commands, dialer.MaskNumbers(command))
		}
	}
	sum.Next = masked
	return runNotice{Event: event, Command: "run", SummaryJSON: sum}
}

// finished tells how the run has ended.
func (s *session) finished(state *campaign.State, ended error) {
	s.told = true
	if s.notify != nil {
		s.notify.end(newRunNotice(eventEnd, show.NewSummary(state, ended, show.NewAgain(&s.app.Line, state.Files.Contacts))))
	}
}

// endNotice is the JSON about the end of a command that has no summary.
type endNotice struct {
	// Event is `end`, and Command the command that has ended.
	Event   string `json:"event"`
	Command string `json:"command"`
	// Campaign is the contacts file.
	Campaign string `json:"campaign"`
	// Outcome is `finished` or the error that ended the command, and EndedBy is its kind in one word.
	Outcome string `json:"outcome"`
	EndedBy string `json:"ended_by"`
	// ExitCode is that of the process.
	ExitCode int `json:"exit_code"`
}

func newEndNotice(command, contacts string, ended error) endNotice {
	end := exit.Of(ended)
	return endNotice{eventEnd, command, contacts, dialer.MaskNumbers(cmp.Or(fault.Text(ended), "finished")), end.Word, end.Code}
}

// notifyFailed sends the notice when a command fails outside of a run, where there is no summary.
func (c *runCommand) notifyFailed(err error) {
	if !c.told {
		c.notify.end(newEndNotice("run", c.name, err))
	}
}

// tripped tells that the answers of the API stop the run, which still waits for what was sent.
func (s *session) tripped(why error, live engine.Live) {
	if s.notify == nil {
		return
	}
	state := s.run.Now(live)
	notice := newRunNotice(eventBreaker, show.NewSummary(&state, why, show.NewAgain(&s.app.Line, state.Files.Contacts)))
	notice.InFlight, notice.Next = live.ContactsInFlight, []show.NextStep{} // what is next shows at the end
	s.notify.start(notice)
}

// trackNotice is the JSON about the end of track.
type trackNotice struct {
	endNotice

	// Calls is the calls file, and Total how many calls there are.
	Calls string `json:"calls"`
	Total int    `json:"total"`
	// Outcomes counts them by how they have ended.
	Outcomes show.OutcomesJSON `json:"outcomes"`
}

// tracked tells how following calls has ended, if it has begun.
func (n *notifier) tracked(files *fileset.Files, tracking *calls.Tracking, err error) {
	if tracking != nil {
		t := newTracked(files, tracking)
		n.end(trackNotice{newEndNotice("track", files.Contacts, err), t.Calls, t.Total, t.Outcomes})
	}
}

// reconcileNotice is the JSON about the end of reconcile.
type reconcileNotice struct {
	endNotice

	// Placed attempts have turned out to be calls, NotPlaced ones to be none, and Unknown ones are unknown still.
	Placed    int `json:"placed"`
	NotPlaced int `json:"not_placed"`
	Unknown   int `json:"unknown"`
	// Doubles are attempts for which the API has two calls.
	Doubles int `json:"doubles"`
}

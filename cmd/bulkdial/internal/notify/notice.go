package notify

import (
	"cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer"
	"bulkdial/dialer/reconcile"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

// RunNotice is the JSON that a run passes to the command of --notify-command.
type RunNotice struct {
	// Event is `end`, or `breaker` when the answers of the API stop the run, which still waits for what was sent.
	Event string `json:"event"`
	// Command is `run`.
	Command string `json:"command"`
	// InFlight contacts are pending in the summary, and their requests are not answered yet.
	InFlight int `json:"in_flight"`

	show.SummaryJSON
}

// newRunNotice returns a notice with a summary, without whole phone numbers: commands repeat what was typed.
func newRunNotice(event string, sum show.SummaryJSON) RunNotice {
	sum.Outcome = dialer.MaskNumbers(sum.Outcome)
	masked := make([]show.NextStep, len(sum.Next))
	for i, step := range sum.Next {
		masked[i].What = dialer.MaskNumbers(step.What)
		for _, command := range step.Commands {
			masked[i].Commands = append(masked[i].Commands, dialer.MaskNumbers(command))
		}
	}
	sum.Next = masked
	return RunNotice{Event: event, Command: "run", SummaryJSON: sum}
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

// TrackNotice is the JSON about the end of track.
type TrackNotice struct {
	endNotice

	// Calls is the calls file, and Total how many calls there are.
	Calls string `json:"calls"`
	Total int    `json:"total"`
	// Outcomes counts them by how they have ended.
	Outcomes show.OutcomesJSON `json:"outcomes"`
}

// ReconcileNotice is the JSON about the end of reconcile.
type ReconcileNotice struct {
	endNotice

	// Placed attempts have turned out to be calls, NotPlaced ones to be none, and Unknown ones are unknown still.
	Placed    int `json:"placed"`
	NotPlaced int `json:"not_placed"`
	Unknown   int `json:"unknown"`
	// Doubles are attempts for which the API has two calls.
	Doubles int `json:"doubles"`
}

// Finished tells how a run has ended, by its summary.
func (n *Notifier) Finished(sum show.SummaryJSON) { n.end(newRunNotice(eventEnd, sum)) }

// Tripped tells that the answers of the API stop a run, which still waits for those of the contacts in flight.
func (n *Notifier) Tripped(sum show.SummaryJSON, inFlight int) {
	notice := newRunNotice(eventBreaker, sum)
	notice.InFlight, notice.Next = inFlight, []show.NextStep{} // what is next shows at the end
	n.start(notice)
}

// Failed tells with which error a command has ended outside of a run, where there is no summary.
func (n *Notifier) Failed(command, contacts string, ended error) {
	n.end(newEndNotice(command, contacts, ended))
}

// Tracked tells how following calls has ended, if it has begun.
func (n *Notifier) Tracked(files *fileset.Files, tracking *calls.Tracking, err error) {
	if tracking != nil {
		t := show.NewTracked(files, tracking)
		n.end(TrackNotice{newEndNotice("track", files.Contacts, err), t.Calls, t.Total, t.Outcomes})
	}
}

// Reconciled tells what a reconciliation has found, and with which error it has ended; nil for none.
func (n *Notifier) Reconciled(contacts string, found *reconcile.Report, ended error) {
	n.end(ReconcileNotice{newEndNotice("reconcile", contacts, ended), len(found.Found), len(found.NotPlaced), len(found.Left), len(found.Doubles)})
}

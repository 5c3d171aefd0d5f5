package campaign

import (
	"os"
	"os/user"
	"strconv"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// RunNote is what the runs file says of a run besides what the campaign knows itself.
type RunNote struct {
	// Version is that of the program.
	Version string
	// Flags are the values of the flags that were given or remembered, by their names.
	Flags map[string][]string
	// Canary: the run calls the first few contacts only.
	Canary bool
}

// begin returns the line of the runs file for a run that begins.
func (c *Campaign) begin(run string, note *RunNote, holder ownfile.Holder) ledger.RunBegin {
	b := ledger.RunBegin{
		Run: run, At: time.Now().UTC().Truncate(time.Millisecond), User: userName(), Host: holder.Host, PID: holder.PID, Version: note.Version,
		Contacts: c.Contacts, Sandbox: c.cfg.Sandbox, Canary: note.Canary, Flags: note.Flags,
		TimeZones: c.cfg.Calling.TimeZones,
	}
	if c.cfg.Shard.Divided() {
		b.Shard = c.cfg.Shard.String()
	}
	return b
}

// userName is the name of the user of this process, else the number, as in a container without a list of users.
func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return dialer.OneLine(u.Username)
	}
	return strconv.Itoa(os.Getuid())
}

// noteBegin writes that the run begins. The error wraps dialer.ErrRecord: nobody is called of whom the runs file would not say who called.
func (r *Run) noteBegin() error {
	begin := r.campaign.begin(r.cfg.Send.Run, &r.cfg.Note, r.cfg.Holder)
	if r.plan != nil {
		toCall := r.ToCall()
		begin.ToCall = &toCall
	}
	err := recordError(ledger.AppendRunBegin(r.cfg.Disk, ledger.RunsPath(r.campaign.Results), begin))
	r.noted = err == nil
	return err
}

// NoteEnd writes how a run has ended that has begun to call, in one word and for people, with the exit code of the process; of another run
// it writes nothing. It comes after Finish. The error wraps dialer.ErrRecord.
func (r *Run) NoteEnd(endedBy, outcome string, exitCode int) error {
	if !r.noted {
		return nil
	}
	live := &r.report.Live
	return recordError(ledger.AppendRunEnd(r.cfg.Disk, ledger.RunsPath(r.campaign.Results), ledger.RunEnd{
		Run: r.cfg.Send.Run, At: time.Now().UTC().Truncate(time.Millisecond), EndedBy: endedBy, Outcome: dialer.MaskNumbers(dialer.OneLine(outcome)), ExitCode: exitCode,
		Sent: live.Sent, Requests: live.Requests, Accepted: live.Results.Accepted, Rejected: live.Results.Rejected, Unknown: live.Results.Unknown,
		Waits: r.report.Waits,
	}))
}

package exit

import (
	"errors"
	"slices"
	"syscall"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// The exit codes, which scripts and manifests rely on. A crash ends with 134: see internal/crash.
const (
	OK      = 0 // every contact is settled, none rejected, unknown or invalid
	Machine = 1 // a fault of the machine; may be tried again
	Usage   = 2 // nothing will change by itself
	Look    = 3 // finished; some contacts are rejected, unknown or invalid, or their ids have moved
	Outage  = 4 // stopped early, resumable; may be tried again after a while
	Paused  = 5 // stopped on purpose; contacts remain
)

// Help is the table for --help.
const Help = `Exit codes:
  0    every contact is settled, none rejected, unknown or invalid
  1    stopped by something that may pass (disk full, results in use by another
       run): try again
  2    usage, configuration, unreadable input, or refused by the API: change
       something first
  3    finished; some contacts are rejected, unknown or invalid, or left alone
       because their ids were called at other numbers
  4    stopped early by an outage, for want of a line or by too many rejects;
       or calls to be canceled are still ringing: resumable, try again later
  5    paused on purpose, contacts remain (--limit, --max-calls-per-day,
       --max-cost, not confirmed, --canary, or not now: --calling-hours,
       --hours-rules, --redial, --max-calls), or calls are still in progress
       (--track-timeout)
  130  interrupted by SIGINT, 143 by SIGTERM, 129 by SIGHUP: drained, resumable
  134  the program crashed; look at its log, then try again`

// SimpleHelp is the table of a command that calls nobody and looks at no contacts.
const SimpleHelp = `Exit codes:
  0  done
  1  a fault of the machine, such as a full disk: try again
  2  usage, or a file that cannot be read or written: change something first`

// ErrLook ends a command that finished with contacts that need a look, ErrDeclined one that was not confirmed, and ErrCanary one whose first
// calls were not confirmed. The first two have been explained by then.
var (
	ErrLook     = errors.New("")
	ErrDeclined = errors.New("not confirmed; no contact was called")
	ErrCanary   = errors.New("the canary is not confirmed; no other contact was called")
)

// What a summary advises about the contacts that are pending when a run ends; the command follows.
const (
	rerunNow    = "call the %[1]d pending"
	rerunThen   = "once they may be called, as the first line says, call the %[1]d pending"
	rerunFixed  = "fix the cause, then call the %[1]d pending"
	rerunMore   = "call more of the %[1]d pending; without --limit all of them"
	rerunCanary = "when the canary was as it should be, or its cause is fixed, call the %[1]d pending, a canary of them first; without --canary all of them"
	rerunLooked = "look at %[2]s, then call the %[1]d pending of the changed file"
)

// Ending is one way in which a command ends.
type Ending struct {
	// Word is the cause for machines, as in a summary's ended_by.
	Word string
	// Code is the exit code: one of the constants, or that of a signal.
	Code int
	// Next is the advice about pending contacts, a format of their number and the name of the contacts file.
	Next string
}

// Interrupted is the word for an end by a signal.
const Interrupted = "interrupted"

// cause is a row of the table of causes: errors of a kind lead to one ending.
type cause struct {
	is func(error) bool
	Ending
}

// Endings returns all ways in which a command ends, for the reference; some are in it more than once.
func Endings() []Ending {
	var all []Ending
	for _, c := range causes() {
		all = append(all, c.Ending)
	}
	return all
}

// causes is the table from the cause that ends a command to its exit code, the advice and the word for machines. The first
// row that fits counts. What fits none is a fault of the machine.
func causes() []cause {
	return []cause{
		{isError(nil), Ending{"finished", OK, rerunNow}},
		{isErrno(syscall.EIO, syscall.ESTALE), Ending{"machine", Machine, rerunNow}},
		{isBoth(isError(dialer.ErrRecord), isUnsupported), Ending{"unsupported", Usage, rerunFixed}},
		{isBoth(isError(dialer.ErrRecord), isType[*ownfile.RecordError]), Ending{"ledger_damaged", Usage, rerunFixed}},
		{isError(dialer.ErrRecord), Ending{"ledger_write", Machine, rerunNow}}, // a lost ledger outranks a signal
		{isError(ErrLook), Ending{"finished", Look, rerunNow}},
		{isType[SignalError], Ending{Interrupted, 0, rerunNow}}, // the code is the signal's
		{isError(engine.ErrLimit), Ending{"limit", Paused, rerunMore}},
		{isError(dialer.ErrInProgress), Ending{"in_progress", Paused, rerunNow}},
		{isError(dialer.ErrCap), Ending{"cap", Paused, rerunThen}},
		{isError(engine.ErrClosed), Ending{"hours_closed", Paused, rerunThen}},
		{isError(engine.ErrNoTime), Ending{"no_time", Paused, rerunFixed}},
		{isError(engine.ErrNotDue), Ending{"not_due", Paused, rerunThen}},
		{isError(track.ErrNotCanceled), Ending{"not_canceled", Outage, rerunNow}},
		{isError(ErrDeclined), Ending{"not_confirmed", Paused, rerunNow}},
		{isError(ErrCanary), Ending{"canary_not_confirmed", Paused, rerunCanary}},
		{isError(dialer.ErrOutage), Ending{"outage", Outage, rerunNow}},
		{isError(engine.ErrNoLine), Ending{"no_line", Outage, rerunNow}},
		{isError(engine.ErrRejects), Ending{"rejects", Outage, rerunNow}},
		{isError(dialer.ErrDenied), Ending{"denied", Usage, rerunFixed}},
		{isError(engine.ErrDuplicates), Ending{"duplicates", Usage, rerunFixed}},
		{isError(engine.ErrInvalid), Ending{"invalid_rows", Usage, rerunFixed}},
		{isError(engine.ErrHidden), Ending{"hidden_rows", Usage, rerunFixed}},
		{isError(campaign.ErrVariables), Ending{"variables_missing", Usage, rerunFixed}},
		{isError(dialer.ErrGuard), Ending{"guard", Usage, rerunFixed}},
		{isType[*campaign.UnstableIDsError], Ending{"unstable_ids", Usage, rerunFixed}},
		{isError(dialer.ErrContactsChanged), Ending{"contacts_changed", Usage, rerunLooked}},
		{isType[*table.HeaderError], Ending{"header", Usage, rerunFixed}},
		{isType[*table.InputError], Ending{"input", Usage, rerunFixed}},
		{isUnsupported, Ending{"unsupported", Usage, rerunFixed}},
		{isType[*ownfile.LockedError], Ending{"locked", Machine, rerunNow}},
		{isType[*ownfile.RecordError], Ending{"ledger_damaged", Usage, rerunFixed}},
		{isType[*ledger.ColumnsError], Ending{"header_changed", Usage, rerunFixed}},
		{isType[*campaign.OverlapError], Ending{"called_elsewhere", Usage, rerunFixed}},
		{isType[*settings.ChangeError], Ending{"settings_changed", Usage, rerunFixed}},
		{isType[*ledger.MergeError], Ending{"merge", Usage, rerunFixed}},
		{isType[*dialer.FieldError], Ending{"usage", Usage, rerunFixed}},
		{isType[*campaign.UsageError], Ending{"usage", Usage, rerunFixed}},
		{isType[*fileset.Error], Ending{"usage", Usage, rerunFixed}},
		{isErrno(syscall.EACCES, syscall.EPERM, syscall.EROFS, syscall.EISDIR, syscall.ENOTDIR, syscall.ENOENT, syscall.ENAMETOOLONG), Ending{"file_access", Usage, rerunFixed}},
		{func(error) bool { return true }, Ending{"machine", Machine, rerunNow}},
	}
}

// Of returns how a command ends that returns err.
func Of(err error) Ending {
	for _, c := range causes() {
		if c.is(err) {
			if sig, ok := errors.AsType[SignalError](err); ok && c.Word == Interrupted {
				c.Code = sig.ExitCode()
			}
			return c.Ending
		}
	}
	panic("the last row fits every error")
}

func isError(want error) func(error) bool {
	return func(err error) bool { return errors.Is(err, want) }
}

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func isBoth(a, b func(error) bool) func(error) bool {
	return func(err error) bool { return a(err) && b(err) }
}

// isErrno reports whether an error is one of the operating system.
func isErrno(errnos ...syscall.Errno) func(error) bool {
	return func(err error) bool {
		is, ok := errors.AsType[syscall.Errno](err)
		return ok && slices.Contains(errnos, is)
	}
}

// isUnsupported reports whether the file system lacks an operation that the ledger needs, as a lock or a sync: sync says so with
// EINVAL, and locks with ENOLCK too.
func isUnsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || isErrno(syscall.EINVAL, syscall.ENOLCK)(err)
}

package main

import (
	"errors"
	"fmt"
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

// The exit codes, which scripts and manifests rely on.
const (
	exitOK      = 0 // every contact is settled, none rejected, unknown or invalid
	exitMachine = 1 // a fault of the machine; may be tried again
	exitUsage   = 2 // nothing will change by itself
	exitLook    = 3 // finished; some contacts are rejected, unknown or invalid, or their ids have moved
	exitOutage  = 4 // stopped early, resumable; may be tried again after a while
	exitPaused  = 5 // stopped on purpose; contacts remain
	// A crash ends with 134: see internal/crash.
)

// exitHelp is the table for --help.
const exitHelp = `Exit codes:
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

// exitSimple is the table of a command that calls nobody and looks at no contacts.
const exitSimple = `Exit codes:
  0  done
  1  a fault of the machine, such as a full disk: try again
  2  usage, or a file that cannot be read or written: change something first`

// errLook ends a command that finished with contacts that need a look, and errDeclined one that was not confirmed. Both have
// been explained by then.
var (
	errLook     = errors.New("")
	errDeclined = errors.New("not confirmed; no contact was called")
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

// ending is one way in which a command ends.
type ending struct {
	// word is the cause for machines, as in a summary's ended_by.
	word string
	code int
	// next is the advice about pending contacts, a format of their number and the name of the contacts file.
	next string
}

// interrupted is the word for an end by a signal.
const interrupted = "interrupted"

// cause is a row of the table of endings: errors of a kind lead to one ending.
type cause struct {
	is func(error) bool
	ending
}

// endings is the table from the cause that ends a command to its exit code, the advice and the word for machines. The first
// row that fits counts. What fits none is a fault of the machine.
func endings() []cause {
	return []cause{
		{isError(nil), ending{"finished", exitOK, rerunNow}},
		{isErrno(syscall.EIO, syscall.ESTALE), ending{"machine", exitMachine, rerunNow}},
		{isBoth(isError(dialer.ErrRecord), isUnsupported), ending{"unsupported", exitUsage, rerunFixed}},
		{isBoth(isError(dialer.ErrRecord), isType[*ownfile.RecordError]), ending{"ledger_damaged", exitUsage, rerunFixed}},
		{isError(dialer.ErrRecord), ending{"ledger_write", exitMachine, rerunNow}}, // a lost ledger outranks a signal
		{isError(errLook), ending{"finished", exitLook, rerunNow}},
		{isType[interrupt], ending{interrupted, 0, rerunNow}}, // the code is the signal's
		{isError(engine.ErrLimit), ending{"limit", exitPaused, rerunMore}},
		{isError(dialer.ErrInProgress), ending{"in_progress", exitPaused, rerunNow}},
		{isError(dialer.ErrCap), ending{"cap", exitPaused, rerunThen}},
		{isError(engine.ErrClosed), ending{"hours_closed", exitPaused, rerunThen}},
		{isError(engine.ErrNoTime), ending{"no_time", exitPaused, rerunFixed}},
		{isError(engine.ErrNotDue), ending{"not_due", exitPaused, rerunThen}},
		{isError(track.ErrNotCanceled), ending{"not_canceled", exitOutage, rerunNow}},
		{isError(errDeclined), ending{"not_confirmed", exitPaused, rerunNow}},
		{isError(errCanary), ending{"canary_not_confirmed", exitPaused, rerunCanary}},
		{isError(dialer.ErrOutage), ending{"outage", exitOutage, rerunNow}},
		{isError(engine.ErrNoLine), ending{"no_line", exitOutage, rerunNow}},
		{isError(engine.ErrRejects), ending{"rejects", exitOutage, rerunNow}},
		{isError(dialer.ErrDenied), ending{"denied", exitUsage, rerunFixed}},
		{isError(engine.ErrDuplicates), ending{"duplicates", exitUsage, rerunFixed}},
		{isError(engine.ErrInvalid), ending{"invalid_rows", exitUsage, rerunFixed}},
		{isError(engine.ErrHidden), ending{"hidden_rows", exitUsage, rerunFixed}},
		{isError(campaign.ErrVariables), ending{"variables_missing", exitUsage, rerunFixed}},
		{isError(dialer.ErrGuard), ending{"guard", exitUsage, rerunFixed}},
		{isType[*campaign.UnstableIDsError], ending{"unstable_ids", exitUsage, rerunFixed}},
		{isError(dialer.ErrContactsChanged), ending{"contacts_changed", exitUsage, rerunLooked}},
		{isType[*table.HeaderError], ending{"header", exitUsage, rerunFixed}},
		{isType[*table.InputError], ending{"input", exitUsage, rerunFixed}},
		{isUnsupported, ending{"unsupported", exitUsage, rerunFixed}},
		{isType[*ownfile.LockedError], ending{"locked", exitMachine, rerunNow}},
		{isType[*ownfile.RecordError], ending{"ledger_damaged", exitUsage, rerunFixed}},
		{isType[*ledger.ColumnsError], ending{"header_changed", exitUsage, rerunFixed}},
		{isType[*campaign.OverlapError], ending{"called_elsewhere", exitUsage, rerunFixed}},
		{isType[*settings.ChangeError], ending{"settings_changed", exitUsage, rerunFixed}},
		{isType[*ledger.MergeError], ending{"merge", exitUsage, rerunFixed}},
		{isType[*dialer.FieldError], ending{"usage", exitUsage, rerunFixed}},
		{isType[*campaign.UsageError], ending{"usage", exitUsage, rerunFixed}},
		{isType[*fileset.Error], ending{"usage", exitUsage, rerunFixed}},
		{isErrno(syscall.EACCES, syscall.EPERM, syscall.EROFS, syscall.EISDIR, syscall.ENOTDIR, syscall.ENOENT, syscall.ENAMETOOLONG), ending{"file_access", exitUsage, rerunFixed}},
		{func(error) bool { return true }, ending{"machine", exitMachine, rerunNow}},
	}
}

// endingOf returns how a command ends that returns err.
func endingOf(err error) ending {
	for _, c := range endings() {
		if c.is(err) {
			if sig, ok := errors.AsType[interrupt](err); ok && c.word == interrupted {
				c.code = sig.exitCode()
			}
			return c.ending
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

// usage makes an error that only the operator can resolve.
func usage(err error) error { return &campaign.UsageError{Err: err} }

// usagef is usage with a text as fmt.Errorf makes it.
func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

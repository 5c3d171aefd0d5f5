package main

import (
	"errors"
	"fmt"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
)

// The exit codes, which scripts and manifests rely on.
const (
	exitOK      = 0 // every contact is settled, none rejected, unknown or invalid
	exitMachine = 1 // a fault of the machine; may be tried again
	exitUsage   = 2 // nothing will change by itself
	exitLook    = 3 // finished; some contacts are rejected, unknown or invalid
	exitOutage  = 4 // stopped early, resumable; may be tried again after a while
	exitPaused  = 5 // stopped on purpose; contacts remain
)

// exitHelp is the table for --help.
const exitHelp = `Exit codes:
  0    every contact is settled, none rejected, unknown or invalid
  1    stopped by a fault of this machine (disk, file); try again
  2    usage, configuration, unreadable input, or refused by the API: change something first
  3    finished; some contacts are rejected, unknown or invalid
  4    stopped early by an outage or too many rejects; resumable, try again later
  5    paused on purpose, contacts remain (--limit, or not confirmed)
  130  interrupted by SIGINT, 143 by SIGTERM, 129 by SIGHUP: drained, resumable`

// errLook ends a command that finished with contacts that need a look, and errDeclined one that was not confirmed. Both have
// been explained by then.
var (
	errLook     = errors.New("")
	errDeclined = errors.New("not confirmed; no contact was called")
)

// What a summary advises about the contacts that are pending when a run ends.
const (
	rerunNow    = "run the same command again to call the %[1]d pending"
	rerunFixed  = "fix the cause, then rerun to call the %[1]d pending"
	rerunLooked = "look at %[2]s and run the same command again to continue with the changed file"
)

// ending is one way in which a command ends.
type ending struct {
	// word is the cause for machines, as in a summary's ended_by.
	word string
	code int
	// next is the advice about pending contacts, a format of their number and the name of the contacts file.
	next string
}

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
		{isError(errLook), ending{"finished", exitLook, rerunNow}},
		{isType[interrupt], ending{"interrupted", 0, rerunNow}}, // the code is the signal's
		{isError(dialer.ErrLimit), ending{"limit", exitPaused, rerunNow}},
		{isError(errDeclined), ending{"not_confirmed", exitPaused, rerunNow}},
		{isError(dialer.ErrOutage), ending{"outage", exitOutage, rerunNow}},
		{isError(dialer.ErrRejects), ending{"rejects", exitOutage, rerunNow}},
		{isError(dialer.ErrRecord), ending{"ledger_write", exitMachine, rerunNow}},
		{isError(dialer.ErrDenied), ending{"denied", exitUsage, rerunFixed}},
		{isError(dialer.ErrDuplicates), ending{"duplicates", exitUsage, rerunFixed}},
		{isError(dialer.ErrInvalid), ending{"invalid_rows", exitUsage, rerunFixed}},
		{isError(dialer.ErrGuard), ending{"guard", exitUsage, rerunFixed}},
		{isError(dialer.ErrContactsChanged), ending{"contacts_changed", exitUsage, rerunLooked}},
		{isType[*csvio.HeaderError], ending{"header", exitUsage, rerunFixed}},
		{isType[*csvio.InputError], ending{"input", exitUsage, rerunFixed}},
		{isType[*ledger.LockedError], ending{"locked", exitUsage, rerunFixed}},
		{isType[*ledger.RecordError], ending{"ledger_damaged", exitUsage, rerunFixed}},
		{isType[*ledger.ColumnsError], ending{"header_changed", exitUsage, rerunFixed}},
		{isType[*campaign.OverlapError], ending{"called_elsewhere", exitUsage, rerunFixed}},
		{isType[*campaign.ChangeError], ending{"settings_changed", exitUsage, rerunFixed}},
		{isType[*ledger.MergeError], ending{"merge", exitUsage, rerunFixed}},
		{isType[*dialer.FieldError], ending{"usage", exitUsage, rerunFixed}},
		{isType[*campaign.UsageError], ending{"usage", exitUsage, rerunFixed}},
		{func(error) bool { return true }, ending{"machine", exitMachine, rerunNow}},
	}
}

// endingOf returns how a command ends that returns err.
func endingOf(err error) ending {
	for _, c := range endings() {
		if c.is(err) {
			if sig, ok := errors.AsType[interrupt](err); ok {
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

// usage makes an error that only the operator can resolve.
func usage(err error) error { return &campaign.UsageError{Err: err} }

// usagef is usage with a text as fmt.Errorf makes it.
func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

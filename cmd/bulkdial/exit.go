package main

import (
	"errors"

	"bulkdial/csvio"
	"bulkdial/dialer"
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

// usageError is an error that only the operator can mend.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// errLook ends a command that finished with contacts that need a look; errDeclined one that was not confirmed.
// Both have been explained by then.
var (
	errLook     = errors.New("")
	errDeclined = errors.New("not confirmed; nobody was called")
)

// exitCode is the one place where errors become exit codes.
func exitCode(err error) int {
	if sig, ok := errors.AsType[interrupt](err); ok {
		return sig.exitCode()
	}
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errLook):
		return exitLook
	case errors.Is(err, dialer.ErrLimit), errors.Is(err, errDeclined):
		return exitPaused
	case errors.Is(err, dialer.ErrOutage), errors.Is(err, dialer.ErrRejects):
		return exitOutage
	case errors.Is(err, dialer.ErrRecord):
		return exitMachine
	case errors.Is(err, dialer.ErrDenied), errors.Is(err, dialer.ErrDuplicates), errors.Is(err, dialer.ErrInvalid),
		errors.Is(err, dialer.ErrSuppression), isUsage(err):
		return exitUsage
	default:
		return exitMachine
	}
}

// isUsage reports whether err says that what was given cannot be used.
func isUsage(err error) bool {
	_, usage := errors.AsType[usageError](err)
	_, locked := errors.AsType[*csvio.LockedError](err)
	_, record := errors.AsType[*csvio.RecordError](err)
	_, header := errors.AsType[*csvio.HeaderError](err)
	_, input := errors.AsType[*csvio.InputError](err)
	_, changed := errors.AsType[*csvio.ChangedError](err)
	_, columns := errors.AsType[*csvio.ColumnsError](err)
	_, merge := errors.AsType[*csvio.MergeError](err)
	return usage || merge || locked || record || header || input || changed || columns
}

package flags

import (
	"errors"
	"strings"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/settings"
)

// GoOn adds to an error that the operator can overrule the command that does so.
func (l *Line) GoOn(err error) error {
	if _, told := errors.AsType[*overruleError](err); told {
		return err
	}
	if change, ok := errors.AsType[*settings.ChangeError](err); ok {
		return &overruleError{err, l.CommandLine("--accept-change", strings.Join(change.Names, ","))}
	}
	if _, ok := errors.AsType[*campaign.UnstableIDsError](err); ok {
		return &overruleError{err, l.CommandLine("--accept-change", settings.IDColumnChange)}
	}
	if _, ok := errors.AsType[*campaign.OverlapError](err); ok {
		return &overruleError{err, l.CommandLine("--new-campaign")}
	}
	if errors.Is(err, engine.ErrHidden) {
		skip := []string{"--hidden-rows", string(screen.SkipHidden)}
		if hidden, ok := errors.AsType[*campaign.HiddenRowsError](err); ok && !hidden.Undecided {
			skip = append(skip, "--accept-change", "hidden-rows")
		}
		return &overruleError{err, l.CommandLine(skip...)}
	}
	if damage, ok := errors.AsType[*ownfile.RecordError](err); ok && l.repairable(damage.Path) {
		form := &ownfile.RecordError{Path: damage.Path, Reason: "an editor or a spreadsheet has changed the form of this file, and nothing else; this command undoes it"}
		return &overruleError{form, "bulkdial repair " + ShellWord(l.positional[0]) + l.Typed("config", "results", "shard", "sandbox")}
	}
	return err
}

// repairable reports whether `bulkdial repair` can repair a file.
func (l *Line) repairable(path string) bool {
	if len(l.positional) == 0 {
		return false
	}
	r, err := ledger.NewRepair(path)
	if r != nil {
		r.Close()
	}
	return err == nil && r != nil
}

// overruleError is an error with the command that overrules it.
type overruleError struct {
	err     error
	command string
}

func (e *overruleError) Error() string { return e.err.Error() + ": " + e.command }
func (e *overruleError) Unwrap() error { return e.err }

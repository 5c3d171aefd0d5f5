package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// TestEndings: each cause has the exit code, the word and the advice that scripts and people rely on, however deep its error
// is wrapped.
func TestEndings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want ending
	}{
		{nil, ending{"finished", 0, rerunNow}},
		{errLook, ending{"finished", 3, rerunNow}},
		{interrupt{syscall.SIGINT}, ending{"interrupted", 130, rerunNow}},
		{interrupt{syscall.SIGTERM}, ending{"interrupted", 143, rerunNow}},
		{interrupt{syscall.SIGHUP}, ending{"interrupted", 129, rerunNow}},
		{engine.ErrLimit, ending{"limit", 5, rerunMore}},
		{errDeclined, ending{"not_confirmed", 5, rerunNow}},
		{dialer.ErrOutage, ending{"outage", 4, rerunNow}},
		{engine.ErrRejects, ending{"rejects", 4, rerunNow}},
		{dialer.ErrRecord, ending{"ledger_write", 1, rerunNow}},
		{errors.Join(dialer.ErrRecord, syscall.ENOSPC), ending{"ledger_write", 1, rerunNow}},
		{errors.Join(interrupt{syscall.SIGTERM}, dialer.ErrRecord), ending{"ledger_write", 1, rerunNow}},
		{errors.Join(dialer.ErrRecord, syscall.EINVAL), ending{"unsupported", 2, rerunFixed}},
		{errors.Join(dialer.ErrRecord, &ownfile.RecordError{}), ending{"ledger_damaged", 2, rerunFixed}},
		{&os.PathError{Op: "read", Err: syscall.EIO}, ending{"machine", 1, rerunNow}},
		{&table.InputError{Err: syscall.ESTALE}, ending{"machine", 1, rerunNow}},
		{&os.PathError{Op: "flock", Err: syscall.ENOLCK}, ending{"unsupported", 2, rerunFixed}},
		{&os.PathError{Op: "open", Err: syscall.EROFS}, ending{"file_access", 2, rerunFixed}},
		{&os.PathError{Op: "open", Err: syscall.EMFILE}, ending{"machine", 1, rerunNow}},
		{dialer.ErrDenied, ending{"denied", 2, rerunFixed}},
		{engine.ErrDuplicates, ending{"duplicates", 2, rerunFixed}},
		{engine.ErrInvalid, ending{"invalid_rows", 2, rerunFixed}},
		{&campaign.PlanError{Field: "Strict", Err: engine.ErrInvalid}, ending{"invalid_rows", 2, rerunFixed}},
		{dialer.ErrGuard, ending{"guard", 2, rerunFixed}},
		{&campaign.UnstableIDsError{}, ending{"unstable_ids", 2, rerunFixed}},
		{&table.ChangedError{}, ending{"contacts_changed", 2, rerunLooked}},
		{&table.HeaderError{}, ending{"header", 2, rerunFixed}},
		{&table.InputError{}, ending{"input", 2, rerunFixed}},
		{&ownfile.LockedError{}, ending{"locked", 1, rerunNow}},
		{&ownfile.RecordError{}, ending{"ledger_damaged", 2, rerunFixed}},
		{&ledger.ColumnsError{}, ending{"header_changed", 2, rerunFixed}},
		{&campaign.OverlapError{}, ending{"called_elsewhere", 2, rerunFixed}},
		{&settings.ChangeError{Err: errors.New("odd")}, ending{"settings_changed", 2, rerunFixed}},
		{&ledger.MergeError{}, ending{"merge", 2, rerunFixed}},
		{&dialer.FieldError{Field: "CPS", Err: errors.New("odd")}, ending{"usage", 2, rerunFixed}},
		{usagef("odd"), ending{"usage", 2, rerunFixed}},
		{&fileset.Error{Err: errors.New("odd")}, ending{"usage", 2, rerunFixed}},
		{errors.New("no space left on device"), ending{"machine", 1, rerunNow}},
	} {
		if got := endingOf(tt.err); got != tt.want {
			t.Errorf("endingOf(%v) = %+v, want %+v", tt.err, got, tt.want)
		}
		if tt.err == nil {
			continue
		}
		if got := endingOf(fmt.Errorf("running: %w", tt.err)); got != tt.want {
			t.Errorf("endingOf(wrapped %v) = %+v, want %+v", tt.err, got, tt.want)
		}
	}
}

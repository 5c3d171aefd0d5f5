package exit

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"bulkdial/cmd/bulkdial/internal/fault"
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
		want Ending
	}{
		{nil, Ending{"finished", 0, rerunNow}},
		{ErrLook, Ending{"finished", 3, rerunNow}},
		{SignalError{syscall.SIGINT}, Ending{"interrupted", 130, rerunNow}},
		{SignalError{syscall.SIGTERM}, Ending{"interrupted", 143, rerunNow}},
		{SignalError{syscall.SIGHUP}, Ending{"interrupted", 129, rerunNow}},
		{engine.ErrLimit, Ending{"limit", 5, rerunMore}},
		{ErrDeclined, Ending{"not_confirmed", 5, rerunNow}},
		{dialer.ErrOutage, Ending{"outage", 4, rerunNow}},
		{engine.ErrRejects, Ending{"rejects", 4, rerunNow}},
		{dialer.ErrRecord, Ending{"ledger_write", 1, rerunNow}},
		{errors.Join(dialer.ErrRecord, syscall.ENOSPC), Ending{"ledger_write", 1, rerunNow}},
		{errors.Join(SignalError{syscall.SIGTERM}, dialer.ErrRecord), Ending{"ledger_write", 1, rerunNow}},
		{errors.Join(dialer.ErrRecord, syscall.EINVAL), Ending{"unsupported", 2, rerunFixed}},
		{errors.Join(dialer.ErrRecord, &ownfile.RecordError{}), Ending{"ledger_damaged", 2, rerunFixed}},
		{&os.PathError{Op: "read", Err: syscall.EIO}, Ending{"machine", 1, rerunNow}},
		{&table.InputError{Err: syscall.ESTALE}, Ending{"machine", 1, rerunNow}},
		{&os.PathError{Op: "flock", Err: syscall.ENOLCK}, Ending{"unsupported", 2, rerunFixed}},
		{&os.PathError{Op: "open", Err: syscall.EROFS}, Ending{"file_access", 2, rerunFixed}},
		{&os.PathError{Op: "open", Err: syscall.EMFILE}, Ending{"machine", 1, rerunNow}},
		{dialer.ErrDenied, Ending{"denied", 2, rerunFixed}},
		{engine.ErrDuplicates, Ending{"duplicates", 2, rerunFixed}},
		{engine.ErrInvalid, Ending{"invalid_rows", 2, rerunFixed}},
		{&campaign.PlanError{Field: "Strict", Err: engine.ErrInvalid}, Ending{"invalid_rows", 2, rerunFixed}},
		{dialer.ErrGuard, Ending{"guard", 2, rerunFixed}},
		{&campaign.UnstableIDsError{}, Ending{"unstable_ids", 2, rerunFixed}},
		{&table.ChangedError{}, Ending{"contacts_changed", 2, rerunLooked}},
		{&table.HeaderError{}, Ending{"header", 2, rerunFixed}},
		{&table.InputError{}, Ending{"input", 2, rerunFixed}},
		{&ownfile.LockedError{}, Ending{"locked", 1, rerunNow}},
		{&ownfile.RecordError{}, Ending{"ledger_damaged", 2, rerunFixed}},
		{&ledger.ColumnsError{}, Ending{"header_changed", 2, rerunFixed}},
		{&campaign.OverlapError{}, Ending{"called_elsewhere", 2, rerunFixed}},
		{&settings.ChangeError{Err: errors.New("odd")}, Ending{"settings_changed", 2, rerunFixed}},
		{&ledger.MergeError{}, Ending{"merge", 2, rerunFixed}},
		{&dialer.FieldError{Field: "CPS", Err: errors.New("odd")}, Ending{"usage", 2, rerunFixed}},
		{&fileset.Error{Err: errors.New("odd")}, Ending{"usage", 2, rerunFixed}},
		{fault.Usagef("odd"), Ending{"usage", 2, rerunFixed}},
		{errors.New("no space left on device"), Ending{"machine", 1, rerunNow}},
	} {
		if got := Of(tt.err); got != tt.want {
			t.Errorf("Of(%v) = %+v, want %+v", tt.err, got, tt.want)
		}
		if tt.err == nil {
			continue
		}
		if got := Of(fmt.Errorf("running: %w", tt.err)); got != tt.want {
			t.Errorf("Of(wrapped %v) = %+v, want %+v", tt.err, got, tt.want)
		}
	}
}

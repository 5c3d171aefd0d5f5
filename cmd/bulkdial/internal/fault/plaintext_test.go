package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/dialer"
)

// TestPlainText: what the system says of a file becomes a cause and a remedy, without what was being done and without its name twice.
func TestPlainText(t *testing.T) {
	t.Parallel()
	failed := func(op, path string, why error) error { return &fs.PathError{Op: op, Path: path, Err: why} }
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.New("no room"), "no room"},
		{fmt.Errorf("opening results: %w", failed("open", "a.csv", syscall.ENOENT)), "a.csv: there is no such file: check the name"},
		{failed("stat", "none/below/a.csv", syscall.ENOENT), "none/below/a.csv: there is no folder none: make it, or correct the name"},
		{fmt.Errorf("list a.csv: %w", failed("open", "a.csv", syscall.EISDIR)), "list a.csv: this is a folder: name a file in it"},
		{
			fmt.Errorf("%w: writing a.csv: %w", dialer.ErrRecord, failed("write", "a.csv", syscall.ENOSPC)),
			"the record cannot be written: a.csv: no space left on the disk: free some, or move the campaign to another disk",
		},
		{fmt.Errorf("opening results: %w (ask for it)", failed("open", "a.csv", syscall.EACCES)), "a.csv: permission denied (ask for it)"},
		{fmt.Errorf("opening a: b.csv: %w", failed("open", "a: b.csv", syscall.EROFS)), "a: b.csv: this is a read-only file system: move the campaign to one that can be written"},
		{&os.LinkError{Op: "rename", Old: "a.csv.new", New: "a.csv", Err: syscall.EIO}, "a.csv: the disk fails (input/output error): check it"},
		{failed("read", "a.csv", errors.New("odd")), "a.csv: odd"},
	} {
		if got := fault.Text(tt.err); got != tt.want {
			t.Errorf("%v: Text = %q, want %q", tt.err, got, tt.want)
		}
	}
}

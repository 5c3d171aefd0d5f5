package ledger_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// duringRun are changes of a file of the ledger while a run is at work. They say whether the next run can go on: it cannot where the
// file has lost something.
func duringRun() map[string]struct {
	change func(path string) error
	goesOn bool
} {
	saved := func(keep func(text []byte) []byte) func(string) error {
		return func(path string) error {
			text, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path+".saved", keep(text), 0o600), os.Rename(path+".saved", path))
		}
	}
	return map[string]struct {
		change func(path string) error
		goesOn bool
	}{
		"emptied":        {func(path string) error { return os.Truncate(path, 0) }, false},
		"cut":            {func(path string) error { return os.Truncate(path, 70) }, false},
		"removed":        {os.Remove, false},
		"saved":          {saved(func(text []byte) []byte { return text }), true},
		"saved, shorter": {saved(func(text []byte) []byte { return text[:len(text)-20] }), false},
		"a named pipe":   {func(path string) error { return errors.Join(os.Remove(path), unix.Mkfifo(path, 0o600)) }, false},
		"a folder":       {func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, false},
		"a letter": {func(path string) error {
			return errors.Join(os.Remove(path), os.WriteFile(path, []byte("Dear\n"), 0o600))
		}, false},
		"a link to itself": {func(path string) error { return errors.Join(os.Rename(path, path+".x"), os.Symlink(path+".x", path)) }, false},
	}
}

// TestChangedDuringRun: a run notices before its next request that one of its files was changed or replaced, leaves what has the name
// alone, and the next run is refused where something is lost.
func TestChangedDuringRun(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"", ".inflight"} {
		for name, tt := range duringRun() {
			for _, rewritten := range []bool{false, true} {
				t.Run(end+" "+name, func(t *testing.T) {
					t.Parallel()
					path := filepath.Join(t.TempDir(), "leads.results.csv")
					r := openAs(t, path, "r1")
					call(t, r, "r1.1", 1, true)
					call(t, r, "r1.2", 2, false)
					must(t, tt.change(path+end))
					before, statErr := os.Lstat(path + end)
					next := request("r1.3", 3)
					if rewritten { // it needs more room than the file has
						for row := 4; row < 200; row++ {
							next.Attempts = append(next.Attempts, request("r1.3", row).Attempts...)
						}
					}
					wantRecordError(t, r.Intend(next), "during the run")
					wantRecordError(t, r.Close(), "during the run")
					if after, err := os.Lstat(path + end); statErr == nil && (err != nil || !os.SameFile(before, after)) {
						t.Errorf("it is now %v (%v)", after, err)
					}
					_, err := ledger.Open(path, ownfile.Holder{Run: "r2"}, func(*dialer.Result) {})
					if tt.goesOn {
						must(t, err)
						return
					}
					wantRecordError(t, err, "")
				})
			}
		}
	}
}

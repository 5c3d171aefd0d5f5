package ledger_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

func wantRecordError(t *testing.T, err error, says string) {
	t.Helper()
	if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), says) {
		t.Errorf("error = %v, want a RecordError with %q", err, says)
	}
}

// TestResolveResults: a name is resolved as by the system, and is unchanged without links.
func TestResolveResults(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	t.Chdir(dir)
	must(t, os.MkdirAll("data/inner", 0o700))
	must(t, os.WriteFile("data/there.csv", nil, 0o600))
	for link, to := range map[string]string{
		"folder": "data", "inner": "data/inner", "there": "data/there.csv", "absolute": filepath.Join(dir, "data", "there.csv"),
		"chain": "there", "new": "data/new.csv", "newer": "new", "away": "none/new.csv", "data/up": "../data/inner/../new.csv",
		"data/inner/back": "../../inner/../there.csv",
	} {
		must(t, os.Symlink(to, link))
	}
	for path, want := range map[string]string{
		"plain.csv": "plain.csv", "./plain.csv": "plain.csv", "data/there.csv": "data/there.csv", dir + "/plain.csv": dir + "/plain.csv",
		"folder/there.csv": "data/there.csv", "folder/new.csv": "data/new.csv", "inner/../new.csv": "data/new.csv",
		"there": "data/there.csv", "absolute": dir + "/data/there.csv", "chain": "data/there.csv",
		"new": "data/new.csv", "newer": "data/new.csv", "folder/up": "data/new.csv", "inner/back": "data/there.csv",
		"away": "./none/new.csv", "none/new.csv": "none/new.csv",
	} {
		if got, err := ledger.ResolveResults(path); err != nil || got != want {
			t.Errorf("ResolveResults(%s) = %q, %v, want %q", path, got, err, want)
		}
	}
	must(t, os.Symlink("circle", "circle"))
	must(t, unix.Mkfifo("data/pipe", 0o600))
	must(t, os.Symlink("data/pipe", "pipe"))
	must(t, os.Link("data/there.csv", "second.csv"))
	gone, err := os.Create("gone")
	must(t, err)
	defer gone.Close()
	must(t, os.Remove("gone"))
	for path, says := range map[string]string{
		"circle": "circle: this link leads in a circle", "pipe": "pipe: this is a named pipe", "data": "data: this is a folder",
		"data/": "this is a folder", ".": "this is a folder", "second.csv": "second.csv: this file has 2 names", "chain": "chain: this file has 2 names",
		fmt.Sprintf("/proc/self/fd/%d", gone.Fd()): "this leads to a file that has no name", // a file without a name
	} {
		got, err := ledger.ResolveResults(path)
		if got != "" {
			t.Errorf("ResolveResults(%s) = %q", path, got)
		}
		wantRecordError(t, err, says)
	}
	if _, err := ledger.ResolveResults("data/there.csv/x.csv"); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("a name below a file: %v", err)
	}
}

// TestOnlyResolved: no function of a ledger accepts a link as its results file, or changes the target of one.
func TestOnlyResolved(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target.csv"), filepath.Join(dir, "link.csv")
	must(t, os.Symlink(target, link))
	for _, text := range []string{"", header} {
		if text != "" {
			must(t, os.WriteFile(target, []byte(text), 0o600))
		}
		_, err := ledger.Open(link, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
		wantRecordError(t, err, "this is a link")
		_, err = ledger.Read(link, func(*dialer.Result) {})
		wantRecordError(t, err, "this is a link")
		if got := content(t, target); got != text {
			t.Errorf("%s became %q", target, got)
		}
	}
}

// TestEmptyResultsStay: Close removes an empty results file only if Open has created it.
func TestEmptyResultsStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	must(t, os.WriteFile(path, nil, 0o600))
	for range 2 {
		r, _ := take(t, path)
		must(t, r.Close())
		if info, err := os.Stat(path); err != nil || info.Size() != 0 {
			t.Fatalf("the file that was there: %v, %v", info, err)
		}
	}
	must(t, os.Remove(path))
	r, _ := take(t, path)
	// A file that replaces it stays, too.
	must(t, os.Remove(path))
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, r.Close())
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// TestSettingsElsewhere: the settings do not overwrite an object that is not ours.
func TestSettingsElsewhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	r, _ := take(t, path)
	must(t, unix.Mkfifo(path+".campaign", 0o600))
	wantRecordError(t, r.Remember(ledger.Settings{}), "this is a named pipe")
	must(t, r.Close())
	_, err := ledger.ReadSettings(path)
	wantRecordError(t, err, "this is a named pipe")
}

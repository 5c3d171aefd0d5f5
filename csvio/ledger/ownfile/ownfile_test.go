package ownfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"bulkdial/csvio/ledger/ownfile"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantRecordError(t *testing.T, err error, says string) {
	t.Helper()
	if _, ok := errors.AsType[*ownfile.RecordError](err); !ok || !strings.Contains(err.Error(), says) {
		t.Errorf("error = %v, want a RecordError with %q", err, says)
	}
}

// objects are the paths of objects that are no files of ours, by what they are.
func objects(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.Mkdir(at("folder"), 0o700))
	must(t, os.WriteFile(at("file"), []byte("text"), 0o600))
	must(t, os.Link(at("file"), at("second")))
	must(t, os.WriteFile(at("target"), []byte("text"), 0o600))
	must(t, os.Symlink(at("target"), at("link")))
	must(t, os.Symlink(at("none"), at("nowhere")))
	must(t, unix.Mkfifo(at("pipe"), 0o600))
	socket, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	must(t, err)
	t.Cleanup(func() { _ = unix.Close(socket) })
	must(t, unix.Bind(socket, &unix.SockaddrUnix{Name: at("socket")}))
	paths := map[string]string{
		"a folder": at("folder"), "a file with 2 names (hard links)": at("second"), "a link": at("link"), "a named pipe": at("pipe"), "a socket": at("socket"),
	}
	// A device of its own: a fault here would remove one of the system. Only root can make one.
	if err := unix.Mknod(at("device"), unix.S_IFCHR|0o600, int(unix.Mkdev(1, 3))); err == nil {
		paths["a device"] = at("device")
	}
	return paths
}

// TestCheck: an object is ours if it is a regular file with one name.
func TestCheck(t *testing.T) {
	t.Parallel()
	for name, path := range objects(t) {
		says := path + ": this is " + name + " where bulkdial keeps a regular file of its own: move it away"
		wantRecordError(t, ownfile.Check(path), says)
		_, err := ownfile.Open(path)
		wantRecordError(t, err, says)
		_, err = ownfile.Read(path)
		wantRecordError(t, err, says)
		_, err = ownfile.Make(ownfile.OSDisk{}, path, ownfile.Content([]byte("new")))
		wantRecordError(t, err, says)
	}
	path := filepath.Join(t.TempDir(), "ours")
	must(t, ownfile.Check(path))
	if _, err := ownfile.Read(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is missing is read: %v", err)
	}
	must(t, os.WriteFile(path, []byte("text"), 0o600))
	must(t, ownfile.Check(path))
	if text, err := ownfile.Read(path); err != nil || string(text) != "text" {
		t.Errorf("Read() = %q, %v", text, err)
	}
	if err := ownfile.Check(filepath.Join(path, "below")); err == nil || !strings.Contains(err.Error(), "looking at a file of the record") {
		t.Errorf("a name below a file: %v", err)
	}
}

// TestIntact: an open file has its name and its size, or the error says what it lacks, and the remedy.
func TestIntact(t *testing.T) {
	t.Parallel()
	for says, change := range map[string]func(path string) error{
		"": func(string) error { return nil },
		"the file was removed or replaced during the run; put it back": os.Remove,
		"removed or replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, []byte("text"), 0o600))
		},
		"the file has 5 bytes instead of 4: something else has changed it during the run; put it back": func(path string) error {
			return os.WriteFile(path, []byte("texts"), 0o600)
		},
		"the file has 3 bytes instead of 4": func(path string) error { return os.Truncate(path, 3) },
	} {
		path := filepath.Join(t.TempDir(), "ours")
		must(t, os.WriteFile(path, []byte("text"), 0o600))
		file, err := ownfile.Open(path)
		must(t, err)
		must(t, change(path))
		err = ownfile.CheckIntact(path, file, 4, "put it back")
		if says == "" {
			must(t, err)
		} else {
			wantRecordError(t, err, says)
		}
		must(t, file.Close())
		if err := ownfile.CheckIntact(path, file, 4, ""); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("a closed file: %v", err)
		}
	}
}

// TestErrors: an error names the file, the line if there is one, and the field of its remedy.
func TestErrors(t *testing.T) {
	t.Parallel()
	kind := ownfile.Kind{Name: "results", Foreign: "restore it", ForeignField: "Results"}
	err := kind.NotOurs("r.csv")
	if want := "r.csv: line 1: this is not a results file of bulkdial, or its first line was changed: restore it"; err.Error() != want {
		t.Errorf("the error is %q", err)
	}
	if e, ok := errors.AsType[*ownfile.RecordError](err); !ok || e.FieldName() != "Results" {
		t.Errorf("the field of %v is another one", err)
	}
	if got := (&ownfile.RecordError{Path: "r.csv", Reason: "it is damaged"}).Error(); got != "r.csv: it is damaged" {
		t.Errorf("without a line the error is %q", got)
	}
}

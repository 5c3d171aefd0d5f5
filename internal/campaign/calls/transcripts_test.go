package calls_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

// recordings has the transcript of every call, unless answer says otherwise.
type recordings struct {
	mu     sync.Mutex
	asked  []string
	answer func(id string) (json.RawMessage, error)
}

func (r *recordings) Transcript(_ context.Context, id string) (json.RawMessage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, id)
	if r.answer != nil {
		return r.answer(id)
	}
	return json.RawMessage(`["hello"]`), nil
}

// brokenDisk fails one operation.
type brokenDisk struct {
	ownfile.OSDisk

	op string
}

func (d brokenDisk) fails(op string) error {
	if op == d.op {
		return syscall.ENOSPC
	}
	return nil
}

func (d brokenDisk) OpenFile(path string, flag int) (ownfile.File, error) {
	op := "reserve"
	if strings.HasSuffix(path, ".new") {
		op = "open"
	}
	if err := d.fails(op); err != nil {
		return nil, err
	}
	file, err := d.OSDisk.OpenFile(path, flag)
	if err != nil {
		return nil, err
	}
	return brokenFile{file, d}, nil
}

func (d brokenDisk) Rename(from, to string) error {
	if err := d.fails("rename"); err != nil {
		return err
	}
	return d.OSDisk.Rename(from, to)
}

func (d brokenDisk) SyncDir(path string) error {
	if err := d.fails("sync folder"); err != nil {
		return err
	}
	return d.OSDisk.SyncDir(path)
}

type brokenFile struct {
	ownfile.File

	disk brokenDisk
}

func (f brokenFile) Write(p []byte) (int, error) {
	if err := f.disk.fails("write"); err != nil {
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	}
	return f.File.Write(p)
}

func (f brokenFile) Sync() error { return errors.Join(f.disk.fails("sync"), f.File.Sync()) }

func (f brokenFile) Close() error { return errors.Join(f.disk.fails("close"), f.File.Close()) }

// saving is a campaign whose transcripts are saved in a folder.
type saving struct {
	files fileset.Files
	dir   string
}

// newSaving returns a campaign with these lines of CDRs.
func newSaving(t *testing.T, cdrs ...string) *saving {
	t.Helper()
	files, dir := namedFiles(t, map[string]string{"leads.calls.csv": callsHeader + strings.Join(cdrs, "")})
	return &saving{files, filepath.Join(dir, "deep", "transcripts")}
}

// save saves the transcripts once.
func (s *saving) save(ctx context.Context, from dialer.Transcripts, disk ownfile.Disk) (calls.TranscriptsState, error) {
	transcripts, err := calls.OpenTranscripts(calls.TranscriptsConfig{Dir: s.dir, Disk: disk})
	if err != nil {
		return calls.TranscriptsState{}, err
	}
	err = transcripts.Save(ctx, &s.files, track.TranscriptConfig{Transcripts: from, Speed: 1e9})
	return transcripts.State(), err
}

// texts are the files in the folder, by their names.
func (s *saving) texts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, _ := os.ReadFile(filepath.Join(s.dir, entry.Name()))
		texts[entry.Name()] = string(text)
	}
	return texts
}

// TestTranscriptsWhich: each call that was connected gets a file, of all shards, for its owner alone; another execution reads nothing
// again, and what was missing then.
func TestTranscriptsWhich(t *testing.T) {
	t.Parallel()
	s := newSaving(t, cdrLine("1", "ac_1", "answered"), cdrLine("2", "ac_2", "no_answer"), cdrLine("3", "ac_3", "busy"), cdrLine("4", "ac_4", "failed"),
		cdrLine("5", "ac_5", "canceled"))
	shard := callsHeader + cdrLine("6", "ac_6", "other") + cdrLine("7", "ac_7", "answered")
	if err := os.WriteFile(ledger.CallsPath(ledger.ShardResults(s.files.Results, dialer.Shard{Index: 2, Count: 3})), []byte(shard), 0o600); err != nil {
		t.Fatal(err)
	}
	late := &recordings{answer: func(id string) (json.RawMessage, error) {
		if id == "ac_7" {
			return nil, nil
		}
		return json.RawMessage(`["hello"]`), nil
	}}
	state, err := s.save(t.Context(), late, ownfile.OSDisk{})
	if state.Saved != 3 || state.None != 1 || !slices.Equal(state.Named, []string{"ac_7"}) || state.Wanted != 4 || state.There != 0 || err != nil {
		t.Errorf("Save() = %+v, %v", state, err)
	}
	want := map[string]string{"ac_1.json": "[\"hello\"]\n", "ac_5.json": "[\"hello\"]\n", "ac_6.json": "[\"hello\"]\n"}
	if diff := cmp.Diff(want, s.texts(t)); diff != "" {
		t.Errorf("the files (-want +got):\n%s", diff)
	}
	again := &recordings{}
	state, err = s.save(t.Context(), again, ownfile.OSDisk{})
	if state.Saved != 1 || state.There != 3 || !slices.Equal(again.asked, []string{"ac_7"}) || err != nil {
		t.Errorf("again: %+v, %v after %q", state, err, again.asked)
	}
	for path, mode := range map[string]fs.FileMode{s.dir: 0o700, filepath.Dir(s.dir): 0o700, filepath.Join(s.dir, "ac_1.json"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v, want %o", path, info.Mode(), err, mode)
		}
	}
}

// TestTranscriptsSince: calls whose end was recorded before are left out.
func TestTranscriptsSince(t *testing.T) {
	t.Parallel()
	s := newSaving(t, cdrLine("1", "ac_1", "answered"), strings.Replace(cdrLine("2", "ac_2", "answered"), "2026-11-23T08:31", "2026-11-23T08:33", 1))
	transcripts, err := calls.OpenTranscripts(calls.TranscriptsConfig{
		Dir: s.dir, Disk: ownfile.OSDisk{}, Since: time.Date(2026, 11, 23, 8, 32, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	err = transcripts.Save(t.Context(), &s.files, track.TranscriptConfig{Transcripts: &recordings{}, Speed: 1e9})
	if texts := s.texts(t); err != nil || len(texts) != 1 || texts["ac_2.json"] == "" {
		t.Errorf("%v, files: %v", err, texts)
	}
}

// TestTranscriptsNames: ids are opaque. Each has a file of its own in the folder, whatever is in it.
func TestTranscriptsNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	names := map[string]string{
		"../../escaped": "%2E.%2F..%2Fescaped.json", "/etc/passwd": "%2Fetc%2Fpasswd.json", "..": "%2E..json", ".hidden": "%2Ehidden.json",
		"a/b": "a%2Fb.json", "a%2Fb": "a%252Fb.json", "ac-1.2_3": "ac-1.2_3.json", "Zoë 1": "Zo%C3%AB%201.json", `a\b:c*?`: "a%5Cb%3Ac%2A%3F.json",
	}
	var cdrs []string
	for _, id := range append(slices.Collect(maps.Keys(names)), long, long+"y", strings.Repeat("/", 100)) {
		cdrs = append(cdrs, cdrLine("1", id, "answered"))
	}
	s := newSaving(t, cdrs...)
	if state, err := s.save(t.Context(), &recordings{}, ownfile.OSDisk{}); err != nil || state.Saved != len(cdrs) {
		t.Errorf("%+v, %v", state, err)
	}
	texts := s.texts(t)
	if len(texts) != len(cdrs) {
		t.Errorf("%d files for %d calls", len(texts), len(cdrs))
	}
	for id, name := range names {
		if texts[name] == "" {
			t.Errorf("%q has no file %s", id, name)
		}
	}
	for name := range texts {
		if len(name) > 255 {
			t.Errorf("%s is too long", name)
		}
	}
	if state, err := s.save(t.Context(), nil, ownfile.OSDisk{}); err != nil || state.There != len(cdrs) {
		t.Errorf("again: %+v, %v", state, err)
	}
}

// TestTranscriptsKeep: what has the name of a transcript stays, also what appears while it is read, and a link is not followed. An empty
// file, which a killed process leaves, is filled.
func TestTranscriptsKeep(t *testing.T) {
	t.Parallel()
	s := newSaving(t, cdrLine("1", "there", "answered"), cdrLine("2", "link", "answered"), cdrLine("3", "folder", "answered"),
		cdrLine("4", "appears", "answered"), cdrLine("5", "empty", "answered"), cdrLine("6", "leads", "answered"))
	file := func(name string) string { return filepath.Join(s.dir, name+".json") }
	target := filepath.Join(filepath.Dir(s.dir), "target")
	if err := errors.Join(os.MkdirAll(file("folder"), 0o700), os.WriteFile(file("there"), []byte("mine"), 0o600), os.Symlink(target, file("link")),
		os.WriteFile(file("empty"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	api := &recordings{answer: func(id string) (json.RawMessage, error) {
		if id == "appears" {
			return json.RawMessage(`["hello"]`), os.WriteFile(file(id), []byte("mine too"), 0o600)
		}
		return json.RawMessage(`["hello"]`), nil
	}}
	state, err := s.save(t.Context(), api, ownfile.OSDisk{})
	if state.There != 3 || state.Wanted != 3 || err != nil {
		t.Errorf("%+v, %v", state, err)
	}
	want := map[string]string{
		"there.json": "mine", "link.json": "", "folder.json": "", "appears.json": "mine too", "empty.json": "[\"hello\"]\n", "leads.json": "[\"hello\"]\n",
	}
	if diff := cmp.Diff(want, s.texts(t)); diff != "" {
		t.Errorf("the files (-want +got):\n%s", diff)
	}
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the link was followed: %v", err)
	}
}

// TestTranscriptsDisk: whatever the disk refuses, the error says what was being done, and nothing half-written stays; another execution
// then saves all.
func TestTranscriptsDisk(t *testing.T) {
	t.Parallel()
	for _, op := range []string{"open", "write", "sync", "close", "reserve", "rename", "sync folder"} {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			s := newSaving(t, cdrLine("1", "ac_1", "answered"), cdrLine("2", "ac_2", "answered"))
			_, err := s.save(t.Context(), &recordings{}, brokenDisk{op: op})
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "transcript") {
				t.Errorf("Save() = %v", err)
			}
			if texts := s.texts(t); op != "sync folder" && len(texts) != 0 {
				t.Errorf("files stay: %v", texts)
			}
			_, err = s.save(t.Context(), &recordings{}, ownfile.OSDisk{})
			if texts := s.texts(t); err != nil || len(texts) != 2 || texts["ac_1.json"] != "[\"hello\"]\n" {
				t.Errorf("then %v, files: %v", err, texts)
			}
		})
	}
}

// TestTranscriptsFolder: a folder in which no file can be made is refused before any call is followed.
func TestTranscriptsFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]error{file: syscall.ENOTDIR, filepath.Join(file, "below"): syscall.ENOTDIR} {
		_, err := calls.OpenTranscripts(calls.TranscriptsConfig{Dir: dir, Disk: ownfile.OSDisk{}})
		if !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "preparing the folder of transcripts: ") {
			t.Errorf("OpenTranscripts(%s) = %v", dir, err)
		}
	}
}

// TestTranscriptsStop: the end of the context, and damage of a calls file, end the saving; damage does so before anything is asked for.
func TestTranscriptsStop(t *testing.T) {
	t.Parallel()
	s := newSaving(t, cdrLine("1", "ac_1", "answered"), cdrLine("2", "ac_2", "answered"))
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	api := &recordings{answer: func(string) (json.RawMessage, error) {
		cancel(stopped)
		return nil, errors.New("interrupted")
	}}
	for range 2 {
		if _, err := s.save(ctx, api, ownfile.OSDisk{}); !errors.Is(err, stopped) {
			t.Errorf("Save() = %v", err)
		}
	}
	s, unasked := newSaving(t, cdrLine("1", "ac_1", "answered"), cdrLine("2", "ac_2", "rang")), &recordings{}
	_, err := s.save(t.Context(), unasked, ownfile.OSDisk{})
	if _, damaged := errors.AsType[*ownfile.RecordError](err); !damaged || len(unasked.asked) != 0 {
		t.Errorf("Save() = %v after %q", err, unasked.asked)
	}
}

// TestTranscriptsMemory: the CDRs pass one by one. The bound is half of what their ids alone would take; what is being read meanwhile is in it.
func TestTranscriptsMemory(t *testing.T) {
	const calls = 200_000
	var text strings.Builder
	text.WriteString(callsHeader)
	for i := range calls {
		outcome := "no_answer"
		if i%1000 == 0 {
			outcome = "answered"
		}
		text.WriteString(cdrLine("1", fmt.Sprint("ac_", i), outcome))
	}
	files, dir := namedFiles(t, map[string]string{"leads.calls.csv": text.String()})
	text.Reset()
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most := heap(), uint64(0)
	s := &saving{files, filepath.Join(dir, "transcripts")}
	n := 0
	state, err := s.save(t.Context(), &recordings{answer: func(string) (json.RawMessage, error) {
		if n++; n%20 == 0 {
			most = max(most, heap())
		}
		return nil, nil
	}}, ownfile.OSDisk{})
	if state.None != calls/1000 || err != nil {
		t.Errorf("%+v, %v", state, err)
	}
	if grown := int64(most) - int64(before); grown > 32*calls {
		t.Errorf("the live heap has grown by %d bytes", grown)
	}
}

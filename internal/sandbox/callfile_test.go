package sandbox_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox"
	"bulkdial/internal/sandbox/request/requesttest"
)

// keeping returns a sandbox that keeps its calls in a file, and whose calls are answered soon and last for hours.
func keeping(tb testing.TB, path string) *sandbox.Server {
	tb.Helper()
	file, err := sandbox.OpenCallFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	return sandbox.New(sandbox.Config{CallFile: file, Script: sandbox.Script{Outcomes: only("answered"), Speed: 1e4, MeanCall: 1e5 * time.Hour}})
}

func callsPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "leads.sandbox.api.jsonl")
}

// started waits until a call has started.
func started(t *testing.T, h http.Handler, id string) {
	t.Helper()
	for getCall(t, h, id).Status != "started" {
		time.Sleep(time.Millisecond)
	}
}

// TestCallFile: what one process has placed, canceled and cleared, a later one knows.
func TestCallFile(t *testing.T) {
	path := callsPath(t)
	first := keeping(t, path)
	gone := placeOne(t, first, requesttest.With(""))
	clearCallLog(first)
	ids := placed(t, first, 3)
	echo := serve(first, callRequest("", v1, requesttest.Metadata(`{"ref":"a1"}`))).entries(t)[0].ID
	started(t, first, ids[1])
	canceled := decode[shown](t, ask(first, http.MethodPost, "/agents/calls/"+ids[1]+"/cancel"))

	second := keeping(t, path)
	ask(second, http.MethodGet, "/agents/calls/"+gone).problem(t, http.StatusNotFound)
	for _, id := range append(ids, echo) {
		if diff := cmp.Diff(getCall(t, first, id), getCall(t, second, id)); diff != "" {
			t.Errorf("call %s: -first +second:\n%s", id, diff)
		}
	}
	if c := getCall(t, second, ids[1]); c.state() != canceled.state() {
		t.Errorf("the canceled call is %s, want %s", c.state(), canceled.state())
	}
	if got, want := listCalls(t, second, "").ids(), listCalls(t, first, "").ids(); !cmp.Equal(got, want) || len(want) != 4 {
		t.Errorf("list = %v, want %v", got, want)
	}
	l := readCallLog(t, second)
	if l.Placed != 4 || l.Requests != 0 || l.Calls[numbers(1)[0]] != 1 {
		t.Errorf("call log = %+v, want 4 calls and no request of this process", l)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v (%v), want 0600", info.Mode(), err)
	}
}

// TestCallFileOfTwo: two processes at one time know each other's calls.
func TestCallFileOfTwo(t *testing.T) {
	path := callsPath(t)
	run, track := keeping(t, path), keeping(t, path)
	id := placed(t, run, 1)[0]
	started(t, track, id)
	decode[shown](t, ask(track, http.MethodPost, "/agents/calls/"+id+"/cancel"))
	if c := getCall(t, run, id); c.state() != "completed api_cancelled" {
		t.Errorf("the call is %s where it was placed", c.state())
	}
	clearCallLog(track)
	if l := readCallLog(t, run); l.Placed != 0 {
		t.Errorf("call log = %+v once the other has cleared it", l)
	}
	again := placed(t, run, 1)[0]
	if l := readCallLog(t, track); l.Placed != 1 || getCall(t, track, again).ID != again {
		t.Errorf("call log = %+v, want the new call", l)
	}
	if l := readCallLog(t, run); l.Placed != 1 {
		t.Errorf("call log = %+v, want the new call only", l)
	}
}

// TestCallFileLines: the calls of all processes take lines, those of one that has ended too.
func TestCallFileLines(t *testing.T) {
	path := callsPath(t)
	open := func() *sandbox.Server {
		file, err := sandbox.OpenCallFile(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { file.Close() })
		return sandbox.New(sandbox.Config{CallFile: file, Script: sandbox.Script{Lines: 3, Outcomes: only("no_answer")}})
	}
	first, second := open(), open()
	placed(t, first, 1)
	placed(t, second, 1)
	placed(t, open(), 1)
	for _, h := range []*sandbox.Server{first, second} {
		if got := place(h, "+14155550199").entries(t)[0]; got.ID != "" {
			t.Errorf("entry = %+v, want a refusal", got)
		}
	}
}

// TestCallFileTorn: half a line, as a kill leaves it, costs neither the calls before it nor those after it.
func TestCallFileTorn(t *testing.T) {
	path := callsPath(t)
	first := placed(t, keeping(t, path), 2)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text[:len(text)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	after := placed(t, keeping(t, path), 1)[0]
	h := keeping(t, path)
	getCall(t, h, first[0])
	getCall(t, h, after)
	ask(h, http.MethodGet, "/agents/calls/"+first[1]).problem(t, http.StatusNotFound)
}

func TestCallFileOfAnother(t *testing.T) {
	path := callsPath(t)
	const contacts = `{"phone":"+14155550123"}` + "\n"
	if err := os.WriteFile(path, []byte(contacts), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sandbox.OpenCallFile(path); err == nil || !strings.Contains(err.Error(), "holds something else") {
		t.Errorf("OpenCallFile of contacts: %v", err)
	}
	if _, err := sandbox.OpenCallFile(t.TempDir()); err == nil {
		t.Error("OpenCallFile of a folder: no error")
	}
	if _, err := sandbox.OpenCallFile("/dev/null"); err == nil || !strings.Contains(err.Error(), "regular") {
		t.Errorf("OpenCallFile of a device: %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != contacts {
		t.Errorf("the file is now %q", text)
	}
}

// TestCallFileCannotBeWritten: a call that is not kept is not answered.
func TestCallFileCannotBeWritten(t *testing.T) {
	file, err := sandbox.OpenCallFile(callsPath(t))
	if err != nil {
		t.Fatal(err)
	}
	h := sandbox.New(sandbox.Config{CallFile: file})
	file.Close()
	place(h, "+14155550123").problem(t, http.StatusInternalServerError)
	clearCallLog(h).problem(t, http.StatusInternalServerError)
}

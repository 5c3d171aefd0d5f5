package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/sandbox"
)

// TestDiskFullResults fills the disk of the results file while a run appends to it.
func TestDiskFullResults(t *testing.T) {
	t.Parallel()
	r := newDiskRig(t, 300)
	small := mountSmall(t, 12<<10)
	r.mount(filepath.Join(small, "results.csv"))
	r.stopped(exit.Machine)
	r.stopped(exit.Machine) // the disk is still full: nothing can be recorded, so no contact is called
	growSmall(t, small)
	r.goesOn()
}

// TestDiskFullInflight has no room for the in-flight record, whose whole length is taken before the first call.
func TestDiskFullInflight(t *testing.T) {
	t.Parallel()
	r := newDiskRig(t, 300)
	small := mountSmall(t, 8<<10)
	aside := filepath.Join(t.TempDir(), "results.csv")
	r.results = filepath.Join(small, "leads.results.csv")
	mountFile(t, aside, r.results)
	r.stopped(exit.Machine)
	if n := r.ledger().Placed; n != 0 {
		t.Errorf("%d called before there is an in-flight record", n)
	}
	growSmall(t, small)
	r.goesOn()
}

// TestDiskFullBoth has both files on one disk, which fills with results, and then has no room for another in-flight record.
func TestDiskFullBoth(t *testing.T) {
	t.Parallel()
	r := newDiskRig(t, 300)
	small := mountSmall(t, 280<<10)
	r.results = filepath.Join(small, "leads.results.csv")
	r.stopped(exit.Machine)
	if r.ledger().Placed == 0 {
		t.Errorf("no contact was called before the disk was full")
	}
	r.stopped(exit.Machine)
	growSmall(t, small)
	r.goesOn()
}

// TestDiskFullHeader has no room for the first line of the results.
func TestDiskFullHeader(t *testing.T) {
	t.Parallel()
	r := newDiskRig(t, 20)
	small := mountSmall(t, 4<<10)
	if err := os.WriteFile(filepath.Join(small, "other"), make([]byte, 4<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	r.mount(filepath.Join(small, "results.csv"))
	r.stopped(exit.Machine)
	if n := r.ledger().Placed; n != 0 {
		t.Errorf("%d called before there is a results file", n)
	}
	growSmall(t, small)
	r.goesOn()
}

// TestDiskTornTail resumes from results whose last line is torn: on a full disk it is cut, and those whom it was
// about stay covered until there is room for their words.
func TestDiskTornTail(t *testing.T) {
	t.Parallel()
	r := newDiskRig(t, 300)
	small := mountSmall(t, 12<<10)
	r.mount(filepath.Join(small, "results.csv"))
	r.stopped(exit.Machine)
	text := r.read(r.results)
	if bytes.HasSuffix(text, []byte("\n")) {
		t.Errorf("the full disk has torn no line: %q", text[len(text)-40:])
	}
	calls := r.ledger().Placed
	r.stopped(exit.Machine)
	if got := r.ledger().Placed; got != calls {
		t.Errorf("%d were called on a full disk", got-calls)
	}
	if text = r.read(r.results); len(r.wholeResults()) == 0 {
		t.Errorf("the results became %q", text)
	}
	growSmall(t, small)
	r.goesOn()
}

// TestDiskFileTooLarge meets a limit on the size of files (RLIMIT_FSIZE), which needs no rights to mount.
func TestDiskFileTooLarge(t *testing.T) {
	t.Parallel()
	r := newDiskRig(t, 300)
	r.results = filepath.Join(t.TempDir(), "leads.results.csv")
	r.fileBlocks = 16
	r.stopped(exit.Machine)
	if n := r.ledger().Placed; n != 0 {
		t.Errorf("%d called before there is an in-flight record", n)
	}
	r.fileBlocks = 0
	r.goesOn()
}

// TestDiskReadOnly takes away the right to write before a run.
func TestDiskReadOnly(t *testing.T) {
	t.Parallel()
	t.Run("parent is a file", func(t *testing.T) {
		t.Parallel()
		r := newDiskRig(t, 20)
		r.results = filepath.Join(r.contacts, "leads.results.csv")
		r.fails(exit.Usage, "not a directory")
	})
	t.Run("folder is not there", func(t *testing.T) {
		t.Parallel()
		r := newDiskRig(t, 20)
		r.results = filepath.Join(t.TempDir(), "none", "leads.results.csv")
		r.fails(exit.Usage, "there is no folder")
	})
	t.Run("new results", func(t *testing.T) {
		t.Parallel()
		r := newDiskRig(t, 20)
		small := mountSmall(t, 1<<20)
		r.results = filepath.Join(small, "leads.results.csv")
		remountSmall(t, small, syscall.MS_RDONLY, 1<<20)
		r.fails(exit.Usage, "read-only file system")
		remountSmall(t, small, 0, 1<<20)
		r.goesOn()
	})
	t.Run("resumed results", func(t *testing.T) {
		t.Parallel()
		r := newDiskRig(t, 20)
		small := mountSmall(t, 1<<20)
		r.results = filepath.Join(small, "leads.results.csv")
		if code, text := r.run("--limit", "10"); code != exit.Paused {
			t.Fatalf("exit code %d:\n%s", code, text)
		}
		remountSmall(t, small, syscall.MS_RDONLY, 1<<20)
		r.fails(exit.Usage, "read-only file system")
		if got := r.pending(); got != 10 { // a look needs no right to write
			t.Errorf("status counts %d pending, want 10", got)
		}
		remountSmall(t, small, 0, 1<<20)
		r.goesOn()
	})
}

// TestResultsRemoved takes the results file away while a run writes to it. The run ends; when the file is put back,
// the next goes on.
func TestResultsRemoved(t *testing.T) {
	t.Parallel()
	for name, tamper := range map[string]func(path, aside string) error{
		"removed": os.Rename,
		"replaced": func(path, aside string) error {
			return errors.Join(os.Rename(path, aside), os.WriteFile(path, []byte("something else\n"), 0o600))
		},
		"truncated": func(path, aside string) error {
			text, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(aside, text, 0o600), os.Truncate(path, 0))
		},
		"appended to": func(path, aside string) error {
			text, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(aside, text, 0o600), os.WriteFile(path, append(text, "x\n"...), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newDiskRig(t, 300)
			r.results = filepath.Join(t.TempDir(), "leads.results.csv")
			r.aside = r.results + ".aside"
			r.concurrency = "1" // nothing is written while the one request is served
			r.onRequest(20, func() {
				if err := tamper(r.results, r.aside); err != nil {
					t.Error(err)
				}
			})
			r.stopped(exit.Usage)
			if err := os.Rename(r.aside, r.results); err != nil {
				t.Fatal(err)
			}
			r.aside = ""
			r.goesOn()
		})
	}
}

// mountFile lets a new file of one disk be found in a folder of another; a link would take the other files along.
func mountFile(t *testing.T, from, at string) {
	t.Helper()
	for _, path := range []string{from, at} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mount(from, at, "", syscall.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(at, 0); err != nil {
			t.Error(err)
		}
	})
}

// mountSmall mounts a disk of some bytes, which are a multiple of a page.
func mountSmall(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root on Linux may mount a small disk; TestDiskFileTooLarge runs everywhere")
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", size)); err != nil {
		t.Skipf("mounting a small disk: %v; TestDiskFileTooLarge runs everywhere", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmounting: %v", err)
		}
	})
	return dir
}

func growSmall(t *testing.T, dir string) {
	t.Helper()
	remountSmall(t, dir, 0, 1<<20)
}

func remountSmall(t *testing.T, dir string, flags uintptr, size int) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, fmt.Sprintf("size=%d", size)); err != nil {
		t.Fatalf("remounting: %v", err)
	}
}

// diskRig is a campaign against a sandbox that remembers each id it gave.
type diskRig struct {
	t                        *testing.T
	contacts, results, aside string
	concurrency              string
	fileBlocks               int // of ulimit -f; 0: no limit
	url                      string
	rescued                  string // what all runs wrote to standard error

	mu       sync.Mutex
	ids      map[string]bool
	requests int
	hooks    map[int]func()
}

func newDiskRig(t *testing.T, rows int) *diskRig {
	t.Helper()
	r := &diskRig{
		t: t, contacts: filepath.Join(t.TempDir(), "leads.csv"), concurrency: "4",
		ids: map[string]bool{}, hooks: map[int]func(){},
	}
	writeContacts(t, r.contacts, rows)
	faults, err := sandbox.ParseFaults("latency=2ms")
	if err != nil {
		t.Fatal(err)
	}
	api := sandbox.New(sandbox.Config{Faults: faults})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.serve(api, w, req) }))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// writeContacts writes a contacts file with numbers of their own.
func writeContacts(t *testing.T, path string, rows int) {
	t.Helper()
	var text strings.Builder
	text.WriteString("phone,name\n")
	for i := range rows {
		fmt.Fprintf(&text, "+1415%03d%04d,Anna %d\n", 555+i/10_000, i%10_000, i)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// onRequest lets something happen while the n-th request is served.
func (r *diskRig) onRequest(n int, do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hooks[n] = do
}

func (r *diskRig) serve(api http.Handler, w http.ResponseWriter, req *http.Request) {
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, req)
	ids := regexp.MustCompile(`"agent_call_id": ?"([^"]+)"`)
	r.mu.Lock()
	if req.Method == http.MethodPost {
		r.requests++
		if do := r.hooks[r.requests]; do != nil {
			do()
		}
	}
	for _, id := range ids.FindAllStringSubmatch(answer.Body.String(), -1) {
		r.ids[id[1]] = true
	}
	r.mu.Unlock()
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// mount keeps the results on another disk; the in-flight record stays on this one.
func (r *diskRig) mount(from string) {
	r.t.Helper()
	r.results = filepath.Join(r.t.TempDir(), "leads.results.csv")
	mountFile(r.t, from, r.results)
}

// run executes one run and returns its exit code and what it wrote to standard error.
func (r *diskRig) run(more ...string) (int, string) {
	r.t.Helper()
	args := append([]string{
		"run", r.contacts, "--results", r.results, "--base-url", r.url, "--agent-id", "agent_x", "--from-number-id", "ap_x",
		"--yes", "--cps", "0", "--batch-size", "5", "--concurrency", r.concurrency, "--log-format", "json",
	}, more...)
	cmd := exec.Command("bulkdial", args...)
	if r.fileBlocks > 0 {
		requireTools(r.t, "sh")
		script := fmt.Sprintf(`ulimit -f %d; exec bulkdial "$@"`, r.fileBlocks)
		cmd = exec.Command("sh", append([]string{"-c", script, "sh"}, args...)...)
	}
	var stderr bytes.Buffer
	cmd.Env = append(os.Environ(), "CARTESIA_API_KEY=sk_car_test")
	cmd.Stderr = &stderr
	err := cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		r.t.Fatal(err)
	}
	r.rescued += stderr.String()
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// fails runs into a fault of the machine before anybody is called by it.
func (r *diskRig) fails(want int, cause string) {
	r.t.Helper()
	calls := r.ledger().Placed
	code, text := r.run()
	if code != want || !strings.Contains(text, cause) {
		r.t.Errorf("exit code %d, want %d, and %q in\n%s", code, want, cause, text)
	}
	if got := r.ledger().Placed; got != calls {
		r.t.Errorf("%d were called", got-calls)
	}
}

// stopped runs into a fault of the machine, and checks that no call is forgotten.
func (r *diskRig) stopped(want int) {
	r.t.Helper()
	code, text := r.run()
	if code != want {
		r.t.Fatalf("exit code %d, want %d:\n%s", code, want, text)
	}
	r.checkIDs()
	covered := map[string]bool{}
	for _, row := range r.wholeResults() {
		covered[row["to_number"]] = row["disposition"] == "accepted" || row["disposition"] == "unknown"
	}
	for _, number := range r.inflight() {
		covered[number] = true
	}
	for number := range r.ledger().Calls {
		if !covered[number] {
			r.t.Errorf("%s was called, and neither file says so:\n%s", number, text)
		}
	}
	r.checkModes()
}

// goesOn runs to the end after the fault is repaired.
func (r *diskRig) goesOn() {
	r.t.Helper()
	if code, text := r.run(); code != exit.OK && code != exit.Look {
		r.t.Fatalf("exit code %d, want %d or %d:\n%s", code, exit.OK, exit.Look, text)
	}
	r.checkIDs()
	r.checkModes()
	if l := r.ledger(); l.Most != 1 {
		r.t.Errorf("a number was called %d times", l.Most)
	}
	if n := r.pending(); n != 0 {
		r.t.Errorf("%d are still pending", n)
	}
	if _, err := os.Stat(r.results + ".inflight"); !errors.Is(err, fs.ErrNotExist) {
		r.t.Errorf("the in-flight record is still there (%v)", err)
	}
}

// checkIDs looks for each id that the sandbox gave: in the results, or in the log.
func (r *diskRig) checkIDs() {
	r.t.Helper()
	known := map[string]bool{}
	for _, row := range r.wholeResults() {
		known[row["agent_call_id"]] = true
	}
	for line := range strings.Lines(r.rescued) {
		var event struct {
			Message string `json:"message"`
			ID      string `json:"agent_call_id"`
		}
		if json.Unmarshal([]byte(line), &event) == nil && event.Message == "result not recorded" {
			known[event.ID] = true
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := range r.ids {
		if !known[id] {
			r.t.Errorf("the id %s is lost", id)
		}
	}
}

func (r *diskRig) checkModes() {
	r.t.Helper()
	for _, path := range []string{r.results, r.results + ".inflight"} {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm() != 0o600 {
			r.t.Errorf("%s has mode %v, want 0600", path, info.Mode())
		}
	}
}

func (r *diskRig) read(path string) []byte {
	r.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.t.Fatal(err)
	}
	return text
}

// wholeResults reads the whole lines of the results file, or of the one that was taken away.
func (r *diskRig) wholeResults() []map[string]string {
	r.t.Helper()
	path := r.results
	if r.aside != "" {
		path = r.aside
	}
	text := r.read(path)
	records, err := csv.NewReader(bytes.NewReader(text[:bytes.LastIndexByte(text, '\n')+1])).ReadAll()
	if err != nil {
		r.t.Fatalf("the results file is damaged: %v", err)
	}
	var rows []map[string]string
	for i := 1; i < len(records); i++ {
		row := map[string]string{}
		for j, name := range records[0] {
			row[name] = records[i][j]
		}
		rows = append(rows, row)
	}
	return rows
}

// inflight returns the numbers of the intents that were not taken back.
func (r *diskRig) inflight() []string {
	live := map[string][]string{}
	for line := range bytes.Lines(r.read(r.results + ".inflight")) {
		var l struct {
			Batch    string `json:"batch"`
			Done     string `json:"done"`
			Contacts []struct {
				Number string `json:"to_number"`
			} `json:"contacts"`
		}
		if json.Unmarshal(line, &l) != nil {
			continue // torn: its request was not sent
		}
		delete(live, l.Done)
		for _, c := range l.Contacts {
			live[l.Batch] = append(live[l.Batch], c.Number)
		}
	}
	var numbers []string
	for _, batch := range live {
		numbers = append(numbers, batch...)
	}
	return numbers
}

func (r *diskRig) ledger() callLog {
	r.t.Helper()
	l, err := fetchLedger(r.url)
	if err != nil {
		r.t.Fatal(err)
	}
	return l
}

// pending asks status how many have no last word.
func (r *diskRig) pending() int {
	r.t.Helper()
	return campaignStatus(r.t, r.contacts, r.results).Pending
}

// counts are what status says of a campaign.
type counts struct {
	Accepted int `json:"accepted"`
	Unknown  int `json:"unknown"`
	Pending  int `json:"pending"`
}

func campaignStatus(t *testing.T, contacts, results string) counts {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("bulkdial", "status", contacts, "--results", results, "--json")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // 3 when something is to be looked at
	var status struct {
		Contacts counts `json:"contacts"`
	}
	if err := json.Unmarshal(stdout.Bytes(), &status); err != nil {
		t.Fatalf("status: %v:\n%s%s", err, stdout.String(), stderr.String())
	}
	return status.Contacts
}

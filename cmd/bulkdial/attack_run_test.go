package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
)

// attackEnding is how a run before the change ends.
type attackEnding int

const (
	leftAlone attackEnding = iota
	killedAtRequest
	killedAtMoment
	terminated
)

func (e attackEnding) String() string {
	return []string{"left alone", "killed at a request", "killed at a moment", "terminated"}[e]
}

// attackPatience is how long a run may take.
const attackPatience = 30 * time.Second

// args are those of each run of a trial; batches and concurrency differ.
func (a *attack) args() []string {
	args := []string{
		"run", a.path(contactsFile), "--base-url", a.api.url(), "--agent-id", "agent_x", "--from-number-id", "ap_x", "--yes",
		"--cps", "0", "--batch-size", strconv.Itoa(2 + a.rng.IntN(4)), "--concurrency", strconv.Itoa(1 + a.rng.IntN(4)),
		"--max-failures", "20", "--max-attempts", strconv.Itoa(attackAttempts), "--request-timeout", "20s",
		"--suppress", a.path(listFile), "--log-level", "warn",
	}
	if a.useIDs {
		args = append(args, "--id-column", "id")
	}
	return args
}

// once makes a run with an ending, and keeps copies of the files at one of its requests and at its end.
func (a *attack) once(ending attackEnding) {
	a.t.Helper()
	p := startFault(a.t, a.args(), nil)
	request := 1 + a.rng.IntN(max(2, a.rows/20))
	after := time.Duration(a.rng.IntN(8000)) * time.Microsecond
	copied := 1 + a.rng.IntN(request)
	cut := func(sig os.Signal) func() {
		return func() { time.AfterFunc(after, func() { _ = p.cmd.Process.Signal(sig) }) }
	}
	switch ending {
	case killedAtRequest:
		a.api.at(request, cut(syscall.SIGKILL))
	case terminated:
		a.api.at(request, cut(syscall.SIGTERM))
	case killedAtMoment:
		timer := time.AfterFunc(time.Duration(20+a.rng.IntN(150))*time.Millisecond, func() { _ = p.cmd.Process.Kill() })
		defer timer.Stop()
	case leftAlone:
	}
	a.api.at(copied, a.keep)
	out := p.wait()
	a.api.rest(a.t)
	a.keep()
	a.note("run %s (request %d), ended with %d", ending, request, out.code)
	if !slices.Contains([]int{-1, exit.OK, exit.Look, 143}, out.code) {
		a.t.Fatalf("a run before the change ended with %d:\n%s", out.code, out.stderr)
	}
}

// checked makes a run after the change, checks all that can be said of one run, and returns its exit code.
func (a *attack) checked() int {
	a.t.Helper()
	listed, before := a.oracle.listed(a), a.state()
	a.api.begin()
	out := a.patient()
	a.api.rest(a.t)
	a.last = fmt.Sprintf("run ended with %d: %s", out.code, show.Shorten(out.stderr, 600))
	a.note("%s", a.last)
	a.oracle.run(a, listed)
	if crash := regexp.MustCompile(`(?m)^(panic: |fatal error: |goroutine \d|WARNING: DATA RACE)`); crash.MatchString(out.stderr) {
		a.fault(crashed, "%s", show.Shorten(out.stderr, 2000))
	}
	switch out.code {
	case exit.OK, exit.Look:
		return out.code
	case exit.Usage:
		if called := a.api.called(); len(called) > 0 {
			a.fault(stoppedLate, "%v", called)
		}
		a.explained(out.stderr)
	case hung:
		a.fault(hangs, "%s", out.stderr)
	default:
		a.fault(fmt.Sprintf("exit %d", out.code), "%s", a.last)
	}
	a.unchanged(before)
	return out.code
}

// hung stands for the exit code of a run that had to be killed.
const hung = -2

// patient makes a run, and kills it when it takes too long.
func (a *attack) patient() outcome {
	a.t.Helper()
	p := startFault(a.t, a.args(), nil)
	select {
	case <-p.exited:
		return outcome{p.cmd.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String()}
	case <-time.After(attackPatience):
		_ = p.cmd.Process.Kill()
		<-p.exited
		return outcome{hung, p.stdout.String(), p.stderr.String()}
	}
}

// remedy is what a message says to do.
var remedy = regexp.MustCompile(`(?i)\b(restore|put|name|save|copy|compress|rename|remove|move|replace|add|wait|give|accept|go on with|begin|correct|check|close|look|run|make|write|fix|keep|fill|needs|import-log|repair|merge|enclose|export)\b`)

// explained checks that a run which stopped with exit 2 says which file is at fault, and what to do.
func (a *attack) explained(stderr string) {
	at := strings.LastIndex(stderr, "bulkdial: ")
	if at < 0 {
		a.fault(unexplained, "no cause: %s", stderr)
		return
	}
	said := stderr[at:]
	if !strings.Contains(said, a.dir) {
		a.fault(unexplained, "no file is named: %s", said)
	}
	// That there is no such file says all, where its name is what was given.
	given := a.file == contactsFile || a.file == listFile
	plain := given && strings.Contains(said, "no such file")
	if !plain && !remedy.MatchString(strings.ReplaceAll(said, a.dir, "")) {
		a.fault(unexplained, "no remedy: %s", said)
	}
}

// fileState is what a run that stops must leave as it is.
type fileState struct {
	mode    fs.FileMode
	content string // of a file; where a link leads
}

// state looks at all files in the campaign's folder and beside it.
func (a *attack) state() map[string]fileState {
	a.t.Helper()
	state := map[string]fileState{}
	root := filepath.Dir(a.dir)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root || path == a.dir {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		s := fileState{mode: info.Mode()}
		switch {
		case info.Mode().IsRegular():
			var text []byte
			text, err = os.ReadFile(path)
			s.content = string(text)
		case info.Mode().Type() == fs.ModeSymlink:
			s.content, err = os.Readlink(path)
		}
		name, _ := filepath.Rel(root, path)
		state[name] = s
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return state
}

// unchanged checks that a run which stopped has left the files as they were, but for whose the in-flight record is.
func (a *attack) unchanged(before map[string]fileState) {
	a.t.Helper()
	after := a.state()
	for name, was := range before {
		is, there := after[name]
		mine := strings.HasSuffix(name, attackFiles[intentsFile]) && was.mode.IsRegular()
		switch {
		case !there:
			a.fault(stopsChanging, "%s was removed", name)
		case is.mode != was.mode:
			a.fault(stopsChanging, "%s was %v and is %v", name, was.mode, is.mode)
		case is.content != was.content && !mine:
			a.fault(stopsChanging, "%s was %d bytes and is %d", name, len(was.content), len(is.content))
		}
	}
}

// restore checks that undoing the change has put its file back.
func (a *attack) restore(was map[string]fileState) {
	a.t.Helper()
	name, _ := filepath.Rel(filepath.Dir(a.dir), a.path(a.file))
	if is := a.state()[name]; is != was[name] {
		a.t.Fatalf("the test did not put %s back: %v instead of %v", name, is.mode, was[name].mode)
	}
}

// otherCampaign returns the files of a campaign with other contacts, killed at work.
func otherCampaign(t *testing.T) map[string][]byte {
	t.Helper()
	c := &faultCampaign{t: t, path: filepath.Join(t.TempDir(), attackFiles[contactsFile])}
	var contacts, list bytes.Buffer
	contacts.WriteString("id,phone,name\n")
	for i := range 60 {
		fmt.Fprintf(&contacts, "d%d,+1415556%04d,Contact %d\n", i, i, i)
		fmt.Fprintf(&list, "+1212556%04d\n", i)
	}
	c.rows(contacts.String())
	api := newAttackAPI(t, 0)
	p := startFault(t, c.runArgs(api.url(), "--batch-size", "3", "--concurrency", "2"), nil)
	api.at(8, func() { p.signal(syscall.SIGKILL) })
	p.wait()
	files := map[string][]byte{listFile: list.Bytes()}
	for file, name := range attackFiles {
		if file == listFile {
			continue
		}
		text, err := os.ReadFile(filepath.Join(filepath.Dir(c.path), name))
		if err != nil || len(text) == 0 {
			t.Fatalf("%s of the other campaign: %v", file, err)
		}
		files[file] = text
	}
	return files
}

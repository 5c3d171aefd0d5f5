package main

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/show"
)

// faultKey is not like anything else in any output.
const faultKey = "sk_car_Zx81distinctive77"

// faultPatience is how long a test waits for what must happen; it ends nothing that goes well, on a busy machine with the race
// detector either.
const faultPatience = 3 * time.Minute

// outcome is how a process ended; code is -1 when a signal killed it.
type outcome struct {
	code           int
	stdout, stderr string
}

// faultProcess is the program at work.
type faultProcess struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdout, stderr lockedBuffer
	exited         chan struct{}
}

// startFault starts the program; prepare may change the command before.
func startFault(t *testing.T, args []string, prepare func(*exec.Cmd)) *faultProcess {
	t.Helper()
	keepDefaults()
	p := &faultProcess{t: t, cmd: exec.Command("bulkdial", args...), exited: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	p.cmd.Env = faultEnv("CARTESIA_API_KEY=" + faultKey)
	if prepare != nil {
		prepare(p.cmd)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the exit code says it
		close(p.exited)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
	return p
}

// faultEnv is the environment without what would lead the program elsewhere.
func faultEnv(more ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(s string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(s), "=")
		return strings.HasSuffix(name, "_PROXY") || strings.HasPrefix(name, "BULKDIAL_") || name == "CARTESIA_API_KEY"
	})
	return append(env, more...)
}

// wait returns how the process ended.
func (p *faultProcess) wait() outcome {
	p.t.Helper()
	select {
	case <-p.exited:
	case <-time.After(faultPatience):
		p.t.Fatalf("bulkdial %v goes on for ever:\n%s", p.cmd.Args[1:], p.stderr.String())
	}
	return outcome{p.cmd.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String()}
}

// signal sends a signal.
func (p *faultProcess) signal(sig os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

// until waits for a condition while the process lives.
func (p *faultProcess) until(what string, holds func() bool) {
	p.t.Helper()
	deadline := time.After(faultPatience)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-p.exited:
			if holds() { // it came just before the end
				return
			}
			p.t.Fatalf("ended with %d before %s:\n%s", p.cmd.ProcessState.ExitCode(), what, p.stderr.String())
		case <-deadline:
			p.t.Fatalf("waited in vain until %s:\n%s", what, p.stderr.String())
		}
	}
}

// lockedBuffer is a buffer that can be read while a process writes to it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// want compares the exit code and looks for texts on standard error.
func (o outcome) want(t *testing.T, code int, texts ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code = %d, want %d; standard error:\n%s", o.code, code, show.Shorten(o.stderr, 3000))
	}
	for _, text := range texts {
		if !strings.Contains(o.stderr, text) {
			t.Errorf("standard error does not say %q:\n%s", text, show.Shorten(o.stderr, 3000))
		}
	}
}

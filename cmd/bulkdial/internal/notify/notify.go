package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/internal/region"
)

// The events of which the command of --notify-command is told.
const (
	eventEnd     = "end"     // the command has ended
	eventBreaker = "breaker" // the answers of the API stop the run, which still waits for what was sent
)

// notifyTime is how long the command of --notify-command may take.
const notifyTime = 30 * time.Second

// Notifier runs the command of --notify-command, one at a time, with what there is to tell as JSON on its standard input. What goes wrong
// with it is a warning, and nothing else. A nil notifier tells nothing.
type Notifier struct {
	command string
	environ []string
	most    time.Duration
	logger  zerolog.Logger
	// says takes each line that the command writes.
	says func(line string)

	turn sync.Mutex // held while the command runs
	told sync.WaitGroup

	mu sync.Mutex // guards what follows
	// last: only the command is waited for. group is its group of processes; 0: it does not run. left: it is not run any more.
	last  bool
	group int
	left  bool
}

// New returns a notifier for the command that the flags name; nil for none. Lines for people are written above the rows on
// standard error, and others to the log.
func New(p terminal.Process, output *options.Output, logger zerolog.Logger) *Notifier {
	if output.Notify == "" {
		return nil
	}
	n := &Notifier{command: output.Notify, environ: commandEnviron(p.Environ), most: notifyTime, logger: logger}
	n.says = func(line string) { logger.Info().Str("output", line).Msg("the notify command says") }
	if p.ForPeople(output.LogFormat) {
		n.says = func(line string) { _, _ = fmt.Fprintln(p.Region, line) }
	}
	return n
}

// commandEnviron is an environment without the key of the API, and without the command itself, which may run this program.
func commandEnviron(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return name == flags.KeyVariable || name == flags.EnvironmentName("notify-command")
	})
}

// start tells something while the run goes on.
func (n *Notifier) start(notice any) {
	if n != nil {
		n.told.Go(func() { n.run(notice) })
	}
}

// end tells the last thing, once what was told before is over.
func (n *Notifier) end(notice any) {
	if n == nil {
		return
	}
	n.mu.Lock()
	n.last = true
	n.mu.Unlock()
	n.told.Wait()
	n.run(notice)
}

// Leave ends the command, and reports whether nothing else was waited for.
func (n *Notifier) Leave() (only bool) {
	if n == nil {
		return false
	}
	n.mu.Lock()
	n.left, only = true, n.last
	n.mu.Unlock()
	n.kill()
	return only
}

// kill ends the command and what it has started.
func (n *Notifier) kill() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.group > 0 {
		_ = syscall.Kill(-n.group, syscall.SIGKILL) // it may have ended
	}
}

// run runs the command, and logs what goes wrong.
func (n *Notifier) run(notice any) {
	n.turn.Lock()
	defer n.turn.Unlock()
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // commands have < and >
	err := enc.Encode(notice)
	out, errs := &lineWriter{line: n.says}, &lineWriter{line: n.says}
	if err == nil {
		err = n.exec(&text, out, errs)
	}
	out.close()
	errs.close()
	if err != nil {
		n.logger.Warn().Err(err).Str("says", errs.first).Msg("the notify command failed; nothing else has changed")
	}
}

// exec runs the command with a text on its standard input, in a group of processes of its own. What it leaves in the background is left alone.
func (n *Notifier) exec(text io.Reader, out, errs *lineWriter) error {
	cmd := exec.Command("sh", "-c", n.command) //nolint:gosec,noctx // it is the operator's, and what it reports may be the end of every context
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = n.environ, text, out, errs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second // for what it has left in the background with its output
	if started, err := n.begin(cmd); !started {
		return err
	}
	timer := time.AfterFunc(n.most, n.kill)
	err := cmd.Wait()
	late := !timer.Stop()
	n.mu.Lock()
	n.group = 0
	n.mu.Unlock()
	switch {
	case late:
		return fmt.Errorf("it was ended after %v", n.most)
	case errors.Is(err, exec.ErrWaitDelay):
		return nil
	}
	return err //nolint:wrapcheck // it says how the command has ended
}

// begin starts a command, unless the program is left.
func (n *Notifier) begin(cmd *exec.Cmd) (started bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.left {
		return false, nil
	}
	if err := cmd.Start(); err != nil {
		return false, err //nolint:wrapcheck // as above
	}
	n.group = cmd.Process.Pid
	return true, nil
}

// longestLine is how much of a line that a command writes is shown, and mostLines how many lines of each of its two outputs: a command
// that writes without end must not fill the disk that has the results.
const (
	longestLine = 1000
	mostLines   = 100
)

// lineWriter passes on text line by line, without phone numbers, and keeps the first one. It is used by one goroutine at a time.
type lineWriter struct {
	line  func(string)
	first string
	begun []byte
	lines int
}

// Write implements io.Writer.
func (w *lineWriter) Write(text []byte) (int, error) {
	for _, c := range text {
		if c == '\n' {
			w.end()
			continue
		}
		if len(w.begun) < longestLine {
			w.begun = append(w.begun, c)
		}
	}
	return len(text), nil
}

// end passes on what was written of a line.
func (w *lineWriter) end() {
	if len(w.begun) == 0 {
		return
	}
	if w.lines++; w.lines > mostLines {
		w.begun = w.begun[:0]
		return
	}
	line := region.Printable(dialer.MaskNumbers(dialer.OneLine(string(w.begun))))
	w.begun = w.begun[:0]
	if w.first == "" {
		w.first = line
	}
	w.line(line)
}

// close passes on the last line, and says how many were left out.
func (w *lineWriter) close() {
	w.end()
	if further := w.lines - mostLines; further > 0 {
		w.line("… and " + dialer.Plural(further, "more line"))
	}
}

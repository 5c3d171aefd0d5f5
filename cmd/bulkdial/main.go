// Command bulkdial places the calls of a campaign from a CSV file. See README.md.
package main

import (
	"context"
	"io"
	"log" //nolint:depguard // only to silence it
	"os"
	"strings"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/campaign"
	"bulkdial/internal/crash"
	"bulkdial/internal/region"
)

func main() { os.Exit(start()) }

// start runs the program and returns its exit code.
func start() int {
	if code, supervised := crash.Supervise(os.Args[1:]); supervised {
		return code
	}
	crash.Abort()
	// net/http logs unexpected answers to the standard logger and quotes them: phone numbers, too.
	log.SetOutput(io.Discard)
	return run(process{
		args:    os.Args[1:],
		environ: os.Environ(),
		stdin:   os.Stdin,
		stdout:  output{os.Stdout},
		stderr:  os.Stderr,
	})
}

// process is the environment of the program.
type process struct {
	args    []string
	environ []string
	stdin   *os.File
	stdout  io.Writer
	stderr  *os.File
	// region is what is written to on standard error, where a bar may be shown.
	region *region.Region
}

// lookup returns a variable of the environment, and whether it is set. Of several with one name the last counts, as for os.Getenv.
func (p process) lookup(name string) (value string, set bool) {
	for _, variable := range p.environ {
		if is, text, _ := strings.Cut(variable, "="); is == name {
			value, set = text, true
		}
	}
	return value, set
}

func (p process) getenv(name string) string {
	value, _ := p.lookup(name)
	return value
}

// run executes the command line and returns the exit code. The first signal ends the command's context, so that it
// drains; the second, at least a second later, makes run return at once, whatever the command is still doing.
func run(p process) int {
	limitMemory(memlimit.FromCgroup)
	collectEarly(p.getenv, gcPercent)
	ctx, leave, stop := exit.Notify(context.Background())
	defer stop()
	p.region = region.New(p.stderr, func() (columns, rows int) { return windowSize(p.stderr) })
	a := &app{process: p}
	done := make(chan int, 1)
	go func() { done <- a.execute(ctx) }()
	select {
	case code := <-done:
		return code
	case sig := <-leave:
		if a.notifier.Load().leave() {
			select { // everything else is done, so that the code is that of the command
			case code := <-done:
				return code
			case <-time.After(leaveAfter):
			}
		}
		p.region.Hide()
		left := "left at once"
		if a.dialing.Load() {
			left += "; what was in flight is kept in the in-flight record"
		}
		p.say(zerolog.ErrorLevel, left, func(e *zerolog.Event) { e.Int("exit_code", sig.ExitCode()) })
		return sig.ExitCode()
	}
}

// leaveAfter is how long a command may take to end once nothing is waited for.
const leaveAfter = 5 * time.Second

// execute runs one command, and prints its error to standard error.
func (a *app) execute(ctx context.Context) int {
	root := a.root() //nolint:contextcheck // cobra hands the context to each command
	root.SetArgs(a.args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.region)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = a.helpFault
	}
	if err != nil && !a.started {
		err = &campaign.UsageError{Err: err}
	}
	err = a.goOn(err)
	end := exit.Of(err)
	if text := fault.Text(err); text != "" {
		text += a.fileHint(err)
		if text != a.told {
			a.say(zerolog.ErrorLevel, text, func(e *zerolog.Event) {
				e.Str("ended_by", end.Word).Int("exit_code", end.Code)
				if cause := err.Error(); cause != text { // as the machine says it
					e.Str("cause", cause)
				}
			})
		}
		a.summary += saying(zerolog.ErrorLevel, text)
	}
	if a.summary != "" {
		lastWords(a.termination, a.summary)
	}
	return end.Code
}

// oneTerminal reports whether standard output and standard error are on a terminal, where a person sees both.
func (p process) oneTerminal() bool {
	out, isFile := p.stdout.(interface{ Fd() uintptr })
	return isFile && terminal(out) && terminal(p.stderr)
}

// interactive reports whether a person can be asked.
func (p process) interactive() bool { return terminal(p.stdin) && terminal(p.stderr) }

func terminal(f interface{ Fd() uintptr }) bool { return isatty.IsTerminal(f.Fd()) }

// Where Kubernetes reads the last words of a container, and how many bytes of them.
const (
	terminationLog     = "/dev/termination-log"
	maxTerminationText = 4096
)

// lastWords writes how the program ended to the termination log: to path, else to the file of Kubernetes if it exists. An
// error of the write does not change how the program ends.
func lastWords(path, text string) {
	if path == "" {
		if _, err := os.Stat(terminationLog); err != nil {
			return
		}
		path = terminationLog
	}
	_ = os.WriteFile(path, []byte(tail(text, maxTerminationText)), 0o600)
}

// tail returns the last lines of a text that fit into the given number of bytes.
func tail(text string, most int) string {
	for len(text) > most {
		_, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return text[len(text)-most:]
		}
		text = rest
	}
	return text
}

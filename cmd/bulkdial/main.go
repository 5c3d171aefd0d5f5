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
	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/terminal"
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
	return run(terminal.Process{
		Args:    os.Args[1:],
		Environ: os.Environ(),
		Version: version(),
		Stdin:   os.Stdin,
		Stdout:  terminal.Output{File: os.Stdout},
		Stderr:  os.Stderr,
	})
}

// run executes the command line and returns the exit code. The first signal ends the command's context, so that it
// drains; the second, at least a second later, makes run return at once, whatever the command is still doing.
func run(p terminal.Process) int {
	limitMemory(memlimit.FromCgroup)
	collectEarly(p.Getenv, gcPercent)
	ctx, leave, stop := exit.Notify(context.Background())
	defer stop()
	p.Region = region.New(p.Stderr, func() (columns, rows int) { return terminal.WindowSize(p.Stderr) })
	a := &app{Line: flags.Line{Process: p}}
	done := make(chan int, 1)
	go func() { done <- a.execute(ctx) }()
	select {
	case code := <-done:
		return code
	case sig := <-leave:
		if a.notifier.Load().Leave() {
			select { // everything else is done, so that the code is that of the command
			case code := <-done:
				return code
			case <-time.After(leaveAfter):
			}
		}
		p.Region.Hide()
		left := "left at once"
		if a.dialing.Load() {
			left += "; what was in flight is kept in the in-flight record"
		}
		p.Say(zerolog.ErrorLevel, left, func(e *zerolog.Event) { e.Int("exit_code", sig.ExitCode()) })
		return sig.ExitCode()
	}
}

// leaveAfter is how long a command may take to end once nothing is waited for.
const leaveAfter = 5 * time.Second

// execute runs one command, and prints its error to standard error.
func (a *app) execute(ctx context.Context) int {
	root := a.root() //nolint:contextcheck // cobra hands the context to each command
	root.SetArgs(a.Args)
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Region)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = a.help.Fault
	}
	if err != nil && !a.started {
		err = &campaign.UsageError{Err: err}
	}
	err = a.GoOn(err)
	end := exit.Of(err)
	if text := fault.Text(err); text != "" {
		text += a.FileHint(err)
		if text != a.told {
			a.Say(zerolog.ErrorLevel, text, func(e *zerolog.Event) {
				e.Str("ended_by", end.Word).Int("exit_code", end.Code)
				if cause := err.Error(); cause != text { // as the machine says it
					e.Str("cause", cause)
				}
			})
		}
		a.summary += terminal.Saying(zerolog.ErrorLevel, text)
	}
	if a.summary != "" {
		lastWords(a.termination, a.summary)
	}
	return end.Code
}

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

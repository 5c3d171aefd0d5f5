package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/mattn/go-isatty"
)

// process is what the program is given by its surroundings.
type process struct {
	args   []string
	getenv func(string) string
	stdin  *os.File
	stdout io.Writer
	stderr *os.File
}

// run executes the command line and returns the exit code. The first signal ends the command's context, so that it
// drains; the second, at least a second later, makes run return at once, whatever the command is still doing.
func run(p process) int {
	limitMemory(memlimit.FromCgroup)
	if p.getenv("GOGC") == "" {
		keepGarbageRoom()
	}
	ctx, leave, stop := notify(context.Background())
	defer stop()
	a := &app{process: p}
	done := make(chan int, 1)
	go func() { done <- a.execute(ctx) }()
	select {
	case code := <-done:
		return code
	case sig := <-leave:
		left := "bulkdial: left at once"
		if a.dialing.Load() {
			left += "; what was in flight is kept in the in-flight record"
		}
		_, _ = fmt.Fprintln(p.stderr, left)
		return sig.exitCode()
	}
}

// execute runs one command and says on standard error what went wrong.
func (a *app) execute(ctx context.Context) int {
	root := a.root() //nolint:contextcheck // cobra hands the context to each command
	root.SetArgs(a.args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.started {
		err = usageError{err}
	}
	code := exitCode(err)
	if text := errorText(err); text != "" {
		said := "bulkdial: " + text + "\n"
		_, _ = io.WriteString(a.stderr, said)
		a.summary += said
	}
	if a.summary != "" {
		lastWords(a.termination, a.summary)
	}
	return code
}

// errorText is what is to be said of an error; what has been explained by then is empty, also among others.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimSpace(err.Error())
}

// interactive reports whether somebody is there to be asked.
func (p process) interactive() bool { return terminal(p.stdin) && terminal(p.stderr) }

func terminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }

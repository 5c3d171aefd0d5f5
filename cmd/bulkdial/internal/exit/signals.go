package exit

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// SignalError is the signal that ended a context, as its cause.
type SignalError struct{ Signal syscall.Signal }

func (i SignalError) Error() string {
	return "interrupted by " + unix.SignalName(i.Signal) + "; run it again to go on"
}

// ExitCode is that of a shell for a process that died of the signal.
func (i SignalError) ExitCode() int { return 128 + int(i.Signal) }

// SecondAfter is how long after the first signal another one counts as the second. An earlier one repeats the first:
// `timeout` signals both its child and the group of processes, and a terminal and a wrapper may signal too.
const SecondAfter = time.Second

// Notify returns a context that ends with the first SIGINT, SIGTERM or SIGHUP, and a channel that yields the next one of
// them that comes at least SecondAfter later. A signal that the process was started to ignore, as by nohup or as a
// background job of a script, stays ignored. It makes a closed pipe an error of the write instead of the end of the process.
func Notify(parent context.Context) (ctx context.Context, leave <-chan SignalError, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	second := make(chan SignalError, 1)
	signal.Ignore(syscall.SIGPIPE)                                   // the reader of the output is gone; the calls go on
	if handled := handledSignals(signal.Ignored); len(handled) > 0 { // of none, Notify would make all
		signal.Notify(signals, handled...)
	}
	go follow(signals, func(i SignalError) { cancel(i) }, second)
	return ctx, second, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// handledSignals are those that end a command. Go reports only for SIGINT and SIGHUP whether they were ignored at the start;
// launchers ignore no others.
func handledSignals(ignored func(os.Signal) bool) []os.Signal {
	return slices.DeleteFunc([]os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}, ignored)
}

// follow takes the first signal, and passes on the first of those that come at least SecondAfter later.
func follow(signals <-chan os.Signal, first func(SignalError), second chan<- SignalError) {
	var began time.Time
	for sig := range signals {
		number, _ := sig.(syscall.Signal)
		switch {
		case began.IsZero():
			began = time.Now()
			first(SignalError{number})
		case time.Since(began) >= SecondAfter:
			second <- SignalError{number}
			return
		}
	}
}

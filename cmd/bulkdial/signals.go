package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// interrupt is the signal that ended a context, as its cause.
type interrupt struct{ signal syscall.Signal }

func (i interrupt) Error() string {
	return "interrupted by " + unix.SignalName(i.signal) + "; run it again to go on"
}

// exitCode is what a shell makes of a process that died of the signal.
func (i interrupt) exitCode() int { return 128 + int(i.signal) }

// notify returns a context that ends with the first SIGINT, SIGTERM or SIGHUP, and a channel that yields the second.
// It makes a closed pipe an error of the write instead of the end of the process.
func notify(parent context.Context) (ctx context.Context, leave <-chan interrupt, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	second := make(chan interrupt, 1)
	signal.Ignore(syscall.SIGPIPE) // nobody reads the output any more; the calls go on
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for sig := range signals {
			number, _ := sig.(syscall.Signal)
			if ctx.Err() == nil {
				cancel(interrupt{number})
				continue
			}
			second <- interrupt{number}
			return
		}
	}()
	return ctx, second, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

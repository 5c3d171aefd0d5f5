package engine

import (
	"context"
	"time"
)

// A process can be stopped for longer than it waits for an answer: by Ctrl-Z, by a debugger, with its virtual machine. When it goes
// on, its timers are due and the answers lie unread in the sockets. So the last part of a wait only counts if the process ran all
// through it: a lastLook, in which what has come is read. A timer that fires more than late after its time shows that it did not.
const (
	lastLook = 5 * time.Second
	late     = 100 * time.Millisecond
)

// WithRequestTimeout returns a context for a request whose answer is awaited for a time; see lastLook. It ends with
// context.DeadlineExceeded as its cause.
func WithRequestTimeout(parent context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	go func() {
		if waited(ctx, timeout) {
			cancel(context.DeadlineExceeded)
		}
	}()
	return ctx, func() { cancel(nil) }
}

// waited waits for a time, and a lastLook of it while the process runs. It reports false when ctx ends before.
func waited(ctx context.Context, timeout time.Duration) bool {
	last := min(timeout, lastLook)
	if !slept(ctx, timeout-last) {
		return false
	}
	for {
		began := time.Now()
		if !slept(ctx, last) {
			return false
		}
		if time.Since(began) <= last+late {
			return true
		}
	}
}

// slept waits for a time, and reports false when ctx ends before.
func slept(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

package main

import (
	"context"
	"io"
)

// interruptible returns a reader of the same stream that gives up, with the cause, when ctx ends: a read of standard
// input, which may have nothing to say for a long time, cannot be called back otherwise. The goroutine that waits
// for the stream is left behind then.
func interruptible(ctx context.Context, from io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, from)
		_ = in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { _ = in.CloseWithError(context.Cause(ctx)) })
	return out
}

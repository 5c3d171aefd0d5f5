package campaign

import (
	"context"
	"io"
)

// Interruptible returns a reader of the same stream whose reads end with the cause when ctx ends. A read of standard input,
// which can be silent for a long time, cannot be canceled otherwise. The goroutine that waits for the stream is left behind.
func Interruptible(ctx context.Context, from io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, from)
		_ = in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { _ = in.CloseWithError(context.Cause(ctx)) })
	return out
}

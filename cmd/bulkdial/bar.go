package main

import (
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar is a line on standard error that shows how far a command has come. Log lines that go through it appear above it.
type bar struct {
	out  io.Writer
	look barLook
	bars *mpb.Progress
	bar  *mpb.Bar

	done    chan struct{}
	follows sync.WaitGroup

	mu    sync.Mutex
	ended bool
}

// barLook says what a bar shows. Its functions are called while the command works.
type barLook struct {
	head, tail func() string
	// length is how much is done, of how much.
	length func() (current, total int)
}

// barEvery is how often a bar is updated.
const barEvery = 100 * time.Millisecond

// newBar shows a bar on out, or nothing.
func newBar(out io.Writer, show bool, look barLook) *bar {
	b := &bar{out: out, look: look, done: make(chan struct{}), ended: !show}
	if !show {
		return b
	}
	_, total := look.length()
	b.bars = mpb.New(mpb.WithOutput(out), mpb.WithWidth(30), mpb.WithAutoRefresh())
	b.bar = b.bars.AddBar(int64(total),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return look.head() })),
		mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
			return shorten(look.tail(), max(1, s.AvailableWidth-1)) // a line that wraps cannot be erased
		})),
	)
	b.follows.Go(b.follow)
	return b
}

// follow moves the bar until the command ends. A full bar would end itself, so it stops just before.
func (b *bar) follow() {
	tick := time.NewTicker(barEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			current, total := b.look.length()
			b.bar.SetTotal(int64(total), false)
			b.bar.SetCurrent(int64(min(current, max(0, total-1))))
		case <-b.done:
			return
		}
	}
}

// Write implements io.Writer for the logger.
func (b *bar) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return b.out.Write(text) //nolint:wrapcheck // a writer passes errors on
	}
	return b.bars.Write(text) //nolint:wrapcheck // as above
}

// close removes the bar.
func (b *bar) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.ended = true
	close(b.done)
	b.follows.Wait()
	b.bar.Abort(true)
	b.bars.Wait()
}

package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"github.com/vbauerster/cupwriter"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar shows on standard error how far a command has come: as a line that changes, or in another form. Log lines that go through it
// appear above that line.
type bar struct {
	out  io.Writer
	form progressForm
	look barLook
	bars *mpb.Progress
	bar  *mpb.Bar

	done    chan struct{}
	follows sync.WaitGroup
	closing sync.Once

	mu    sync.Mutex
	ended bool
}

// barLook says what a bar shows. Its functions are called while the command works.
type barLook struct {
	head, tail func() string
	// event is the same as fields of an event of the log.
	event func(*zerolog.Event)
	// length is how much is done, of how much.
	length func() (current, total int)
}

// barEvery is how often a bar is updated.
const barEvery = 100 * time.Millisecond

// newBar shows a bar on out, if the form is one. Other forms show nothing before report.
func newBar(out io.Writer, form progressForm, look barLook) *bar {
	b := &bar{out: out, form: form, look: look, done: make(chan struct{})}
	if form != barProgress {
		return b
	}
	_, total := look.length()
	b.bars = mpb.New(mpb.WithConsoleWriter(console(out)), mpb.WithWidth(30), mpb.WithAutoRefresh())
	b.bar = b.bars.AddBar(int64(total),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return look.head() })),
		mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
			return shorten(look.tail(), max(1, s.AvailableWidth-1)) // a line that wraps cannot be erased
		})),
	)
	b.follows.Go(b.follow)
	return b
}

// console is what the bar is drawn on.
func console(out io.Writer) mpb.ConsoleWriter {
	file, ok := out.(interface{ Fd() uintptr })
	if !ok || !terminal(file) {
		return cupwriter.New(out, false)
	}
	w := cupwriter.New(lineStart{out}, false)
	w.SetTermFd(int(file.Fd()))
	return w
}

// report shows how far the command has come where there is no bar, from now on until close.
func (b *bar) report(logger zerolog.Logger) {
	switch b.form {
	case plainProgress:
		b.follows.Go(func() { b.every(plainEvery, b.line) })
	case eventProgress:
		b.follows.Go(func() {
			b.every(eventEvery, func() {
				e := logger.Info()
				b.look.event(e)
				e.Msg("progress")
			})
		})
	case barProgress, noProgress:
	}
}

// every calls a function again and again until the command ends.
func (b *bar) every(d time.Duration, tell func()) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			tell()
		case <-b.done:
			return
		}
	}
}

// line writes a line of text.
func (b *bar) line() {
	text := strings.TrimSpace(b.look.head())
	if tail := strings.TrimSpace(b.look.tail()); tail != "" {
		text += ", " + tail
	}
	_, _ = fmt.Fprintln(b, time.Now().Format(clockOfDay), text)
}

// follow moves the bar until the command ends. A full bar would end itself, so it stops just before.
func (b *bar) follow() {
	b.every(barEvery, func() {
		current, total := b.look.length()
		b.bar.SetTotal(int64(total), false)
		b.bar.SetCurrent(int64(min(current, max(0, total-1))))
	})
}

// Write implements io.Writer for the logger.
func (b *bar) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bars == nil || b.ended {
		return b.out.Write(text) //nolint:wrapcheck // a writer passes errors on
	}
	return b.bars.Write(text) //nolint:wrapcheck // as above
}

// close ends the reports, and removes the bar.
func (b *bar) close() {
	b.closing.Do(func() {
		close(b.done)
		b.follows.Wait()
		b.mu.Lock()
		defer b.mu.Unlock()
		b.ended = true
		if b.bars != nil {
			b.bar.Abort(true)
			b.bars.Wait()
		}
	})
}

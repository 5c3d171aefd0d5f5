package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/region"
)

// bar shows on standard error how far a command has come: as rows that change in place, or in another form.
type bar struct {
	out  *region.Region
	form progressForm
	look barLook

	done    chan struct{}
	follows sync.WaitGroup
	closing sync.Once
}

// barLook says what a bar shows. Its functions are called while the command works, and write nothing.
type barLook struct {
	rows func() []region.Row
	// event is the same as fields of an event of the log.
	event func(*zerolog.Event)
}

// barEvery is how often a bar is updated.
const barEvery = 100 * time.Millisecond

// newBar shows a bar on out, if the form is one. Other forms show nothing before report.
func newBar(out *region.Region, form progressForm, look barLook) *bar {
	b := &bar{out: out, form: form, look: look, done: make(chan struct{})}
	if form == barProgress {
		out.Show(func(columns, rows int) []string { return region.Fit(look.rows(), columns, rows) })
		b.follows.Go(func() { b.every(barEvery, out.Refresh) })
	}
	return b
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

// line writes what the rows say as a line of text.
func (b *bar) line() {
	var texts []string
	for _, row := range b.look.rows() {
		for _, part := range row.Parts {
			texts = append(texts, part.Text)
		}
	}
	_, _ = fmt.Fprintln(b.out, time.Now().Format(terminal.ClockOfDay), strings.Join(texts, ", "))
}

// close ends the reports, and removes the rows.
func (b *bar) close() {
	b.closing.Do(func() {
		close(b.done)
		b.follows.Wait()
		b.out.Hide()
	})
}

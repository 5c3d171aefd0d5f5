package progress

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/region"
)

// Bar shows on standard error how far a command has come: as rows that change in place, or in another form.
type Bar struct {
	out  *region.Region
	form Form
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

// BarEvery is how often a bar is updated.
const BarEvery = 100 * time.Millisecond

// newBar shows a bar on out, if the form is one. Other forms show nothing before Report.
func newBar(out *region.Region, form Form, look barLook) *Bar {
	b := &Bar{out: out, form: form, look: look, done: make(chan struct{})}
	if form == FormBar {
		out.Show(func(columns, rows int) []string { return region.Fit(look.rows(), columns, rows) })
		b.follows.Go(func() { b.every(BarEvery, out.Refresh) })
	}
	return b
}

// Report shows how far the command has come where there is no bar, from now on until Close.
func (b *Bar) Report(logger zerolog.Logger) {
	switch b.form {
	case FormPlain:
		b.follows.Go(func() { b.every(plainEvery, b.line) })
	case FormEvents:
		b.follows.Go(func() {
			b.every(eventEvery, func() {
				e := logger.Info()
				b.look.event(e)
				e.Msg("progress")
			})
		})
	case FormBar, FormNone:
	}
}

// every calls a function again and again until the command ends.
func (b *Bar) every(d time.Duration, tell func()) {
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
func (b *Bar) line() {
	var texts []string
	for _, row := range b.look.rows() {
		for _, part := range row.Parts {
			texts = append(texts, part.Text)
		}
	}
	_, _ = fmt.Fprintln(b.out, time.Now().Format(terminal.ClockOfDay), strings.Join(texts, ", "))
}

// Close ends the reports, and removes the rows.
func (b *Bar) Close() {
	b.closing.Do(func() {
		close(b.done)
		b.follows.Wait()
		b.out.Hide()
	})
}

// NewCountBar shows on a bar how many of a total are done, by the name of what is counted.
func NewCountBar(out *region.Region, form Form, name string, count func() (done, total int)) *Bar {
	return newBar(out, form, barLook{rows: func() []region.Row {
		done, total := count()
		return []region.Row{doneOf(done, total, name)}
	}, event: func(e *zerolog.Event) {
		done, total := count()
		e.Int(name, done).Int("of", total)
	}})
}

// doneOf is a row with a bar, for what is done of a total.
func doneOf(done, total int, words string) region.Row {
	return region.Row{Bar: &region.Bar{Done: done, Total: total}, Parts: []region.Part{{Text: fmt.Sprintf("%d/%d %s", done, total, words)}}}
}

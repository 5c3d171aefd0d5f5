package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/campaign/fileset"
)

const (
	// watchEvery is how often a watched state is shown, and watchShare how many times as long as its reading took it stays at least.
	watchEvery = 2 * time.Second
	watchShare = 10
)

// What a terminal does: it shows another screen with its cursor hidden, or the usual one again; it begins at the top, empties a line before
// the next text, which may be as long as the line, and removes the rest.
const (
	otherScreen = "\x1b[?1049h\x1b[?25l"
	usualScreen = "\x1b[?25h\x1b[?1049l"
	screenTop   = "\x1b[H"
	emptyLine   = "\x1b[K"
	lineEnd     = "\r\n"
	screenRest  = "\x1b[J"
)

// watchedError is the signal that has ended a watch, which needs no words.
type watchedError struct{ cause error }

func (watchedError) Error() string   { return "" }
func (e watchedError) Unwrap() error { return e.cause }

// watcher shows the state of a campaign again and again.
type watcher struct {
	app   *app
	files fileset.Files
	flags *statusFlags
	// state is what was read last, and shown is that, perhaps with why it could not be read again.
	state, shown string
	// clean is as in campaign.State.
	clean bool
	// failed is why it could not be read again, where that was told beside it.
	failed string
	// paints: the state is shown in its place on a terminal.
	paints bool
}

// watchStatus shows the state of a campaign until ctx ends.
func (a *app) watchStatus(ctx context.Context, files fileset.Files, f *statusFlags) error {
	if files.Piped() {
		return fault.Usagef("--watch reads the contacts again and again, and standard input can be read once: name a file")
	}
	w := &watcher{app: a, files: files, flags: f, paints: a.Width() > 0 && !a.Dumb() && !f.asJSON}
	took, err := w.read(ctx)
	if err != nil {
		return err
	}
	if w.paints {
		_, _ = io.WriteString(a.Stdout, otherScreen)
	}
	for now := w.state; ; {
		if err := w.show(now); err != nil {
			return err
		}
		if left, err := w.rest(ctx, max(watchEvery, watchShare*took)); left {
			return err
		} else if ctx.Err() != nil {
			break
		}
		again, err := w.read(ctx)
		if now = w.state; ctx.Err() != nil {
			break
		} else if err != nil { // the files may be amid a change
			now = w.unread(err)
			continue
		}
		took, w.failed = again, ""
	}
	if w.paints {
		_, _ = io.WriteString(a.Stdout, usualScreen+w.shown)
	}
	return watchedError{context.Cause(ctx)}
}

// unread returns what is shown where the state could not be read again: the last one and why. Why is no JSON, so that beside JSON it is a
// warning, once.
func (w *watcher) unread(err error) string {
	why := "not read again: " + fault.Text(err)
	if !w.flags.asJSON {
		return w.state + terminal.Fold(why+"\n", w.app.Width())
	}
	if why != w.failed {
		w.app.Warn(why)
	}
	w.failed = why
	return w.state
}

// rest waits until ctx ends, and reports whether the reader of what is written has left; the error is that of a status then.
func (w *watcher) rest(ctx context.Context, d time.Duration) (left bool, err error) {
	for until := time.Now().Add(d); time.Now().Before(until); {
		if w.app.ReaderLeft() {
			if !w.clean {
				err = exit.ErrLook
			}
			return true, err
		}
		if !sleep(ctx, min(watchEvery, time.Until(until))) {
			break
		}
	}
	return false, nil
}

// sleep waits, and reports false when ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// read reads the state as it is shown, and returns how long that took.
func (w *watcher) read(ctx context.Context) (took time.Duration, err error) {
	began := time.Now()
	o, notes, err := options.Overview(ctx, &w.app.Line, w.files, &w.flags.contacts, &w.flags.send, nil)
	if err != nil {
		return 0, err
	}
	took, w.clean = time.Since(began), o.Clean()
	if w.flags.asJSON {
		text, err := json.Marshal(show.NewStatusJSON(o, w.flags.showNumbers))
		w.state = string(text) + "\n"
		return took, err //nolint:wrapcheck // nothing to add
	}
	w.state = show.StatusText(&w.app.Line, o, w.flags.showNumbers, w.paints)
	for _, note := range notes {
		w.state += terminal.Fold("warning: "+note+"\n", w.app.Width())
	}
	return took, nil
}

// show shows a state: on a terminal in the place of the last one, else if it has changed.
func (w *watcher) show(state string) error {
	text := ""
	switch {
	case w.paints:
		text = painted(state, w.app.Height())
	case timeless(state) == timeless(w.shown):
	case w.flags.asJSON:
		text = state
	default:
		text = state + "\n"
	}
	w.shown = state
	_, err := io.WriteString(w.app.Stdout, text)
	return err //nolint:wrapcheck // it names the output
}

// timeless is a state without the time at which it was read.
func timeless(state string) string {
	before, after, _ := strings.Cut(state, `"made":"`)
	_, after, _ = strings.Cut(after, `"`)
	return before + after
}

// painted is a state as it replaces another one on a terminal of a height.
func painted(state string, height int) string {
	lines := strings.Split(strings.TrimRight(state, "\n"), "\n")
	if height > 2 && len(lines) >= height {
		lines = append(lines[:height-2:height-2], "…")
	}
	return screenTop + emptyLine + strings.Join(lines, lineEnd+emptyLine) + lineEnd + screenRest
}

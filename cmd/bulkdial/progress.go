package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"bulkdial/dialer"
	"bulkdial/internal/campaign"
)

// progress is a bar on standard error that shows a run. Log lines that go through it appear above the bar.
type progress struct {
	out    io.Writer
	bars   *mpb.Progress
	bar    *mpb.Bar
	stats  *dialer.Stats
	toCall int // 0 when it is not known
	began  time.Time

	done    chan struct{}
	follows sync.WaitGroup
	// stopping: the run admits no more requests and waits for answers.
	stopping atomic.Bool

	mu    sync.Mutex
	ended bool
}

// progressEvery is how often the bar is updated.
const progressEvery = 100 * time.Millisecond

// newProgress shows a bar on out, or nothing.
func newProgress(out io.Writer, show bool, stats *dialer.Stats, toCall int) *progress {
	p := &progress{out: out, stats: stats, toCall: toCall, began: time.Now(), done: make(chan struct{}), ended: !show}
	if !show {
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(out), mpb.WithWidth(30), mpb.WithAutoRefresh())
	p.bar = p.bars.AddBar(int64(toCall),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return p.head() })),
		mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
			return shorten(p.tail(), max(1, s.AvailableWidth-1)) // a line that wraps cannot be erased
		})),
	)
	p.follows.Go(p.follow)
	return p
}

// follow moves the bar until the run ends. A full bar would end itself, so it stops just before.
func (p *progress) follow() {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.bar.SetCurrent(int64(min(p.stats.Live().Sent, max(0, p.toCall-1))))
		case <-p.done:
			return
		}
	}
}

// Write implements io.Writer for the logger.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return p.out.Write(b) //nolint:wrapcheck // a writer passes errors on
	}
	return p.bars.Write(b) //nolint:wrapcheck // as above
}

// close removes the bar.
func (p *progress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	p.ended = true
	close(p.done)
	p.follows.Wait()
	p.bar.Abort(true)
	p.bars.Wait()
}

// head is the text before the bar: how much is done.
func (p *progress) head() string {
	live := p.stats.Live()
	if p.toCall == 0 {
		return fmt.Sprintf("%d read, %d called ", live.Read.Rows, live.Sent)
	}
	return fmt.Sprintf("%d/%d called (%d%%) ", live.Sent, p.toCall, 100*live.Sent/p.toCall)
}

// tail is the text after the bar: the results, the pace, the time left, the last error.
func (p *progress) tail() string {
	live := p.stats.Live()
	parts := []string{fmt.Sprintf(" %d accepted", live.Results.Accepted)}
	if live.Results.Rejected > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected", live.Results.Rejected))
	}
	if live.Results.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", live.Results.Unknown))
	}
	if p.stopping.Load() {
		return strings.Join(append(parts, "stopping: "+outstanding(live.InFlight, live.ContactsInFlight)), ", ")
	}
	elapsed := time.Since(p.began)
	if cps := float64(live.Sent) / elapsed.Seconds(); cps > 0 && elapsed > time.Second {
		parts = append(parts, fmt.Sprintf("%.1f cps", cps))
		if left := p.toCall - live.Sent; left > 0 {
			parts = append(parts, time.Duration(float64(left)/cps*float64(time.Second)).Round(time.Second).String()+" left")
		}
	}
	if wait := time.Until(live.HeldUntil); wait > 0 {
		parts = append(parts, "waiting "+wait.Round(time.Second).String()+" for "+heldFor(live.HeldFor))
	}
	if live.LastError != "" {
		parts = append(parts, "last error: "+live.LastError)
	}
	return strings.Join(parts, ", ")
}

// heldFor says what a run waits for.
func heldFor(why dialer.Hold) string {
	switch why {
	case dialer.HeldForLines:
		return "a free line"
	case dialer.HeldByFailures, dialer.NotHeld:
	}
	return "a good answer"
}

// stopping shows what a run that stops waits for: above the progress bar for people, in the log for machines.
func (s *session) stopping(d dialer.Drain, bar *progress, logger zerolog.Logger) {
	bar.stopping.Store(true)
	watched := terminal(s.app.stderr)
	if watched {
		_, _ = bar.Write([]byte(stoppingText(d) + "\n"))
	}
	if watched && s.app.forPeople(s.send.logFormat) {
		return // the log would show the same text again
	}
	message := "stopping: waiting for the requests in flight"
	if d.Requests == 0 {
		message = "stopping: no request is in flight"
	}
	logger.Warn().Int("requests", d.Requests).Int("contacts", d.Contacts).Stringer("timeout", d.Timeout).Msg(message)
}

// stoppingText is the text for a person at the terminal.
func stoppingText(d dialer.Drain) string {
	if d.Requests == 0 {
		return "stopping: no request is in flight"
	}
	return fmt.Sprintf("stopping: waiting for %s, up to %s; press Ctrl-C again to leave now: they become unknown",
		outstanding(d.Requests, d.Contacts), inWords(d.Timeout))
}

// outstanding says how many requests are not answered yet, and how many people they are for.
func outstanding(requests, contacts int) string {
	people := fmt.Sprint(contacts, " people")
	if contacts == 1 {
		people = "1 person"
	}
	return campaign.Plural(requests, "request") + " (" + people + ")"
}

// inWords writes a duration as people give it to a flag: in seconds up to two minutes, without zeros at its end.
func inWords(d time.Duration) string {
	if d <= 2*time.Minute {
		return fmt.Sprint(d.Seconds(), "s")
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if rest, ok := strings.CutSuffix(text, zero); ok {
			text = rest + zero[:1]
		}
	}
	return text
}

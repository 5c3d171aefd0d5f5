package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"bulkdial/dialer"
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
	// stopping: the run was told to stop, and waits for answers only.
	stopping atomic.Bool

	mu    sync.Mutex
	ended bool
}

// progressEvery is how often the bar looks at the run.
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
			return shorten(p.tail(), max(1, s.AvailableWidth-1)) // a line that wraps cannot be taken back
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

// close takes the bar away.
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

// head is what stands before the bar: how much is done.
func (p *progress) head() string {
	live := p.stats.Live()
	if p.toCall == 0 {
		return fmt.Sprintf("%d read, %d called ", live.Judged.Rows, live.Sent)
	}
	return fmt.Sprintf("%d/%d called (%d%%) ", live.Sent, p.toCall, 100*live.Sent/p.toCall)
}

// tail is what stands behind it: the results, the pace, the time left, the last error.
func (p *progress) tail() string {
	live := p.stats.Live()
	parts := []string{fmt.Sprintf(" %d accepted", live.Accepted)}
	if live.Rejected > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected", live.Rejected))
	}
	if live.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", live.Unknown))
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
		parts = append(parts, "waiting "+wait.Round(time.Second).String()+" for a free line")
	}
	if live.LastError != "" {
		parts = append(parts, "last error: "+live.LastError)
	}
	return strings.Join(parts, ", ")
}

// shorten cuts s to n characters.
func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

package admission

import (
	"context"
	"sync"
)

// Pause stops the admission of a run for a while, and nothing else: answers are awaited and calls are followed. Its methods may be
// called from several goroutines at once. A nil *Pause never pauses.
type Pause struct {
	mu     sync.Mutex
	paused bool
	// changed is closed and replaced when the run may go on.
	changed chan struct{}
}

// NewPause returns a pause that has not begun.
func NewPause() *Pause { return &Pause{changed: make(chan struct{})} }

// Set begins or ends the pause, and reports whether that is a change.
func (p *Pause) Set(paused bool) (changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused == paused {
		return false
	}
	p.paused = paused
	close(p.changed)
	p.changed = make(chan struct{})
	return true
}

// Paused reports whether the run is paused.
func (p *Pause) Paused() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused
}

// wait returns when the run is not paused, and whether it was, which it tells waits. The error is the cause of ctx's end.
func (p *Pause) wait(ctx context.Context, waits *Waits) (was bool, err error) {
	if p == nil {
		return false, nil
	}
	for ctx.Err() == nil {
		p.mu.Lock()
		paused, changed := p.paused, p.changed
		p.mu.Unlock()
		if !paused {
			if was {
				waits.paused(false)
			}
			return was, nil
		}
		was = true
		waits.paused(true)
		Await(ctx, 0, changed, true)
	}
	return was, context.Cause(ctx)
}

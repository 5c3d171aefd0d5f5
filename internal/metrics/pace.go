package metrics

import (
	"sync"
	"time"
)

// paceSeconds is the number of whole seconds over which the reached pace is measured.
const paceSeconds = 10

// pace counts the calls of the last seconds.
type pace struct {
	mu    sync.Mutex
	began time.Time
	// calls are those of each second, by its number since began; latest is the current second, which does not count yet.
	calls  [paceSeconds + 1]int
	latest int
}

func (p *pace) begin(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.began, p.latest, p.calls = now, 0, [paceSeconds + 1]int{}
}

// add counts n calls that are sent now.
func (p *pace) add(now time.Time, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.advance(now)
	p.calls[p.latest%len(p.calls)] += n
}

// reached returns the mean of the last paceSeconds whole seconds, or of those since the beginning, in calls per second.
func (p *pace) reached(now time.Time) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.advance(now)
	if p.latest == 0 {
		return 0
	}
	sum := -p.calls[p.latest%len(p.calls)]
	for _, n := range p.calls {
		sum += n
	}
	return float64(sum) / float64(min(p.latest, paceSeconds))
}

// advance begins the seconds since its last call. Now may be a little earlier than in another goroutine's call; then the
// current second stays.
func (p *pace) advance(now time.Time) {
	second := int(now.Sub(p.began) / time.Second)
	for next := max(p.latest+1, second-paceSeconds); next <= second; next++ {
		p.calls[next%len(p.calls)] = 0
	}
	p.latest = max(p.latest, second)
}

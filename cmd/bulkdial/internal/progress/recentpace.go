package progress

import (
	"slices"
	"time"
)

const (
	// recentTime is the time over which a pace is called recent: batches come in jumps, which less would show.
	recentTime = time.Minute
	// paceEvery is how often the pace is computed; in between, the shown figure does not change.
	paceEvery = time.Second
)

// recentPace finds how fast a run has called of late. It is used by one goroutine at a time.
type recentPace struct {
	// samples are how many were sent at which moments, paceEvery or more apart; the first is recentTime ago or more, or the beginning.
	samples []paceSample
	// batch is how many are sent at once.
	batch int
}

type paceSample struct {
	at   time.Time
	sent int
}

func newRecentPace(began time.Time, batch int) *recentPace {
	return &recentPace{samples: []paceSample{{at: began}}, batch: batch}
}

// at takes how many contacts were sent until now. It returns the recent pace in calls per second, and the time over which it was measured;
// both are 0 when the run has just begun. A pace that was asked for, above 0, is not exceeded by the batch that a promise of pace allows beyond it.
func (p *recentPace) at(now time.Time, sent int, asked float64) (cps float64, over time.Duration) {
	if last := p.samples[len(p.samples)-1]; now.Sub(last.at) >= paceEvery {
		p.samples = append(p.samples, paceSample{now, sent})
	}
	first, last := p.samples[0], p.samples[len(p.samples)-1]
	if later := slices.IndexFunc(p.samples, func(s paceSample) bool { return s.at.After(last.at.Add(-recentTime)) }); later > 1 {
		p.samples = slices.Delete(p.samples, 0, later-1)
		first = p.samples[0]
	}
	if over = last.at.Sub(first.at); over <= 0 {
		return 0, 0
	}
	calls := float64(last.sent - first.sent)
	if kept := asked * over.Seconds(); calls > kept && kept > 0 {
		calls = max(kept, calls-float64(p.batch))
	}
	return calls / over.Seconds(), over
}

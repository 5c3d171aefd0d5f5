package dialer

import "time"

// Estimate says how long the calls of a plan take to place.
type Estimate struct {
	// Pace is the time from the first call to the last at Config.CPS, and Lines the time at which lines become free; 0 where
	// they do not bind. The longer of the two is Last.
	Pace  time.Duration
	Lines time.Duration
	Last  time.Duration
}

// EstimateTime estimates the time of a plan by cfg's pace and, where lines is above 0, with so many calls in progress
// at most, of mean each on average.
func EstimateTime(plan *Plan, cfg Config, lines int, mean time.Duration) Estimate {
	var e Estimate
	if cfg.CPS > 0 {
		// The first batch waits for nothing.
		e.Pace = time.Duration(max(0, float64(plan.ToCall-cfg.BatchSize)/cfg.Shard.Pace(cfg.CPS)) * float64(time.Second))
	}
	if lines > 0 {
		// Nor do the first calls wait for a line.
		e.Lines = time.Duration(max(0, float64(plan.ToCall-lines)/float64(lines)) * float64(mean))
	}
	e.Last = max(e.Pace, e.Lines)
	return e
}

package dialer

import (
	"math/rand/v2"
	"time"
)

// The bounds of a wait that nobody prescribes: it grows from backoffBase by doubling, up to backoffMax.
const (
	backoffBase = time.Second
	backoffMax  = 30 * time.Second
)

// backoff returns how long to wait at a level from 1: exponential with full jitter, so that what failed together
// does not come back together.
func backoff(level int) time.Duration {
	bound := backoffMax
	if shift := level - 1; shift < 5 { // 2⁵ seconds exceed backoffMax
		bound = backoffBase << shift
	}
	return rand.N(bound) + time.Millisecond //nolint:gosec // jitter is no secret
}

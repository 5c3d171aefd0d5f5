package cartesia

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what one answer can ask for. Longer waits than a run allows end the run.
const maxRetryAfter = 366 * 24 * time.Hour

// retryAfter reads a Retry-After header, in seconds or as a date, as a wait of 0 to maxRetryAfter. It reports false
// when the header is absent or neither.
func retryAfter(header string, now time.Time) (time.Duration, bool) {
	header = strings.TrimSpace(header)
	// An integer that is out of range is still clamped to the largest or smallest one.
	if seconds, err := strconv.ParseInt(header, 10, 32); err == nil || seconds != 0 {
		return clampWait(time.Duration(seconds) * time.Second), true
	}
	if date, err := http.ParseTime(header); err == nil {
		return clampWait(date.Sub(now)), true
	}
	return 0, false
}

func clampWait(d time.Duration) time.Duration { return max(0, min(d, maxRetryAfter)) }

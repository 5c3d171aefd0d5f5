package dialer

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Cap bounds how often one number is called: for all contacts, or by the rules of a region. Package screen keeps to it.
type Cap struct {
	// Calls is how many calls there may be at most, from 1 to mostCalls.
	Calls int
	// Window is the time in which they are counted: any such time, up to now. 0: a calendar day.
	Window time.Duration
}

// The bounds of a Cap. A window must end within a campaign, and the times of calls are kept in 65,535ths of about three windows.
const (
	mostCalls   = 1000
	leastWindow = time.Second
	mostWindow  = 366 * 24 * time.Hour
)

// dayWord is the window of a Cap that is a calendar day.
const dayWord = "day"

// ParseCap reads a Cap, such as 3/24h, 4/30d or 3/day.
func ParseCap(s string) (Cap, error) {
	calls, window, ok := strings.Cut(strings.TrimSpace(s), "/")
	n, err := strconv.Atoi(calls)
	if !ok || err != nil || n < 1 || n > mostCalls {
		return Cap{}, fmt.Errorf("%q is not a number of calls from 1 to %d and a time, as in 3/24h, 4/30d or 3/%s", s, mostCalls, dayWord)
	}
	if window == dayWord {
		return Cap{Calls: n}, nil
	}
	d, err := parseWindow(window)
	if err != nil || d < leastWindow || d > mostWindow {
		return Cap{}, fmt.Errorf("%q: the time is not one from 1s to %dd, as in 24h or 30d, nor %s", s, mostWindow/(24*time.Hour), dayWord)
	}
	return Cap{Calls: n, Window: d}, nil
}

// parseWindow reads a duration of Go, or a number of days of 24 hours.
func parseWindow(s string) (time.Duration, error) {
	days, isDays := strings.CutSuffix(s, "d")
	if !isDays {
		return time.ParseDuration(s) //nolint:wrapcheck // ParseCap says what is wrong
	}
	n, err := strconv.Atoi(days)
	if err != nil || n < 0 || n > int(mostWindow/(24*time.Hour)) {
		return 0, strconv.ErrRange
	}
	return time.Duration(n) * 24 * time.Hour, nil
}

// String is the text that ParseCap reads; caps that mean the same have one.
func (c Cap) String() string {
	if c.Window == 0 {
		return fmt.Sprintf("%d/%s", c.Calls, dayWord)
	}
	text := c.Window.String()
	if short, ok := strings.CutSuffix(text, "m0s"); ok {
		text = short + "m"
	}
	if short, ok := strings.CutSuffix(text, "h0m"); ok {
		text = short + "h"
	}
	return fmt.Sprintf("%d/%s", c.Calls, text)
}

// Implies reports whether a number that keeps to c keeps to other too.
func (c Cap) Implies(other Cap) bool {
	return c.Calls <= other.Calls && (c.Window == 0) == (other.Window == 0) && c.Window >= other.Window
}

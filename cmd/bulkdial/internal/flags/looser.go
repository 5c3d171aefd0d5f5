package flags

import (
	"time"

	"bulkdial/internal/hours"
)

// The values of --zone-conflict, and that of --unknown-timezone which is no zone.
const (
	ConflictAll    = "all"
	ConflictColumn = "column"
	HoldUnknown    = "hold"
)

// looserHours reports whether a change of --calling-hours lets phones ring at a time at which they did not.
func looserHours(was, is []string) bool {
	before, err := hours.ParseSchedule(first(was))
	if err != nil { // there were none
		return false
	}
	now, err := hours.ParseSchedule(first(is))
	return err != nil || !now.Within(before)
}

// looserThan reports whether a change goes to another value than the strictest one.
func looserThan(strictest string) func(was, is []string) bool {
	return func(was, is []string) bool { return first(is) != first(was) && first(is) != strictest }
}

// looserAge reports whether a change of a maximum age, where 0 is none, lets older things count.
func looserAge(was, is []string) bool {
	before, _ := time.ParseDuration(first(was))
	now, err := time.ParseDuration(first(is))
	return before > 0 && (err != nil || now == 0 || now > before)
}

// first returns the first value; empty where there is none.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

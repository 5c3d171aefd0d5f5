package overview

import "time"

// moment is a time in UTC whose year has four digits, as JSON and RFC 3339 need it. Another one becomes the nearest: a contacts file may say
// 9999-12-31T23:59:59-08:00 for never.
func moment(at time.Time) time.Time {
	first, last := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	return later(earlier(at.UTC(), last), first)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

package dialer

import "time"

// CDR is a call detail record: how one placed call has ended.
type CDR struct {
	CallID string
	// Row, ID, Number, Attempt and Batch are those of the result that the API answered with the id of the call.
	Row     int
	ID      string
	Number  string // in E.164
	Attempt int
	Batch   BatchName
	// FromNumber is the number that it was called from, in E.164; empty where the API does not tell.
	FromNumber string
	Outcome    Outcome
	// Status and EndReason are the API's own words.
	Status, EndReason string
	// Started and Ended are the API's times; zero where it gives none.
	Started, Ended time.Time
	// Error and Summary are one line of text for people; Summary is what was said, and is only kept where it was asked for.
	Error, Summary string
	// RecordedAt is when this program found that the call had ended.
	RecordedAt time.Time
}

// Duration is the time from the start to the end of the call. The API does not tell when a call was answered, so it may include the
// ringing. It reports false where one of the times is missing, or the end is before the start.
func (c *CDR) Duration() (time.Duration, bool) {
	if c.Started.IsZero() || c.Ended.Before(c.Started) {
		return 0, false
	}
	return c.Ended.Sub(c.Started), true
}

// lateRecord is how long before its record a call has begun or ended at most.
const lateRecord = 24 * time.Hour

// Believed returns a time of the call as the API gives it, or that of the record where it is missing or cannot be right: after the record,
// or so long before it that a clock is at fault or it was recorded late.
func (c *CDR) Believed(at time.Time) time.Time {
	if at.After(c.RecordedAt) || at.Before(c.RecordedAt.Add(-lateRecord)) {
		return c.RecordedAt
	}
	return at
}

package overview

import (
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
)

// Overview is what there is to say about a campaign. Its slices are in the order in which they are shown; none is longer than its bound,
// so that it does not grow with the campaign.
type Overview struct {
	// State has the counts of contacts and of outcomes: all other figures are about attempts and calls.
	campaign.State
	// Made is when the overview was made, in UTC.
	Made time.Time
	// Attempts are the steps from one attempt to the next: the first is about first attempts, the last about all from MaxAttempts on.
	Attempts []Attempt
	// Pace is how many calls were sent over time, and Gaps say when none were, and why.
	Pace Pace
	Gaps []Gap
	// Hours are the calls that have ended by the hour of the day at which they began, on the clock of the called person; Unplaced is how
	// many have no such hour: no zone is known, or the possible zones disagree about the hour.
	Hours    [24]Hour
	Unplaced int
	// Durations are those of answered calls.
	Durations Durations
	// Errors are the reasons for which contacts have no accepted call, the most frequent first, at most MaxErrors; FurtherErrors is how
	// many contacts have others.
	Errors        []ErrorGroup
	FurtherErrors int
	// Regions are the countries of the numbers, the most frequent first, at most MaxRegions; the last is the rest (Name empty) where there
	// are more.
	Regions []Region
	// Holds are the contacts that may not be called now, by the reason.
	Holds []Hold
	// History is what the runs file says as a whole; nil where it says nothing.
	History *History
	// Runs are the runs in the order in which they began, the last MaxRuns; EarlierRuns is how many there were before.
	Runs        []Run
	EarlierRuns int
	// Changes are the errors with which a run would not begin without another word, as those of campaign.Look.Changes.
	Changes []error
}

// The bounds of an Overview.
const (
	MaxAttempts = 10
	MaxErrors   = 50
	MaxRegions  = 20
	MaxRuns     = 100
	MaxGaps     = 50
	// MaxBuckets is how many marks Pace and Durations have at most, and MaxExamples how many rows each ErrorGroup names.
	MaxBuckets  = 120
	MaxExamples = 5
)

// Attempt counts what became of the attempts with one number.
type Attempt struct {
	// Attempt is the number, from 1.
	Attempt int `json:"attempt"`
	// Sent were in a request; each of them is Accepted, Rejected or Unknown.
	Sent     int `json:"sent"`
	Accepted int `json:"accepted"`
	Rejected int `json:"rejected"`
	Unknown  int `json:"unknown"`
	// Outcomes are those of the accepted ones whose calls are known to have ended.
	Outcomes dialer.OutcomeTally `json:"outcomes"`
}

// Pace is how many attempts were recorded in each of several equal spans of time.
type Pace struct {
	// From is the beginning of the first span, in UTC, and Span how long each is; both are zero where nothing was sent.
	From time.Time
	Span time.Duration
	// Sent and Answered are the counts of each span: attempts by when they were recorded, and answered calls by when they began.
	Sent, Answered []int
}

// Gap is a time in which a campaign sent nothing.
type Gap struct {
	From, To time.Time
	Why      GapReason
}

// GapReason says why a campaign sent nothing.
type GapReason string

// The values of GapReason.
const (
	GapNoRun    GapReason = "no run"         // no run was at work
	GapPaused   GapReason = "paused"         // an operator paused the campaign
	GapFailures GapReason = "no good answer" // the API did not answer, or with failures
	GapLines    GapReason = "no free line"   // all lines were in use, or the API had none
	GapTime     GapReason = "hours or caps"  // no contact could be called at that time
)

// Hour counts the ended calls that began in one hour of the day.
type Hour struct {
	Calls    int `json:"calls"`
	Answered int `json:"answered"`
}

// Durations is how long answered calls lasted, as a histogram.
type Durations struct {
	// Known is how many answered calls have a duration; Median and P90 are exact to a second.
	Known       int
	Median, P90 time.Duration
	Total       time.Duration
	// Span is the width of each bucket, the first of which begins at 0; the last has the longer ones too.
	Span  time.Duration
	Calls []int
}

// ErrorGroup is the contacts with one disposition and error code.
type ErrorGroup struct {
	// Disposition and Code are as in the results, and Count is how many contacts have them.
	Disposition dialer.Disposition `json:"disposition"`
	Code        string             `json:"error_code"`
	Count       int                `json:"count"`
	// Message is what was said of the first example, on one line, without numbers, and Remedy what to do about it; Remedy may be empty.
	Message string `json:"message"`
	Remedy  string `json:"remedy,omitempty"`
	// Examples are the first few of them, at most 5.
	Examples []Example `json:"examples"`
}

// Example is one contact of a group of errors.
type Example struct {
	// Row is that of the spreadsheet, and Number is in E.164 or the cell as it stood, masked where numbers are not shown.
	Row    int    `json:"row"`
	Number string `json:"number"`
	// Batch and At are those of the last attempt; zero where there was none.
	Batch dialer.BatchName `json:"batch,omitempty"`
	At    time.Time        `json:"at,omitzero"`
}

// Region counts the contacts and calls of one country.
type Region struct {
	// Name is the ISO code of the country; empty for all others together, and for numbers of no country.
	Name string `json:"region"`
	// Contacts is how many there are, and Accepted how many of them have an accepted call as their last word; Answered is how many of
	// these calls were answered.
	Contacts int `json:"contacts"`
	Accepted int `json:"accepted"`
	Answered int `json:"answered"`
}

// Hold counts the contacts that are held for one reason.
type Hold struct {
	// Why is the reason in words, and Count how many contacts it holds.
	Why   string `json:"why"`
	Count int    `json:"count"`
	// Until is the earliest moment at which one of them may be called; zero where none is known.
	Until time.Time `json:"until,omitzero"`
}

// History is what the runs file says of the runs of a campaign.
type History struct {
	// Runs is how many have begun to call, TestCalls how many of them are test calls.
	Runs      int `json:"runs"`
	TestCalls int `json:"test_calls"`
	// Last is the beginning of the last one, and LastEnd its end; nil: it has not ended, or was killed.
	Last    *ledger.RunBegin `json:"last"`
	LastEnd *ledger.RunEnd   `json:"last_end"`
}

// Run is one run; End is nil where it has not ended or was killed, and AtWork tells which.
type Run struct {
	Begin  ledger.RunBegin
	End    *ledger.RunEnd
	AtWork bool
}

package show

import (
	"maps"
	"time"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/overview"
)

// statusSchema is the version of StatusJSON. Fields may be added; a change of what a field means makes a new version.
const statusSchema = 1

// StatusJSON is the state of a campaign for machines, as `status --json` prints it. Times are RFC 3339 in UTC.
type StatusJSON struct {
	// Schema is the version of this form: 1.
	Schema int `json:"schema"`
	// Made is when the files were read.
	Made time.Time `json:"made"`
	// Campaign is the contacts file, and Results the results file of the whole campaign.
	Campaign string `json:"campaign"`
	Results  string `json:"results"`
	// Files is how many results files there are: one, or those of shards too.
	Files int `json:"results_files"`
	// Running: a run is at work. Runs are those.
	Running bool             `json:"running"`
	Runs    []ownfile.Holder `json:"runs,omitempty"`
	// InFlight is how many contacts are in a request without an answer yet, or were in one when their run was cut off; they count as unknown.
	InFlight int `json:"in_flight"`
	// Paused: the campaign is paused, so that no run of it calls.
	Paused bool `json:"paused"`
	// Lines is how many lines the runs at work use.
	Lines dialer.LineUse `json:"lines,omitzero"`
	// Contacts counts the contacts by their last word.
	Contacts dialer.Tally `json:"contacts"`
	// Outcomes counts the accepted contacts by how their last call has ended; missing where no end of a call is known.
	Outcomes *OutcomesJSON `json:"outcomes,omitempty"`
	// Again is how many of the pending contacts were called before.
	Again int `json:"again"`
	// Redials counts the contacts that are called again after their calls, with --redial.
	Redials *engine.Redials `json:"redials,omitempty"`
	// Moved says which ids have another number now than was called for them.
	Moved screen.Moved `json:"moved_ids"`
	// Unmatched says how many contacts of the results no row of the file has.
	Unmatched screen.Unmatched `json:"unmatched"`
	// Causes are the reasons for which rows are not called.
	Causes []engine.Cause `json:"causes"`
	// Errors groups the contacts without an accepted call by disposition and error code, the most frequent first. A contact that a run calls
	// again counts here by the last word of its attempts, and in Contacts as pending. FurtherErrors is how many contacts have other codes.
	Errors        []overview.ErrorGroup `json:"errors"`
	FurtherErrors int                   `json:"further_errors"`
	// Attempts are the attempts by their numbers; the last element has those with higher numbers too.
	Attempts []overview.Attempt `json:"attempts"`
	// Holds are the contacts that may not be called now, by the reason.
	Holds []overview.Hold `json:"holds"`
	// Pace is how many attempts there were over time, and Gaps are the longest times in which nothing was sent.
	Pace paceJSON  `json:"pace"`
	Gaps []gapJSON `json:"gaps"`
	// Hours are the ended calls by the hour at which they began on the clock of the called person.
	Hours hoursJSON `json:"hours"`
	// Durations is how long answered calls lasted.
	Durations durationsJSON `json:"durations"`
	// Regions counts the contacts by the country of their numbers, the most frequent first; the last one, without a name, has all others.
	Regions []overview.Region `json:"regions"`
	// History is what the runs file says as a whole; missing where there is none. LastRuns are the last runs, in the order in which they
	// began, and EarlierRuns is how many there were before them.
	History     *overview.History `json:"history,omitempty"`
	LastRuns    []runJSON         `json:"last_runs"`
	EarlierRuns int               `json:"earlier_runs"`
}

// paceJSON is how many attempts got a result, and how many answered calls began, in each of several equal spans of time.
type paceJSON struct {
	// From is the beginning of the first span; missing where nothing was sent.
	From time.Time `json:"from,omitzero"`
	// SpanSeconds is how long each span is.
	SpanSeconds float64 `json:"span_seconds"`
	// Sent and Answered are the counts of each span.
	Sent     []int `json:"sent"`
	Answered []int `json:"answered"`
}

// gapJSON is a time in which nothing was sent, and why.
type gapJSON struct {
	// From and To are its beginning and end.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Why is `no run`, `paused`, `no good answer`, `no free line` or `hours or caps`.
	Why overview.GapReason `json:"why"`
}

// hoursJSON is how many calls that have ended began in each hour of the day, from 0 to 23, and how many of them were answered.
type hoursJSON struct {
	// Calls are all of them, and Answered those that were answered, by the hour.
	Calls    []int `json:"calls"`
	Answered []int `json:"answered"`
	// Unplaced is how many have no such hour: no time zone is known, the possible ones disagree, or the API gave no beginning.
	Unplaced int `json:"unplaced"`
}

// durationsJSON is how long answered calls lasted.
type durationsJSON struct {
	// Known is how many answered calls have a duration.
	Known int `json:"known"`
	// MedianSeconds is the duration that half of them do not exceed, and P90Seconds the one that nine in ten do not; exact to a second.
	MedianSeconds float64 `json:"median_seconds"`
	P90Seconds    float64 `json:"p90_seconds"`
	// TotalSeconds is how long they lasted together.
	TotalSeconds float64 `json:"total_seconds"`
	// SpanSeconds is the width of each bucket of Calls, the first of which begins at 0; the last has the longer calls too.
	SpanSeconds float64 `json:"span_seconds"`
	Calls       []int   `json:"calls"`
}

// runJSON is one run.
type runJSON struct {
	// Begin is its first line in the runs file, and End its last one; without End it is at work (AtWork), or was killed.
	Begin  ledger.RunBegin `json:"begin"`
	End    *ledger.RunEnd  `json:"end,omitempty"`
	AtWork bool            `json:"at_work"`
}

// NewStatusJSON returns an overview for machines. Numbers are masked unless they are shown.
func NewStatusJSON(o *overview.Overview, showNumbers bool) StatusJSON {
	s := StatusJSON{
		Schema: statusSchema, Made: o.Made.Truncate(time.Millisecond), Campaign: o.Files.Contacts, Results: o.Results, Files: o.ResultsFiles,
		Running: len(o.Holders) > 0, Runs: o.Holders, InFlight: o.InFlight, Paused: o.Paused, Lines: o.Lines, Contacts: o.Contacts,
		Outcomes: newOutcomes(&o.State), Again: o.Again, Redials: o.Redials, Moved: o.Moved, Unmatched: o.Unmatched, Causes: fault.Flagged(o.Causes),
		Errors: list(maskedErrors(o.Errors, showNumbers)), FurtherErrors: o.FurtherErrors, Attempts: list(o.Attempts), Holds: list(o.Holds),
		Pace:  paceJSON{o.Pace.From, o.Pace.Span.Seconds(), list(o.Pace.Sent), list(o.Pace.Answered)},
		Hours: hoursJSON{Unplaced: o.Unplaced}, Gaps: make([]gapJSON, 0, len(o.Gaps)), Regions: list(o.Regions),
		History: maskedHistory(o.History, showNumbers), LastRuns: make([]runJSON, 0, len(o.Runs)), EarlierRuns: o.EarlierRuns,
	}
	d := &o.Durations
	s.Durations = durationsJSON{d.Known, d.Median.Seconds(), d.P90.Seconds(), d.Total.Seconds(), d.Span.Seconds(), list(d.Calls)}
	for _, hour := range o.Hours {
		s.Hours.Calls, s.Hours.Answered = append(s.Hours.Calls, hour.Calls), append(s.Hours.Answered, hour.Answered)
	}
	for _, gap := range o.Gaps {
		s.Gaps = append(s.Gaps, gapJSON(gap))
	}
	for _, run := range o.Runs {
		if !showNumbers {
			run.Begin = maskedRun(run.Begin)
		}
		s.LastRuns = append(s.LastRuns, runJSON(run))
	}
	return s
}

// maskedHistory returns a history in which the number of a test call is masked, unless it is shown.
func maskedHistory(h *overview.History, show bool) *overview.History {
	if h == nil || show {
		return h
	}
	masked, last := *h, maskedRun(*h.Last)
	masked.Last = &last
	return &masked
}

// maskedRun returns the beginning of a run in which the number of a test call is masked.
func maskedRun(begin ledger.RunBegin) ledger.RunBegin {
	if begin.TestCall == "" {
		return begin
	}
	begin.TestCall, begin.Flags = dialer.MaskNumber(begin.TestCall), maps.Clone(begin.Flags)
	if _, given := begin.Flags["to"]; given {
		begin.Flags["to"] = []string{begin.TestCall}
	}
	return begin
}

// list is a list that is never null in JSON.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}

// maskedErrors returns errors whose numbers are masked, unless they are shown.
func maskedErrors(groups []overview.ErrorGroup, show bool) []overview.ErrorGroup {
	masked := make([]overview.ErrorGroup, len(groups))
	for i, group := range groups {
		masked[i] = group
		masked[i].Examples = make([]overview.Example, len(group.Examples))
		for j, example := range group.Examples {
			if !show {
				example.Number = dialer.MaskNumber(example.Number)
			}
			masked[i].Examples[j] = example
		}
	}
	return masked
}

package dialer

import (
	"slices"
	"strconv"
	"time"
)

// results turns an answer into what the record says of each attempt, behind what is in results. Attempts that it leaves out were certainly not
// dialed and have no result yet; again are those of them whom the API refused for want of a line.
func (a *Answer) results(results []Result, req *Request, at time.Time) (_ []Result, again []Attempt) {
	switch a.Verdict {
	case Answered:
		return a.entryResults(results, req, at)
	case Lost:
		for i := range req.Attempts {
			results = append(results, a.result(req, i, at, &Entry{Disposition: Unknown, Code: a.Code, Error: a.Message}))
		}
		return results, nil
	case Refused, TooLarge:
		if len(req.Attempts) == 1 {
			results = append(results, a.result(req, 0, at, &Entry{Disposition: Rejected, Code: a.Code, Error: a.Message}))
		}
		return results, nil
	default:
		return results, nil
	}
}

func (a *Answer) entryResults(results []Result, req *Request, at time.Time) (_ []Result, again []Attempt) {
	results = slices.Grow(results, len(req.Attempts))
	short := Entry{Disposition: Unknown, Code: "answer_short", Error: "the answer has no entry for this contact"}
	for i := range req.Attempts {
		entry := &short
		if i < len(a.Entries) {
			entry = &a.Entries[i]
		}
		if entry.Busy && entry.Disposition == Rejected {
			again = append(again, req.Attempts[i])
			continue
		}
		results = append(results, a.result(req, i, at, entry))
	}
	return results, again
}

// result is what an entry says of the i-th attempt.
func (a *Answer) result(req *Request, i int, at time.Time, e *Entry) Result {
	attempt := &req.Attempts[i]
	return Result{
		Row: attempt.Contact.Row, ID: attempt.Contact.ID, Number: attempt.Contact.Number,
		Disposition: e.Disposition, CallID: OneLine(e.CallID), ErrorCode: OneLine(e.Code), Error: OneLine(e.Error),
		Attempt: attempt.Number, Batch: req.Batch,
		HTTPStatus: a.HTTPStatus, RequestID: OneLine(a.RequestID), At: at,
		SheetRow: attempt.Contact.SheetRow,
	}
}

// summary is one line on an answer for logs and for the error that stops a run.
func (a *Answer) summary() string {
	s := a.Code
	if a.HTTPStatus != 0 {
		s = "HTTP " + strconv.Itoa(a.HTTPStatus) + " " + s
	}
	if a.Message != "" {
		s += ": " + MaskNumbers(a.Message)
	}
	return s
}

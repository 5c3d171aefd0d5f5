package engine

import (
	"time"

	"bulkdial/dialer"
)

// resultsOf turns an answer into the results of the attempts that it decides. Attempts without a result were certainly not
// dialed; again holds those of them that lacked a free line.
func resultsOf(a *dialer.Answer, req *dialer.Request, at time.Time) (results []dialer.Result, again []dialer.Attempt) {
	switch effectOf(a.Kind).contacts {
	case byEntry:
		return entryResults(a, req, at)
	case allUnknown:
		for i := range req.Attempts {
			e := dialer.Entry{Disposition: dialer.Unknown, Code: a.Code, Error: a.Message}
			if i < len(a.Entries) {
				e.CallID = a.Entries[i].CallID
			}
			results = append(results, resultOf(a, req, i, at, &e))
		}
	case rejectedAlone:
		if len(req.Attempts) == 1 {
			results = append(results, resultOf(a, req, 0, at, &dialer.Entry{Disposition: dialer.Rejected, Code: a.Code, Error: a.Message}))
		}
	case lineless:
		again = req.Attempts
	case undecided:
	}
	return results, again
}

func entryResults(a *dialer.Answer, req *dialer.Request, at time.Time) (results []dialer.Result, again []dialer.Attempt) {
	results = make([]dialer.Result, 0, len(req.Attempts))
	short := dialer.Entry{Disposition: dialer.Unknown, Code: "answer_short", Error: "the answer has no entry for this contact"}
	for i := range req.Attempts {
		entry := &short
		if i < len(a.Entries) {
			entry = &a.Entries[i]
		}
		if entry.Busy && entry.Disposition == dialer.Rejected {
			again = append(again, req.Attempts[i])
			a.Code, a.Message = entry.Code, entry.Error // what a hold says of the answer
			continue
		}
		results = append(results, resultOf(a, req, i, at, entry))
	}
	return results, again
}

// classify sets the kind of an answer with entries by their results: Busy where every contact lacked a line, Unproven where
// it leaves contacts in doubt and decides about none.
func classify(a *dialer.Answer, results []dialer.Result) {
	switch {
	case a.Kind != dialer.Answered:
	case len(results) == 0:
		a.Kind = dialer.Busy
	case count(results, dialer.Unknown) == len(results):
		a.Kind, a.Code, a.Message = dialer.Unproven, results[0].ErrorCode, results[0].Error
	}
}

// count returns how many results have a disposition.
func count(results []dialer.Result, d dialer.Disposition) int {
	n := 0
	for i := range results {
		if results[i].Disposition == d {
			n++
		}
	}
	return n
}

// resultOf is what an entry says of the i-th attempt.
func resultOf(a *dialer.Answer, req *dialer.Request, i int, at time.Time, e *dialer.Entry) dialer.Result {
	attempt := &req.Attempts[i]
	return dialer.Result{
		Row: attempt.Contact.Row, ID: attempt.Contact.ID, Number: attempt.Contact.Number,
		Disposition: e.Disposition, CallID: dialer.OneLine(e.CallID), ErrorCode: dialer.OneLine(e.Code), Error: dialer.OneLine(e.Error),
		Attempt: attempt.Number, Batch: req.Batch,
		HTTPStatus: a.HTTPStatus, RequestID: dialer.OneLine(a.RequestID), FromNumberID: req.Route.FromNumberID, AgentID: req.Route.AgentID, At: at,
		SheetRow: attempt.Contact.SheetRow,
	}
}

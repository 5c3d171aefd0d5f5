package dialer

import "time"

// resultsOf turns an answer into the results of the attempts that it decides. Attempts without a result were certainly not
// dialed; again holds those of them that lacked a free line.
func resultsOf(a *Answer, req *Request, at time.Time) (results []Result, again []Attempt) {
	switch effectOf(a.Kind).contacts {
	case byEntry:
		return entryResults(a, req, at)
	case allUnknown:
		for i := range req.Attempts {
			e := Entry{Disposition: Unknown, Code: a.Code, Error: a.Message}
			if i < len(a.Entries) {
				e.CallID = a.Entries[i].CallID
			}
			results = append(results, resultOf(a, req, i, at, &e))
		}
	case rejectedAlone:
		if len(req.Attempts) == 1 {
			results = append(results, resultOf(a, req, 0, at, &Entry{Disposition: Rejected, Code: a.Code, Error: a.Message}))
		}
	case lineless:
		again = req.Attempts
	case undecided:
	}
	return results, again
}

func entryResults(a *Answer, req *Request, at time.Time) (results []Result, again []Attempt) {
	results = make([]Result, 0, len(req.Attempts))
	short := Entry{Disposition: Unknown, Code: "answer_short", Error: "the answer has no entry for this contact"}
	for i := range req.Attempts {
		entry := &short
		if i < len(a.Entries) {
			entry = &a.Entries[i]
		}
		if entry.Busy && entry.Disposition == Rejected {
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
func classify(a *Answer, results []Result) {
	switch {
	case a.Kind != Answered:
	case len(results) == 0:
		a.Kind = Busy
	case count(results, Unknown) == len(results):
		a.Kind, a.Code, a.Message = Unproven, results[0].ErrorCode, results[0].Error
	}
}

// count returns how many results have a disposition.
func count(results []Result, d Disposition) int {
	n := 0
	for i := range results {
		if results[i].Disposition == d {
			n++
		}
	}
	return n
}

// resultOf is what an entry says of the i-th attempt.
func resultOf(a *Answer, req *Request, i int, at time.Time, e *Entry) Result {
	attempt := &req.Attempts[i]
	return Result{
		Row: attempt.Contact.Row, ID: attempt.Contact.ID, Number: attempt.Contact.Number,
		Disposition: e.Disposition, CallID: OneLine(e.CallID), ErrorCode: OneLine(e.Code), Error: OneLine(e.Error),
		Attempt: attempt.Number, Batch: req.Batch,
		HTTPStatus: a.HTTPStatus, RequestID: OneLine(a.RequestID), FromNumberID: req.Route.FromNumberID, AgentID: req.Route.AgentID, At: at,
		SheetRow: attempt.Contact.SheetRow,
	}
}

package dialer

import (
	"errors"
	"fmt"
	"iter"
	"time"
)

// Tally counts contacts by their last word.
type Tally struct {
	// Rows is how many contacts were judged.
	Rows int `json:"rows"`
	// Accepted, Rejected and Unknown are the words on those who were tried; Invalid, Duplicate and Suppressed on
	// those who were skipped.
	Accepted   int `json:"accepted"`
	Rejected   int `json:"rejected"`
	Unknown    int `json:"unknown"`
	Invalid    int `json:"invalid"`
	Duplicate  int `json:"duplicate"`
	Suppressed int `json:"suppressed"`
	// Pending contacts are still to be called.
	Pending int `json:"pending"`
}

// count adds n contacts with a last word; the empty word means pending.
func (t *Tally) count(d Disposition, n int) {
	switch d {
	case Accepted:
		t.Accepted += n
	case Rejected:
		t.Rejected += n
	case Unknown:
		t.Unknown += n
	case Invalid:
		t.Invalid += n
	case Duplicate:
		t.Duplicate += n
	case Suppressed:
		t.Suppressed += n
	default:
		t.Pending += n
	}
}

// Add takes in what a run has done: each of its results was a pending contact before.
func (t *Tally) Add(live Live) {
	t.Accepted += live.Accepted
	t.Rejected += live.Rejected
	t.Unknown += live.Unknown
	t.Pending -= live.Accepted + live.Rejected + live.Unknown
}

// Clean reports whether every contact is settled, none of them rejected, unknown or invalid.
func (t *Tally) Clean() bool { return t.Pending+t.Rejected+t.Unknown+t.Invalid == 0 }

// ErrDuplicates ends a pass that was told to fail on duplicates.
var ErrDuplicates = errors.New("the contacts hold duplicates")

// ErrLimit ends a run that has sent as many contacts as it was told to, while others remain.
var ErrLimit = errors.New("limit reached")

// step is what is to be done next: record a skip, or send a batch. Exactly one of the two is set.
type step struct {
	skip  *Result
	batch *batch
}

// steps is the part of the flow that a plan and a run share: it judges contacts and groups them into batches.
type steps struct {
	screen *Screen
	size   int // contacts in a batch
	limit  int // contacts to call at most; 0: all
	// stopAtLimit ends the pass with ErrLimit at the first contact beyond the limit; else the rest is only counted.
	stopAtLimit bool
	tally       Tally
	// settled counts the contacts on which an earlier word stands.
	settled int
	// toCall counts the contacts in batches; again those of them who were tried before.
	toCall, again int
	// judged, when set, sees each judgment.
	judged func(Judgment)
}

// all yields the steps in order. An error is the last element: ErrDuplicates, ErrLimit, or that of contacts.
func (s *steps) all(contacts iter.Seq2[Contact, error]) iter.Seq2[step, error] {
	return func(yield func(step, error) bool) {
		open := batcher{size: s.size}
		var end error
		for c, err := range contacts {
			j, err := s.judge(c, err)
			if err != nil {
				end = err
				break
			}
			next := step{}
			switch {
			case j.Call:
				next.batch = open.add(j)
			case j.Code != "" && !j.OnRecord:
				next.skip = j.result()
			}
			if next != (step{}) && !yield(next, nil) {
				return
			}
		}
		if end == nil || errors.Is(end, ErrLimit) {
			for _, b := range open.rest() {
				if !yield(step{batch: b}, nil) {
					return
				}
			}
		}
		if end != nil {
			yield(step{}, end)
		}
	}
}

// judge judges one element of a sequence of contacts and counts it.
func (s *steps) judge(c Contact, err error) (Judgment, error) {
	var j Judgment
	if e, ok := errors.AsType[*RowError](err); ok {
		j = s.screen.Malformed(e)
	} else if err != nil {
		return j, err
	} else {
		j = s.screen.Judge(c)
	}
	switch {
	case j.LastWord == Duplicate && s.screen.rules.Duplicates == FailDuplicates:
		return j, fmt.Errorf("%w: row %d: %s", ErrDuplicates, j.Contact.SheetRow, j.Reason)
	case j.Call && s.limit > 0 && s.toCall == s.limit && s.stopAtLimit:
		return j, ErrLimit
	case j.Call && s.limit > 0 && s.toCall == s.limit:
		j.Call = false
	case j.Call:
		s.toCall++
		if j.Attempt > 1 {
			s.again++
		}
	case !j.LastWord.Skip():
		s.settled++
	}
	s.tally.Rows++
	s.tally.count(j.LastWord, 1)
	if s.judged != nil {
		s.judged(j)
	}
	return j, nil
}

// result is the line that records a skip.
func (j *Judgment) result() *Result {
	return &Result{
		Row: j.Contact.Row, ID: j.Contact.ID, Number: j.Contact.Number,
		Disposition: j.LastWord, ErrorCode: j.Code, Error: OneLine(j.Reason.String()),
		At: time.Now(), SheetRow: j.Contact.SheetRow,
	}
}

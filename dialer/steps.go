package dialer

import (
	"errors"
	"fmt"
	"iter"
	"strings"
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
	t.Suppressed += live.Suppressed
	t.Pending -= live.Accepted + live.Rejected + live.Unknown + live.Suppressed
}

// Clean reports whether every contact is settled, none of them rejected, unknown or invalid.
func (t *Tally) Clean() bool { return t.Pending+t.Rejected+t.Unknown+t.Invalid == 0 }

// ErrDuplicates ends a pass that was told to fail on duplicates, and ErrInvalid one that was told to fail on rows that
// cannot be called.
var (
	ErrDuplicates = errors.New("the contacts hold duplicates")
	ErrInvalid    = errors.New("the contacts hold rows that cannot be called")
)

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
	shard  Shard
	limit  int // contacts to call at most, the shard's part; 0: all, or none where limited
	// limited: there is a limit. A shard's part of it may be 0.
	limited bool
	// strict: there must be no row that cannot be called.
	strict bool
	// stop ends the pass with an error at the first contact beyond the limit, or that must not be in the file; else the
	// rest is only counted.
	stop  bool
	tally Tally
	// settled counts the contacts on which an earlier word stands.
	settled int
	// toCall counts the contacts in batches; again those of them who were tried before. Beyond: the limit is reached, so
	// that a run reads no further.
	toCall, again int
	beyond        bool
	// judged, when set, sees each judgment; it must not keep what it is pointed to.
	judged func(*Judgment)
	// last is the judgment under way.
	last Judgment
	open batcher
}

// newSteps returns the part of the flow that cfg asks for.
func newSteps(cfg *Config, screen *Screen) steps {
	return steps{
		screen: screen, open: batcher{size: cfg.BatchSize}, shard: cfg.Shard, strict: cfg.Strict, limit: cfg.Shard.Share(cfg.Limit), limited: cfg.Limit > 0,
	}
}

// all yields the steps in order. An error is the last element: ErrDuplicates, ErrLimit, or that of contacts.
func (s *steps) all(contacts iter.Seq2[*Contact, error]) iter.Seq2[step, error] {
	return func(yield func(step, error) bool) {
		var end error
		j := &s.last
		for c, err := range contacts {
			own, err := s.judge(c, err)
			if err != nil {
				end = err
				break
			}
			if !own {
				continue
			}
			next := step{}
			switch {
			case j.Call:
				next.batch = s.open.add(j)
			case j.Code != "" && !j.OnRecord && !s.beyond:
				next.skip = j.result()
			}
			if next != (step{}) && !yield(next, nil) {
				return
			}
		}
		if end == nil || errors.Is(end, ErrLimit) {
			for _, b := range s.open.rest() {
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

// judge judges one element of a sequence of contacts, as s.last then says, and counts it, if it is the shard's own.
func (s *steps) judge(c *Contact, err error) (own bool, _ error) {
	if err == nil {
		s.last = Judgment{Contact: c}
		s.screen.judge(&s.last)
	} else if e, ok := errors.AsType[*RowError](err); ok {
		s.last = s.screen.Malformed(e)
	} else {
		return false, err
	}
	if !s.shard.owns(s.last.Contact) && !s.forbidden(&s.last) {
		return false, nil
	}
	return true, s.count(&s.last)
}

// forbidden reports whether a contact must not be in the file at all: it stops every shard.
func (s *steps) forbidden(j *Judgment) bool {
	switch {
	case j.Code == "":
		return false
	case j.LastWord == Duplicate:
		return s.screen.Rules.Duplicates == FailDuplicates
	default:
		return j.LastWord == Invalid && s.strict
	}
}

// count counts a judgment. The error says that it ends the pass.
func (s *steps) count(j *Judgment) error {
	switch {
	case s.stop && s.forbidden(j):
		end := ErrInvalid
		if j.LastWord == Duplicate {
			end = ErrDuplicates
		}
		return fmt.Errorf("%w: row %d: %s", end, j.Contact.SheetRow, j.Reason)
	case j.Call && s.limited && s.toCall == s.limit && s.stop:
		return ErrLimit
	case j.Call && s.limited && s.toCall == s.limit:
		j.Call, s.beyond = false, true
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
	return nil
}

// text is the reason of a skip as the record has it, which numbers rows as its own column does.
func (j *Judgment) text() string {
	if j.First.Row == 0 {
		return j.String()
	}
	return strings.Replace(j.String(), earlierRow, fmt.Sprintf("row %d", j.First.Row), 1)
}

// result is the line that records a skip.
func (j *Judgment) result() *Result {
	return &Result{
		Row: j.Contact.Row, ID: j.Contact.ID, Number: j.Contact.Number,
		Disposition: j.LastWord, ErrorCode: j.Code, Error: OneLine(j.text()),
		At: time.Now(), SheetRow: j.Contact.SheetRow,
	}
}

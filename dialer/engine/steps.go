package engine

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"bulkdial/dialer"
)

// ErrDuplicates ends a pass that was told to fail on duplicates, ErrInvalid one that was told to fail on rows that cannot be
// called, and ErrHidden one that was told to fail on hidden rows.
var (
	ErrDuplicates = errors.New("the contacts hold duplicates")
	ErrInvalid    = errors.New("the contacts hold rows that cannot be called")
	ErrHidden     = errors.New("the sheet has hidden rows")
)

// ErrLimit ends a run that has sent as many contacts as it was told to, while others remain.
var ErrLimit = errors.New("limit reached")

// ErrNoTime ends a run that has called all contacts but those for which no moment is known at which they may be called.
var ErrNoTime = errors.New("contacts may be called at no time that is known")

// noTimeError returns an error that wraps ErrNoTime if there are such contacts, else nil.
func noTimeError(contacts int) error {
	if contacts == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d", ErrNoTime, contacts)
}

// step is what is to be done next: record a skip, or send a batch. Exactly one of the two is set.
type step struct {
	skip  *dialer.Result
	batch *batch
	// recalled: the skip is of a contact that was held.
	recalled bool
}

// skipText is the reason of a skip as the ledger has it. Its rows are those of a spreadsheet, as in every message.
func skipText(d *dialer.Decision) string {
	if d.First.SheetRow == 0 {
		return d.String()
	}
	return strings.Replace(d.String(), dialer.EarlierRow, fmt.Sprintf("row %d", d.First.SheetRow), 1)
}

// skipResult is the line that records a skip.
func skipResult(d *dialer.Decision) *dialer.Result {
	return &dialer.Result{
		Row: d.Contact.Row, ID: d.Contact.ID, Number: d.Contact.Number,
		Disposition: d.LastWord, ErrorCode: d.Code, Error: dialer.OneLine(skipText(d)),
		At: time.Now(), SheetRow: d.Contact.SheetRow,
	}
}

// steps is the part of the flow that a plan and a run share: it decides about contacts and groups them into batches.
type steps struct {
	screen dialer.Screener
	shard  dialer.Shard
	limit  int // contacts to call at most, the shard's part; 0: all, or none where limited
	// limited: there is a limit. A shard's part of it may be 0.
	limited bool
	// noDuplicates and noInvalid: a row with that word must not be in the file at all, and noHidden: nor a hidden one.
	noDuplicates, noInvalid, noHidden bool
	// stop ends the pass with an error at the first contact beyond the limit, or that must not be in the file; else the
	// rest is only counted.
	stop  bool
	tally dialer.Tally
	// settled counts the contacts on which an earlier word stands.
	settled int
	// toCall counts the contacts in batches; again those of them who were tried before. Beyond: the limit is reached, so
	// that a run reads no further.
	toCall, again int
	beyond        bool
	// decided, when set, sees each decision.
	decided func(*dialer.Decision)
	// batched, when set, sees each decision by which a contact joins a batch.
	batched func(*dialer.Decision)
	// hold takes a contact that is held, or deferred: the zero time is that of one that may be called as soon as the pass has ended. Nil:
	// they are only counted.
	hold func(c *dialer.Contact, attempt, occurrence int, until time.Time, closed bool)
	// order says who is deferred, and notDue counts the contacts that are called again, or are over a cap or soon after a conversation,
	// so late that the run does not wait for them.
	order  Order
	notDue *notDue
	// redials counts the contacts that are called again after their calls, capped those over a cap, talked those too soon after a
	// conversation, and closed those outside of their calling hours.
	redials redialCounts
	capped  Capped
	talked  Capped
	closed  Closed
	// noTime counts the contacts that stay pending because there is no time for them; withoutTime, when set, sees their decisions.
	noTime      int
	withoutTime func(*dialer.Decision)
	// due returns held contacts that may be called now, and source the contacts for a pass over them amid another pass; nil: held contacts
	// wait for its end.
	due    func() []heldContact
	source func() iter.Seq2[*dialer.Contact, error]
	// readAgain, when set, is told how many rows a pass over held contacts has read.
	readAgain func(rows int)
	// last is the last decision.
	last dialer.Decision
	open batcher
}

// newSteps returns the part of the flow that cfg asks for.
func newSteps(cfg *Config, screen dialer.Screener) steps {
	return steps{
		screen: screen, open: batcher{size: cfg.BatchSize}, shard: cfg.Shard, noDuplicates: cfg.NoDuplicates, noInvalid: cfg.Strict,
		noHidden: cfg.NoHidden,
		limit:    cfg.Shard.Share(cfg.Limit), limited: cfg.Limit > 0,
		order: cfg.Order, notDue: &notDue{until: time.Now().Add(cfg.RedialWait)},
	}
}

// all yields the steps of a contacts file in order. An error is the last element: ErrDuplicates, ErrInvalid, ErrLimit, or
// that of contacts.
func (s *steps) all(contacts iter.Seq2[*dialer.Contact, error]) iter.Seq2[step, error] {
	return func(yield func(step, error) bool) {
		for c, err := range contacts {
			own, err := s.decide(c, err)
			if err != nil {
				s.end(err, yield)
				return
			}
			if own && !s.yield(yield, false) || !s.amid(yield) {
				return
			}
		}
		s.end(nil, yield)
	}
}

// recalled yields the steps of held contacts, in the order of their rows, which must be those of due.
func (s *steps) recalled(contacts iter.Seq2[*dialer.Contact, error], due []heldContact) iter.Seq2[step, error] {
	return func(yield func(step, error) bool) {
		if goOn, end := s.recallAll(contacts, due, yield, true); goOn {
			s.end(end, yield)
		}
	}
}

// recallAll yields the steps of held contacts without an end. It reports false when yield has. Alone: it is a pass of its own.
func (s *steps) recallAll(contacts iter.Seq2[*dialer.Contact, error], due []heldContact, yield func(step, error) bool, alone bool) (goOn bool, end error) {
	rows := 0
	if s.readAgain != nil {
		defer func() { s.readAgain(rows) }()
	}
	for c, err := range contacts {
		rows++
		switch {
		case err != nil:
			if _, row := errors.AsType[*dialer.RowError](err); row {
				continue
			}
			return true, err
		case c.Row != int(due[0].row):
			continue
		}
		if err := s.recall(c, due[0]); err != nil {
			return true, err
		}
		if due = due[1:]; !s.yield(yield, true) || alone && !s.amid(yield) {
			return false, nil
		}
		if len(due) == 0 { // what follows may not have been written yet
			break
		}
	}
	return true, nil
}

// amid yields the steps of the held contacts that have become due amid a pass. Their batches are not those of the pass, which are as
// they would be without them. It reports whether to go on.
func (s *steps) amid(yield func(step, error) bool) bool {
	if s.due == nil {
		return true
	}
	due := s.due()
	if len(due) == 0 {
		return true
	}
	open := s.open
	s.open = batcher{size: open.size}
	goOn, end := s.recallAll(s.source(), due, yield, false)
	goOn = goOn && s.rest(yield)
	if s.open = open; end != nil && goOn {
		s.end(end, yield)
		return false
	}
	return goOn
}

// recall decides again about a held contact, as s.last then says. It was counted as pending when it left the file.
func (s *steps) recall(c *dialer.Contact, held heldContact) error {
	s.last = s.screen.Recall(c, int(held.attempt), int(held.occurrence))
	switch d := &s.last; {
	case d.Call && d.NoTime:
		s.hasNoTime(d)
	case s.beyondWait(d):
		s.notDue.add(d.HoldUntil, d.Capped, d.Talked)
	case d.Held():
	case d.Call && s.full():
		return ErrLimit
	case d.Call:
		s.called(d)
	}
	return nil
}

// yield passes on the step that follows from the last decision, if there is one, and reports whether to go on.
func (s *steps) yield(yield func(step, error) bool, recalled bool) bool {
	d := &s.last
	next := step{}
	switch {
	case s.notAwaited(d), d.Held() && s.hold == nil:
	case d.Held():
		s.hold(d.Contact, d.Attempt, d.Occurrence, d.HoldUntil, d.Closed)
	case !recalled && s.deferred(d):
		s.hold(d.Contact, d.Attempt, d.Occurrence, time.Time{}, false)
	case d.Call:
		if s.batched != nil {
			s.batched(d)
		}
		next.batch = s.open.add(d)
	case d.Code != "" && !d.OnRecord && !s.beyond:
		next.skip, next.recalled = skipResult(d), recalled
	}
	return next == (step{}) || yield(next, nil)
}

// end yields the batches that are not full, unless an error other than ErrLimit ends the pass, and then the error.
func (s *steps) end(end error, yield func(step, error) bool) {
	if (end == nil || errors.Is(end, ErrLimit)) && !s.rest(yield) {
		return
	}
	if end != nil {
		yield(step{}, end)
	}
}

// rest yields the batches that are not full, and reports whether to go on.
func (s *steps) rest(yield func(step, error) bool) bool {
	for _, b := range s.open.rest() {
		if !yield(step{batch: b}, nil) {
			return false
		}
	}
	return true
}

// beyondWait reports whether a contact is called again, or is over a cap or soon after a conversation, so late that the run does not wait for it.
func (s *steps) beyondWait(d *dialer.Decision) bool {
	return d.Held() && !d.NoTime && !d.Closed && (d.Redials != "" || d.Capped || d.Talked) && d.HoldUntil.After(s.notDue.until)
}

// notAwaited reports whether a contact that is to be called stays pending in this run.
func (s *steps) notAwaited(d *dialer.Decision) bool { return d.Call && d.NoTime || s.beyondWait(d) }

// deferred reports whether a contact that may be called now waits for the end of the pass, because others go first.
func (s *steps) deferred(d *dialer.Decision) bool {
	if !d.Call || d.Held() || s.hold == nil {
		return false
	}
	switch s.order {
	case FreshFirst:
		return d.Redials != ""
	case DueFirst:
		return d.Redials == ""
	case FileOrder:
	}
	return false
}

// decide decides about one element of a sequence of contacts, as s.last then says, and counts it, if it is the shard's own.
func (s *steps) decide(c *dialer.Contact, err error) (own bool, _ error) {
	if err == nil {
		s.last = s.screen.Decide(c)
	} else if e, ok := errors.AsType[*dialer.RowError](err); ok {
		s.last = s.screen.Malformed(e)
	} else {
		return false, err
	}
	if !owns(s.shard, s.last.Contact) && !s.forbidden(&s.last) {
		return false, nil
	}
	return true, s.count(&s.last)
}

// forbidden reports whether a contact must not be in the file at all: it stops every shard.
func (s *steps) forbidden(d *dialer.Decision) bool {
	return d.Contact.Hidden && s.noHidden || d.Skipped() && (d.LastWord == dialer.Duplicate && s.noDuplicates || d.LastWord == dialer.Invalid && s.noInvalid)
}

// count counts a decision. The error says that it ends the pass.
func (s *steps) count(d *dialer.Decision) error {
	again := d.Call && d.Redials != "" && !d.NoTime
	switch {
	case s.stop && d.Contact.Hidden && s.noHidden:
		return &dialer.FieldError{Field: "HiddenRows", Err: fmt.Errorf("%w, as row %d: say whether they are called or skipped", ErrHidden, d.Contact.SheetRow)}
	case s.stop && s.forbidden(d):
		end := ErrInvalid
		if d.LastWord == dialer.Duplicate {
			end = ErrDuplicates
		}
		return fmt.Errorf("%w: row %d: %s", end, d.Contact.SheetRow, d.Reason)
	case d.Call && d.NoTime:
		s.hasNoTime(d)
	case d.Held():
	case s.deferred(d):
	case d.Call && s.full() && s.stop:
		return ErrLimit
	case d.Call && s.full():
		d.Call, s.beyond = false, true
	case d.Call:
		s.called(d)
	case !d.LastWord.Skip():
		s.settled++
	}
	if again {
		s.redials.add(d, s.beyondWait(d))
	}
	if d.Closed {
		s.closed.add(d.HoldUntil)
	}
	if d.Capped {
		s.capped.add(d.HoldUntil, s.beyondWait(d))
	}
	if d.Talked {
		s.talked.add(d.HoldUntil, s.beyondWait(d))
	}
	if s.beyondWait(d) {
		s.notDue.add(d.HoldUntil, d.Capped, d.Talked)
	}
	countDecision(&s.tally, d)
	if d.Outcome != "" {
		s.tally.Outcomes.Ended(d.Outcome)
	}
	if s.decided != nil {
		s.decided(d)
	}
	return nil
}

// hasNoTime counts a contact for which there is no time.
func (s *steps) hasNoTime(d *dialer.Decision) {
	s.noTime++
	if s.withoutTime != nil {
		s.withoutTime(d)
	}
}

// full reports whether as many contacts are in batches as the limit allows.
func (s *steps) full() bool { return s.limited && s.toCall == s.limit }

// called counts a contact that goes into a batch.
func (s *steps) called(d *dialer.Decision) {
	s.toCall++
	if d.Attempt > 1 {
		s.again++
	}
}

// owns reports whether a contact is the shard's: by its id, else its number, so that neither the order of the file
// nor what else is in it matters, and rows with one number meet. Where a row has neither, its place decides.
func owns(s dialer.Shard, c *dialer.Contact) bool {
	if !s.Divided() {
		return true
	}
	who := "id " + c.ID
	switch {
	case c.ID != "":
	case c.Number != "":
		who = "number " + c.Number
	default:
		who = "row " + strconv.Itoa(c.Row)
	}
	return s.Owns(who)
}

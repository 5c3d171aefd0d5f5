package screen

import "iter"

// attempt is one sending of a contact to a number, as the ledger has it.
type attempt struct {
	// who is the key of the contact's id; 0: the contact had none, and occurrence says which row with the number it was.
	who uint64
	// request is a hash of the batch and of the attempt's number. Two attempts of one contact that share a number share it with
	// a chance of 1 in 4 billion, and count as one then.
	request uint32
	// next is the place of the next attempt at the number in attempts.more, from 1; 0: there is none.
	next uint32
	// occurrence has elsewhere in its highest bit.
	occurrence uint16
	// age is how many seconds before History.now the call has ended, in two parts because 24 bits are left, as setAge says.
	ageLow  uint16
	ageHigh uint8
	// number is that of the attempt, from 1, at most maxCounted.
	number uint8
	said   said
	// ended is how the call has ended; endingNone before that, and where there was no call.
	ended ending
}

// elsewhere is added to the occurrence of an attempt that another shard of the division has sent.
const elsewhere = 1 << 15

// row is which of the rows with the number a contact without an id was.
func (a *attempt) row() int { return int(a.occurrence &^ elsewhere) }

// placed reports whether the attempt is a call, as far as is known.
func (a *attempt) placed() bool { return a.said >= saidUnknown }

// mostAge is the highest age that is known, 194 days; that of an older call is this too.
const mostAge = 1<<24 - 1

// setAge sets how many seconds before History.now the call has ended, from 0. Of two CDRs of a call the later end counts.
func (a *attempt) setAge(seconds int) {
	seconds = min(max(seconds, 0), mostAge)
	if a.ended != endingNone {
		seconds = min(seconds, a.age())
	}
	a.ageLow, a.ageHigh = uint16(seconds&(1<<16-1)), uint8(seconds>>16)
}

// age is what setAge has set.
func (a *attempt) age() int { return int(a.ageHigh)<<16 | int(a.ageLow) }

// sameContact reports whether two attempts to call one number are of one contact.
func (a *attempt) sameContact(b *attempt) bool { return a.who == b.who && a.row() == b.row() }

// of reports whether an attempt is of the k-th row with the number, or any if k is 0, and of a contact without an id.
func (a *attempt) of(k int) bool { return a.who == 0 && (k == 0 || a.row() == k) }

// attempts holds the attempts to call each number, over all identities. The order in which they are added does not matter.
type attempts struct {
	// first holds one attempt for each number, and more the others, in a chain for each number in which the attempts of one
	// contact are neighbors.
	first table[attempt]
	more  []attempt
	// times has a time code for each of more, where first is timed.
	times []timeCode
	// moreSources are those of more, where they are kept.
	moreSources []sources
	// starts has a start code for each of more, where first has starts.
	starts []startCode
	// failures are the places of the lines about attempts that are not accepted, where only those are kept, by failureKey; else nil.
	failures *table[uint64]
}

// keepTimes makes room for the time codes; it comes before the first attempt.
func (s *attempts) keepTimes() { s.first.timed = true }

// time returns the time code at a place as in attempt.next; nil where there are none.
func (s *attempts) time(slot int, place uint32) *timeCode {
	switch {
	case !s.first.timed:
		return nil
	case place == 0:
		return s.first.time(slot)
	}
	return &s.times[place-1]
}

// sources are the places of the lines about one attempt: of its result, and of its CDR. They are the receiver's numbers of
// History.AddAt and History.AddCDRAt; 0: there is none.
type sources struct{ result, cdr uint64 }

// add adds an attempt, with its time code and the place of its line, unless it is there; then what is certain of it counts, with its
// line, and the later time. It reports whether there was an attempt of the contact at the number before, and whether this one was there.
func (s *attempts) add(number uint64, added attempt, at timeCode, from uint64) (before, again bool) {
	slot := s.first.slot(number)
	if first := s.first.value(slot); first.said == saidNothing {
		*first = added
		if time := s.time(slot, 0); time != nil {
			*time = at
		}
		s.place(slot, 0, from)
		return false, false
	}
	end := uint32(0) // the last attempt, or the last one of the contact, as in attempt.next
	for i, its := range s.from(slot) {
		switch {
		case !its.sameContact(&added):
			if !before {
				end = i
			}
			continue
		case its.request == added.request:
			if said := its.said.corrected(added.said); said != its.said {
				its.said = said
				s.place(slot, i, from)
			}
			if time := s.time(slot, i); time != nil {
				*time = max(*time, at)
			}
			return true, true
		}
		before, end = true, i
	}
	after := s.attempt(slot, end)
	added.next, after.next = after.next, uint32(len(s.more)+1) //nolint:gosec // each takes 24 bytes
	s.more = append(s.more, added)
	if s.first.timed {
		s.times = append(s.times, at)
	}
	if s.first.withSources {
		s.moreSources = append(s.moreSources, sources{})
	}
	if s.first.withStarts {
		s.starts = append(s.starts, startNone)
	}
	s.place(slot, after.next, from)
	return before, false
}

// keep lets the places of lines be kept. It comes before the first add.
func (s *attempts) keep() { s.first.withSources = true }

// keepFailures is keep for the lines about attempts that are not accepted.
func (s *attempts) keepFailures() {
	failures := newTable[uint64]()
	s.failures = &failures
}

// failureKey is the key in failures of the attempt at a place as in attempt.next.
func (s *attempts) failureKey(slot int, place uint32) uint64 {
	if place == 0 {
		return s.first.key(slot) // a number has less than 50 bits
	}
	return 1<<63 | uint64(place)
}

// sourcesOf returns the places of the lines about the attempt at a place as in attempt.next; zero where they are not kept.
func (s *attempts) sourcesOf(slot int, place uint32) sources {
	if at := s.kept(slot, place); at != nil {
		return *at
	}
	if s.failures == nil || s.attempt(slot, place).said == saidAccepted {
		return sources{}
	}
	at, _ := s.failures.find(s.failureKey(slot, place))
	return sources{result: *s.failures.value(at)}
}

// kept returns the places of the lines about the attempt at a place; nil where not all are kept.
func (s *attempts) kept(slot int, place uint32) *sources {
	if place == 0 || !s.first.withSources {
		return s.first.sources(slot)
	}
	return &s.moreSources[place-1]
}

// place keeps the place of the line that says what became of an attempt.
func (s *attempts) place(slot int, place uint32, from uint64) {
	if at := s.kept(slot, place); at != nil {
		at.result = from
	}
	if s.failures != nil && s.attempt(slot, place).said != saidAccepted {
		*s.failures.value(s.failures.slot(s.failureKey(slot, place))) = from
	}
}

// attempt returns the attempt at a place as in attempt.next; 0 is the first one of the slot.
func (s *attempts) attempt(slot int, place uint32) *attempt {
	if place == 0 {
		return s.first.value(slot)
	}
	return &s.more[place-1]
}

// from returns the attempts at the number of a slot, with their places. They may be changed.
func (s *attempts) from(slot int) iter.Seq2[uint32, *attempt] {
	return func(yield func(uint32, *attempt) bool) {
		for place := uint32(0); ; {
			at := s.attempt(slot, place)
			if !yield(place, at) || at.next == 0 {
				return
			}
			place = at.next
		}
	}
}

package screen

import "time"

// recent holds the times of calls that no history has: those of this run, and those that other processes share. A number takes at most
// 24 bytes, and each further call to it 10.
type recent struct {
	numbers table[recentCall]
	more    []recentCall
	// free is the place of a call in more that was removed, as in recentCall.next; the others follow.
	free uint32
}

// recentCall is a call to a number, in Unix seconds, rounded up; 0: there is none. Next is the place of another one in recent.more, from
// 1; 0: there is none.
type recentCall struct{ at, next uint32 }

func newRecent() recent { return recent{numbers: newTable[recentCall]()} }

// seconds codes a time.
func seconds(at time.Time) uint32 {
	return uint32(at.Add(time.Second - 1).Unix()) //nolint:gosec // until the year 2106
}

// add adds a call.
func (r *recent) add(number uint64, at uint32) {
	first := r.numbers.value(r.numbers.slot(number))
	if first.at == 0 {
		first.at = at
		return
	}
	place := r.free
	if place == 0 {
		r.more = append(r.more, recentCall{})
		place = uint32(len(r.more)) //nolint:gosec // each takes 8 bytes
	} else {
		r.free = r.more[place-1].next
	}
	r.more[place-1] = recentCall{at, first.next}
	first.next = place
}

// remove removes a call; one that is not there changes nothing.
func (r *recent) remove(number uint64, at uint32) {
	slot, known := r.numbers.find(number)
	if !known {
		return
	}
	first := r.numbers.value(slot)
	if first.at == at {
		first.at = 0
		if first.next != 0 { // the next one moves here
			moved := r.more[first.next-1]
			r.release(first.next)
			*first = moved
		}
		return
	}
	for to := &first.next; *to != 0; to = &r.more[*to-1].next {
		if place := *to; r.more[place-1].at == at {
			*to = r.more[place-1].next
			r.release(place)
			return
		}
	}
}

func (r *recent) release(place uint32) {
	r.more[place-1] = recentCall{next: r.free}
	r.free = place
}

// appendTimes appends the times of the calls to a number, in no order.
func (r *recent) appendTimes(calls []time.Time, number uint64) []time.Time {
	slot, known := r.numbers.find(number)
	if !known {
		return calls
	}
	for call := *r.numbers.value(slot); call.at != 0; call = r.more[call.next-1] {
		if calls = append(calls, time.Unix(int64(call.at), 0)); call.next == 0 {
			break
		}
	}
	return calls
}

package identity_test

import (
	"slices"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// oracle knows what was sent and what became of it, in the order of time, and no more of the program than the rules in force at
// that moment.
type oracle struct {
	fault func(format string, args ...any)
	sends []send
	// refusals are the sendings whose request, with no other contact, was refused: each may be recorded as an attempt.
	refusals []send
	// words is what is known of each contact at each number, and ofID the keys of an id there.
	words map[pair]word
	ofID  map[string][]pair
	// owners are the people who ever had a number, by number; most is how many rows had it in one run.
	owners map[string]map[int]bool
	most   map[string]int
	// placed and doubtful count the calls to a number that were accepted, and those of which that is not known.
	placed, doubtful map[string]int
	// reached are the contacts that were called.
	reached map[pair]bool
	// touched are the numbers and ids that were or may have been called, ever.
	touched map[string]bool
	// left is how many calls to a number the run in progress may place, where the id alone does not tell contacts apart.
	left map[string]int
	// unstable: too many ids belong to other contacts now, so that no contact may be called in this run.
	unstable bool
	// unsure: the oracle does not know whether they do.
	unsure bool
	// first: nothing was sent before this run.
	first bool
	// withIDs: some run had ids.
	withIDs bool
	// elsewhere are numbers that other campaigns have called, or perhaps, while nothing permits to call them again.
	elsewhere map[string]bool
}

// pair is a contact at a number: an id, or the n-th row with the number.
type pair struct {
	id, number string
	occurrence int
}

// send is one sending of a contact, and its end as far as it is known.
type send struct {
	pair

	attempt int
	place   string
	end     dialer.Disposition
}

func newOracle(fault func(string, ...any)) *oracle {
	return &oracle{
		fault: fault,
		words: map[pair]word{}, ofID: map[string][]pair{}, owners: map[string]map[int]bool{}, most: map[string]int{},
		placed: map[string]int{}, doubtful: map[string]int{}, reached: map[pair]bool{}, touched: map[string]bool{},
	}
}

// word is what is known of a contact by what was sent to a number: accepted if any attempt was, else the end of the last one.
type word struct {
	end dialer.Disposition
	// sent is how many attempts were sent, and highest the highest number of one.
	sent, highest int
	// open: the whole request of a later attempt was refused. Whether that is about the contact, the run finds out.
	open bool
}

// attempts is how many attempts count: the number of one also counts those of before there were ids.
func (w word) attempts() int { return max(w.sent, w.highest) }

// with returns the word after one more attempt, by its number.
func (w word) with(attempt int) word {
	w.sent, w.highest = w.sent+1, max(w.highest, attempt)
	return w
}

func (w word) placed() bool { return w.end == dialer.Accepted || w.end == dialer.Unknown }

// settled reports whether a run with these rules leaves the contact alone.
func (w word) settled(rules *screen.Rules) bool {
	return w.sent > 0 && !w.open && (w.end == dialer.Accepted || !rules.Retry.Has(w.end) || w.attempts() >= rules.MaxAttempts)
}

// update takes what was sent to a contact at a number.
func (o *oracle) update(p pair) {
	w := word{open: o.words[p].open}
	for i := range o.sends {
		if s := &o.sends[i]; s.pair == p {
			w = w.with(s.attempt)
			if w.end != dialer.Accepted {
				w.end = s.end
			}
		}
	}
	o.keep(p, w)
}

func (o *oracle) keep(p pair, w word) {
	if _, known := o.words[p]; !known && p.id != "" {
		o.ofID[p.id] = append(o.ofID[p.id], p)
	}
	o.words[p] = w
}

// byID returns what is known of an id at all numbers: an attempt at one settles no doubt about another.
func (o *oracle) byID(id string) word {
	all := word{}
	for _, p := range o.ofID[id] {
		w := o.words[p]
		all.sent += w.sent
		all.highest = max(all.highest, w.highest)
		all.open = all.open || w.open
		if all.end != dialer.Accepted && (w.placed() || all.end == "") {
			all.end = w.end
		}
	}
	return all
}

// sees takes a version of the contacts file.
func (o *oracle) sees(rows []person) {
	count := map[string]int{}
	for _, p := range rows {
		if o.owners[p.number] == nil {
			o.owners[p.number] = map[int]bool{}
		}
		o.owners[p.number][p.key] = true
		count[p.number]++
		o.most[p.number] = max(o.most[p.number], count[p.number])
	}
}

// begins takes the rules of a run, the rows that it will read, and their ids.
func (o *oracle) begins(r *setting, rows []person, ids []string) {
	o.sees(rows)
	o.first = len(o.sends) == 0
	o.left, o.unstable, o.unsure = nil, false, false
	o.withIDs = o.withIDs || r.rules.UseIDs
	if r.byID() {
		o.unstable = !r.piped && o.haveMoved(r, rows, ids)
		return
	}
	o.left = map[string]int{}
	for _, p := range rows {
		if !p.broken && (r.rules.Duplicates == screen.AllowDuplicates || o.left[p.number] == 0) {
			o.left[p.number]++
		}
	}
	for p, w := range o.words {
		if w.settled(&r.rules) {
			o.left[p.number]--
		}
	}
}

// haveMoved reports whether more than 20 or 1 percent of the ids that were called have another number now. An id is compared in
// its first row. A contact that is open may be in doubt.
func (o *oracle) haveMoved(r *setting, rows []person, ids []string) bool {
	met, compared, moved := map[string]bool{}, 0, 0
	for i, p := range rows {
		id := o.byID(ids[i])
		o.unsure = o.unsure || id.open
		if met[ids[i]] || p.broken && !id.settled(&r.rules) {
			continue
		}
		met[ids[i]] = true
		if p.broken || !dialer.IsE164(p.number) || !id.placed() {
			continue
		}
		compared++
		if w := o.words[pair{id: ids[i], number: p.number}]; !w.placed() {
			moved++
		}
	}
	return !o.unsure && (moved > 20 || moved*100 > compared)
}

// dialed checks one call that is about to be placed, or perhaps placed.
func (o *oracle) dialed(r *setting, s *send) {
	number, contact, allowed := s.number, o.words[s.pair], 1
	switch {
	case r.rules.Duplicates == screen.AllowDuplicates && o.withIDs:
		allowed = len(o.owners[number])
	case r.rules.Duplicates == screen.AllowDuplicates:
		allowed = o.most[number]
	}
	if r.byID() {
		contact = o.byID(s.id)
	}
	if r.rules.Retry.Has(dialer.Unknown) { // the operator takes the risk
		o.doubtful[number] = 0
	}
	switch {
	case o.unstable:
		o.fault("%v was called by ids that are those of others now", s.pair)
	case o.elsewhere[number]:
		o.fault("%s was called by the campaign of another results file", number)
	case r.listed[number]:
		o.fault("%s is on a list", number)
	case o.placed[number]+o.doubtful[number] >= allowed:
		o.fault("%s was called %d times and perhaps %d times more; %d allowed", number, o.placed[number], o.doubtful[number], allowed)
	case o.left != nil && o.left[number] <= 0:
		o.fault("%v: all rows have a call or a settled last word", s.pair)
	case contact.settled(&r.rules):
		o.fault("%v has %d attempts and is %s; %d allowed, retry %v", s.pair, contact.attempts(), contact.end, r.rules.MaxAttempts, r.rules.Retry)
	case s.attempt > r.rules.MaxAttempts:
		o.fault("%v: attempt %d; %d allowed", s.pair, s.attempt, r.rules.MaxAttempts)
	case s.attempt > o.nextAttempt(s.pair):
		o.fault("%v: attempt %d; after what was sent it is number %d at most", s.pair, s.attempt, o.nextAttempt(s.pair))
	}
}

// nextAttempt is the highest number that the next attempt may have: all that was sent to the number or for the id comes before it.
func (o *oracle) nextAttempt(p pair) int {
	var before word
	for _, s := range slices.Concat(o.sends, o.refusals) {
		if s.number == p.number || p.id != "" && s.id == p.id {
			before = before.with(s.attempt)
		}
	}
	return before.attempts() + 1
}

// answered takes what became of a call: accepted, rejected, or not known.
func (o *oracle) answered(r *setting, s send) {
	for i := range o.sends {
		b := &o.sends[i]
		same := s.pair == b.pair || r.byID() && s.id == b.id
		if same && s.attempt == b.attempt {
			o.fault("two attempts of %v have the number %d", s.pair, s.attempt)
		}
	}
	o.sends = append(o.sends, s)
	o.open(s.pair, false)
	o.update(s.pair)
	if o.left != nil {
		o.left[s.number]--
	}
	switch s.end {
	case dialer.Accepted:
		o.accept(&s)
	case dialer.Unknown:
		o.doubtful[s.number]++
	default:
		return
	}
	o.touched[s.number], o.touched["id "+s.id] = true, true
}

// refused takes a sending of a contact whose request, with no other one, was refused.
func (o *oracle) refused(s send) {
	o.refusals = append(o.refusals, s)
	o.open(s.pair, true)
}

func (o *oracle) open(p pair, open bool) {
	w := o.words[p]
	w.open = open
	o.keep(p, w)
}

// found takes what the log has of a call that was in doubt. Where the operator took the risk of a second call to a contact,
// and both were accepted, they count as the one that was allowed.
func (o *oracle) found(at string, d dialer.Disposition) {
	for i := range o.sends {
		s := &o.sends[i]
		if s.place != at {
			continue
		}
		s.end = d
		o.update(s.pair)
		o.doubtful[s.number] = max(0, o.doubtful[s.number]-1)
		if d == dialer.Accepted {
			o.accept(s)
		}
	}
}

func (o *oracle) accept(s *send) {
	if !o.reached[s.pair] {
		o.placed[s.number]++
	}
	o.reached[s.pair] = true
}

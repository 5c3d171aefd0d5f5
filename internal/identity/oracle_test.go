package identity_test

import (
	"fmt"

	"bulkdial/dialer"
	"bulkdial/dialer/screen"
)

// oracle knows who was dialed, and no more of the program than the rules in force at that moment.
type oracle struct {
	faults []string
	// owners are the people who ever had a number, by number; most is how many rows had it in one run.
	owners map[string]map[int]bool
	most   map[string]int
	// placed and doubtful count the calls to a number that were accepted, and those of which that is not known.
	placed, doubtful map[string]int
	// attempts counts what was sent to a contact, as the request names it.
	attempts map[string]int
	// reached are the contacts that were called, by number and name.
	reached map[string]bool
	// called and inDoubt are the contacts of which some call was accepted, or is in doubt, by name.
	called, inDoubt map[string]bool
	// touched are the numbers and contacts that were or may have been called, ever.
	touched map[string]bool
}

func newOracle() *oracle {
	return &oracle{
		owners: map[string]map[int]bool{}, most: map[string]int{}, placed: map[string]int{}, doubtful: map[string]int{},
		attempts: map[string]int{}, reached: map[string]bool{}, called: map[string]bool{}, inDoubt: map[string]bool{}, touched: map[string]bool{},
	}
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

// dialed checks one call that is about to be placed, or perhaps placed.
func (o *oracle) dialed(r *setting, a *dialer.Attempt, occurrence int) {
	number, who := a.Contact.Number, contactName(a.Contact.ID, a.Contact.Number, occurrence)
	allowed := 1
	switch {
	case r.rules.Duplicates == screen.AllowDuplicates && r.anyIDs:
		allowed = len(o.owners[number])
	case r.rules.Duplicates == screen.AllowDuplicates:
		allowed = o.most[number]
	}
	if r.rules.Retry.Has(dialer.Unknown) { // the operator takes the risk
		o.doubtful[number] = 0
		delete(o.inDoubt, who)
	}
	switch {
	case r.listed[number]:
		o.fault("%s is on a list", number)
	case o.placed[number]+o.doubtful[number] >= allowed:
		o.fault("%s was called %d times and perhaps %d times more; %d allowed", number, o.placed[number], o.doubtful[number], allowed)
	case o.called[who] || o.inDoubt[who]:
		o.fault("%s was called, or perhaps, with this number or another", who)
	case a.Number > r.rules.MaxAttempts || o.attempts[who] >= r.rules.MaxAttempts:
		o.fault("%s: attempt %d, the %d. that was sent; %d allowed", who, a.Number, o.attempts[who]+1, r.rules.MaxAttempts)
	}
}

// answered takes what became of a call: accepted, rejected, or not known.
func (o *oracle) answered(a *dialer.Attempt, occurrence int, d dialer.Disposition) {
	number, who := a.Contact.Number, contactName(a.Contact.ID, a.Contact.Number, occurrence)
	o.attempts[who]++
	switch d {
	case dialer.Accepted:
		o.accept(number, who)
	case dialer.Unknown:
		o.doubtful[number]++
		o.inDoubt[who] = true
	default:
		return
	}
	o.touched[number], o.touched[who] = true, true
}

// found takes what the log has of a call that was in doubt. Where the operator took the risk of a second call to a contact,
// and both were accepted, they count as the one that was allowed.
func (o *oracle) found(r *dialer.Result) {
	who := contactName(r.ID, r.Number, r.Batch.Occurrence())
	o.doubtful[r.Number] = max(0, o.doubtful[r.Number]-1)
	delete(o.inDoubt, who)
	if r.Disposition == dialer.Accepted {
		o.accept(r.Number, who)
	}
}

func (o *oracle) accept(number, who string) {
	if !o.reached[number+who] {
		o.placed[number]++
	}
	o.reached[number+who], o.called[who] = true, true
}

func (o *oracle) fault(format string, args ...any) {
	o.faults = append(o.faults, fmt.Sprintf(format, args...))
}

// contactName is how a request names a contact.
func contactName(id, number string, occurrence int) string {
	if id != "" {
		return "id " + id
	}
	return fmt.Sprint("row ", occurrence, " with ", number)
}

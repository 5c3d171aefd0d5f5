package dialer

// Tally counts contacts by their last word.
type Tally struct {
	// Rows is how many contacts were counted.
	Rows int `json:"rows"`
	// Accepted, Rejected and Unknown contacts were sent; Invalid, Duplicate, Suppressed and Expired ones were skipped.
	Accepted   int `json:"accepted"`
	Rejected   int `json:"rejected"`
	Unknown    int `json:"unknown"`
	Invalid    int `json:"invalid"`
	Duplicate  int `json:"duplicate"`
	Suppressed int `json:"suppressed"`
	Expired    int `json:"expired"`
	// Pending contacts are still to be called.
	Pending int `json:"pending"`
	// Hidden counts the contacts whose row the sheet does not show. Each of them also counts by its last word.
	Hidden int `json:"hidden"`

	// Outcomes counts the accepted contacts whose last call has ended, as far as is known; the calls of the others are InProgress.
	Outcomes OutcomeTally `json:"-"`
}

// InProgress is how many accepted contacts have a call of which no end is known.
func (t *Tally) InProgress() int { return max(0, t.Accepted-t.Outcomes.Total()) }

// count returns the field of a disposition; that of the empty one is Pending.
func (t *Tally) count(d Disposition) *int {
	switch d {
	case Accepted:
		return &t.Accepted
	case Rejected:
		return &t.Rejected
	case Unknown:
		return &t.Unknown
	case Invalid:
		return &t.Invalid
	case Duplicate:
		return &t.Duplicate
	case Suppressed:
		return &t.Suppressed
	case Expired:
		return &t.Expired
	}
	return &t.Pending
}

// Of returns how many contacts have a disposition as their last word.
func (t *Tally) Of(d Disposition) int { return *t.count(d) }

// Add counts one contact by its last word; the empty word means that it is pending.
func (t *Tally) Add(d Disposition) {
	t.Rows++
	*t.count(d)++
}

// Plus counts the contacts of another tally too.
func (t *Tally) Plus(other Tally) {
	t.Rows += other.Rows
	t.Pending += other.Pending
	t.Hidden += other.Hidden
	for _, d := range Dispositions() {
		*t.count(d) += other.Of(d)
	}
	t.Outcomes.Add(other.Outcomes)
}

// Settle takes in the results of a run: each of their contacts was pending before.
func (t *Tally) Settle(results Tally) {
	t.Plus(results)
	t.Rows -= results.Rows
	t.Pending -= results.Rows
}

// Clean reports whether every contact is settled, none of them rejected, unknown or invalid.
func (t *Tally) Clean() bool { return t.Pending+t.Rejected+t.Unknown+t.Invalid == 0 }

// OutcomeTally counts ended calls by their outcome.
type OutcomeTally struct {
	// Answered calls were taken by a person or a machine; NoAnswer ones rang in vain; Busy ones found the line taken; Failed ones reached
	// nobody; Canceled ones were ended through the API; Other ones ended in a way that is not known.
	Answered int `json:"answered"`
	NoAnswer int `json:"no_answer"`
	Busy     int `json:"busy"`
	Failed   int `json:"failed"`
	Canceled int `json:"canceled"`
	Other    int `json:"other"`
}

// count returns the field of an outcome; that of a text which is none is Other.
func (t *OutcomeTally) count(o Outcome) *int {
	switch o {
	case OutcomeAnswered:
		return &t.Answered
	case OutcomeNoAnswer:
		return &t.NoAnswer
	case OutcomeBusy:
		return &t.Busy
	case OutcomeFailed:
		return &t.Failed
	case OutcomeCanceled:
		return &t.Canceled
	case OutcomeOther:
	}
	return &t.Other
}

// Of returns how many calls have ended with an outcome.
func (t *OutcomeTally) Of(o Outcome) int { return *t.count(o) }

// Ended counts one call that has ended. In a Tally, it was in progress before.
func (t *OutcomeTally) Ended(o Outcome) { *t.count(o)++ }

// Total is how many calls have ended.
func (t *OutcomeTally) Total() int {
	n := 0
	for _, o := range Outcomes() {
		n += t.Of(o)
	}
	return n
}

// Add counts the calls of another tally too.
func (t *OutcomeTally) Add(other OutcomeTally) {
	for _, o := range Outcomes() {
		*t.count(o) += other.Of(o)
	}
}

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

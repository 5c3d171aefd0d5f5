package dialer

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

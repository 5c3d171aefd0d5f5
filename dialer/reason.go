package dialer

// Reason says why a row is not called, or what was repaired in it.
type Reason struct {
	// Code is a word for machines, as in `number_too_short`; it becomes the result's error_code.
	Code string
	// Cause says in a few words what is wrong, and Remedy what to do about it. Neither names a row or quotes a number,
	// so that rows with one cause can be told of together. Remedy may be empty.
	Cause, Remedy string
}

// String is the reason as one sentence.
func (r Reason) String() string {
	if r.Remedy == "" {
		return r.Cause
	}
	return r.Cause + ": " + r.Remedy
}

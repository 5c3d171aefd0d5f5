package dialer

import "errors"

// Suppression holds the lists of numbers that must not be called; csvio implements it. Its methods may be
// called from several goroutines at once.
type Suppression interface {
	// Refresh reads the lists that have changed since they were read. It is called before a pass over the contacts and
	// before each request. The error says that a list cannot be read whole: nobody may be called then.
	Refresh() error
	// List returns the name of a list that holds a number of E.164, or the empty string.
	List(number string) string
}

// ErrSuppression ends a run whose suppression lists cannot be read.
var ErrSuppression = errors.New("a suppression list that has changed cannot be read again")

// noSuppression is the Suppression of a campaign without lists.
type noSuppression struct{}

func (noSuppression) Refresh() error     { return nil }
func (noSuppression) List(string) string { return "" }

// listed is the reason for which a number is not called.
func listed(list string) Reason {
	return Reason{Code: "suppression_list", Cause: "the number is on the list " + list}
}

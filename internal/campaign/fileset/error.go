package fileset

import (
	"fmt"

	"bulkdial/dialer"
)

// Error says that a file cannot be what it was named for: nothing changes until the operator names another.
type Error struct{ Err error }

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

func errorf(format string, args ...any) error { return &Error{fmt.Errorf(format, args...)} }

// resultsError returns a *dialer.FieldError about the name of the results.
func resultsError(format string, args ...any) error {
	return &dialer.FieldError{Field: "Results", Err: fmt.Errorf(format, args...)}
}

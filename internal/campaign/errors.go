package campaign

import (
	"errors"
	"fmt"

	"bulkdial/dialer"
)

// UsageError says that a command cannot work with what it was given: nothing changes until the operator changes something.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usagef returns a *UsageError with a text as fmt.Errorf makes it.
func Usagef(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// fieldError returns a *dialer.FieldError about a field of a Config.
func fieldError(field, format string, args ...any) error {
	return &dialer.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}

// recordError makes an error of a write to the ledger a dialer.ErrRecord.
func recordError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", dialer.ErrRecord, err)
}

// fileError is an error with the name of the file that it is about.
type fileError struct {
	name string
	err  error
}

func (e fileError) Error() string { return e.name + ": " + e.err.Error() }
func (e fileError) Unwrap() error { return e.err }

// isRow reports whether an error is about one row: the sequence of contacts goes on after it.
func isRow(err error) bool {
	_, row := errors.AsType[*dialer.RowError](err)
	return row
}

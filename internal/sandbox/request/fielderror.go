package request

import (
	"errors"
	"fmt"
)

// The errors of a field or a parameter that the API does not have, and of one that must be there.
var (
	errUnknownField = errors.New("is unknown")
	errRequired     = errors.New("is required")
)

// fieldError is the error of the value at a path such as `body.outbound_calls[2].to_number`.
type fieldError struct {
	path  string
	cause error
}

func (e *fieldError) Error() string {
	return e.path + ": " + e.cause.Error()
}

func (e *fieldError) Unwrap() error { return e.cause }

// within puts a step before the path of an error. A syntax error has no path, only an offset.
func within(step string, err error) error {
	if _, ok := errors.AsType[*syntaxError](err); ok {
		return err
	}
	if e, ok := errors.AsType[*fieldError](err); ok {
		e.path = step + e.path
		return e
	}
	return &fieldError{path: step, cause: err}
}

// syntaxError says that the body is not JSON.
type syntaxError struct {
	offset int64 // bytes
	cause  error
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("the body is not JSON, at byte %d: %v", e.offset, e.cause)
}

func (e *syntaxError) Unwrap() error { return e.cause }

package csvio

import (
	"fmt"
	"strings"
)

// HeaderError reports that contacts cannot be read until the file or a flag is changed.
type HeaderError struct {
	// Line is the physical line of the header, from 1.
	Line int
	// Reason says in plain words what is wrong and what to do.
	Reason string
}

func (e *HeaderError) Error() string { return fmt.Sprintf("header (line %d): %s", e.Line, e.Reason) }

const saveAsUTF8 = "save it as CSV UTF-8 (comma delimited)"

// InputError reports that an input cannot be read beyond a line.
type InputError struct {
	// Line is the physical line, from 1, on which the trouble begins.
	Line int
	// Reason says in plain words what is wrong and what to do.
	Reason string
	// Err is the error of the reader; nil where the content is to blame and not the machine.
	Err error
}

func (e *InputError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: %s", e.Line, e.Reason)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return b.String()
}

func (e *InputError) Unwrap() error { return e.Err }

package csvio

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
)

// HeaderError reports that contacts cannot be read until the file or a flag is changed.
type HeaderError struct {
	// Line is the physical line of the header, from 1.
	Line int
	// Place is what Line counts: empty for the lines of a text, "row" for the rows of a sheet.
	Place string
	// Reason says in plain words what is wrong and what to do.
	Reason string
}

func (e *HeaderError) Error() string {
	return oneLine(fmt.Sprintf("header (%s %d): %s", placeWord(e.Place), e.Line, e.Reason))
}

// InputError reports that an input cannot be read beyond a line.
type InputError struct {
	// Line is the physical line, from 1, on which the trouble begins.
	Line int
	// Place is what Line counts: empty for the lines of a text, "row" for the rows of a sheet.
	Place string
	// Reason says in plain words what is wrong and what to do.
	Reason string
	// Err is the error of the reader; nil where the content is to blame and not the machine.
	Err error
}

func (e *InputError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d: %s", placeWord(e.Place), e.Line, e.Reason)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return oneLine(b.String())
}

func (e *InputError) Unwrap() error { return e.Err }

// ChangedError reports that a file is no longer what an earlier pass over it has read, so that what was found out by
// that pass does not hold for it.
type ChangedError struct {
	// Offset and Length say which of the bytes that were read before are not there any more, Offset counted from 0.
	Offset, Length int64
	// Cut: the file ends before them, at Size. Else there are other bytes.
	Cut  bool
	Size int64
}

func (e *ChangedError) Error() string {
	what := fmt.Sprintf("bytes %d to %d are not those that were checked first", e.Offset+1, e.Offset+e.Length)
	if e.Cut {
		what = fmt.Sprintf("it was cut to %d bytes, and at least %d were checked first", e.Size, e.Offset+e.Length)
	}
	return "the file was changed during the run: " + what +
		"; nothing from there on was used: run the same command again to go on with the file as it is now"
}

func placeWord(place string) string { return cmp.Or(place, "line") }

// oneLine returns a message without the line breaks that the error of another package may bring along.
func oneLine(message string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(message)
}

// The remedies that more than one error names.
const (
	saveAsUTF8   = "save it as CSV UTF-8 (comma delimited)"
	nameEncoding = "name its encoding, such as --encoding windows-1252 for what Excel saves as plain CSV"
	notUTF8      = "the text is not UTF-8: save it as CSV UTF-8, or " + nameEncoding
	holdsNUL     = "the text holds NUL bytes, so it is UTF-16 without a byte order mark (--encoding utf-16le) or no text: " + saveAsUTF8
)

// inputError returns the error for an input that can be read no further than a line.
func inputError(line int, err error) *InputError {
	decode, undecodable := errors.AsType[decodeError](err)
	switch {
	case undecodable:
		return &InputError{Line: line, Reason: decode.Error()}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &InputError{Line: line, Reason: "the compressed input is cut off: copy or compress the file again", Err: err}
	case isDamaged(err):
		return &InputError{Line: line, Reason: "the compressed input is damaged: copy or compress the file again", Err: err}
	}
	return &InputError{Line: line, Reason: "the input cannot be read further", Err: err}
}

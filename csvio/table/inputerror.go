package table

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"bulkdial/dialer"
)

// HeaderError reports that an input cannot be read until the file or the configuration changes.
type HeaderError struct {
	// Row is the row of the fault as a spreadsheet shows it, from 1, as in Row.SheetRow.
	Row int
	// Reason says in plain words what is wrong and what to do.
	Reason string
	// Field is the configuration field that the remedy is about; empty where it is none.
	Field string
	// Empty: there is nothing in the file.
	Empty bool
	// Err is the error of the reader, which is not part of the text; nil for a fault of the content.
	Err error
}

// FieldName returns Field.
func (e *HeaderError) FieldName() string { return e.Field }

func (e *HeaderError) Error() string {
	if e.Row <= 1 { // where a header is
		return oneLine(e.Reason)
	}
	return oneLine(fmt.Sprintf("row %d: %s", e.Row, e.Reason))
}

func (e *HeaderError) Unwrap() error { return e.Err }

// InputError reports that an input cannot be read any further.
type InputError struct {
	// Row is the row in which the fault begins as a spreadsheet shows it, from 1, as in Row.SheetRow; 0: the file has no rows.
	Row int
	// Line is the physical line of a text, from 1, on which the fault begins; 0: that of Row.
	Line int
	// Reason says in plain words what is wrong and what to do.
	Reason string
	// Field is the configuration field that the remedy is about; empty where it is none.
	Field string
	// Err is the error of the reader, which is not part of the text; nil for a fault of the content.
	Err error
}

// FieldName returns Field.
func (e *InputError) FieldName() string { return e.Field }

func (e *InputError) Error() string {
	where := fmt.Sprintf("row %d", e.Row)
	switch {
	case e.Row == 0:
		where = fmt.Sprintf("line %d", e.Line)
	case e.Line > 0 && e.Line != e.Row:
		where += fmt.Sprintf(" (line %d)", e.Line)
	}
	return oneLine(where + ": " + e.Reason)
}

func (e *InputError) Unwrap() error { return e.Err }

// ChangedError reports that a file has changed since an earlier pass read it, so the results of that pass do not hold.
type ChangedError struct {
	// Offset, from 0, and Length are the bytes that changed.
	Offset, Length int64
	// Cut: the file now ends before the last of these bytes, at Size. Else it holds other bytes there.
	Cut  bool
	Size int64
}

// Unwrap returns dialer.ErrContactsChanged, which stops a run at once.
func (e *ChangedError) Unwrap() error { return dialer.ErrContactsChanged }

func (e *ChangedError) Error() string {
	what := fmt.Sprintf("bytes %d to %d have changed", e.Offset+1, e.Offset+e.Length)
	if e.Cut {
		what = fmt.Sprintf("it was cut to %d bytes, but an earlier pass read at least %d", e.Size, e.Offset+e.Length)
	}
	return "the file was changed during the run: " + what +
		"; nothing from there on was used: run the same command again to continue with the changed file"
}

// oneLine removes the line breaks that the error of another package may have.
func oneLine(message string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(message)
}

// The fields that more than one error is about.
const (
	fieldEncoding    = "Encoding"
	fieldMaxRowBytes = "MaxRowBytes"
)

// fieldErrorf returns an error about a field of the configuration.
func fieldErrorf(field, format string, args ...any) error {
	return &dialer.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}

// Texts that more than one error uses.
const (
	saveAsUTF8   = "save it as CSV UTF-8 (comma delimited)"
	nameEncoding = "name its encoding, such as windows-1252 for what Excel saves as plain CSV"
	notUTF8      = "the text is not UTF-8: save it as CSV UTF-8, or " + nameEncoding
	holdsNUL     = "the text holds NUL bytes: it is not text, or UTF-16 without a byte order mark (encoding utf-16le): " + saveAsUTF8
)

// inputError returns the error for an input that cannot be read beyond a line.
func inputError(row int, err error) *InputError {
	decode, undecodable := errors.AsType[decodeError](err)
	packed, damaged := errors.AsType[damagedError](err)
	switch {
	case undecodable:
		return &InputError{Row: row, Reason: decode.Error(), Field: fieldEncoding}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &InputError{Row: row, Reason: "the compressed input is cut off: copy or compress the file again", Err: err}
	case damaged:
		return &InputError{Row: row, Reason: packed.reason(), Err: err}
	}
	return &InputError{Row: row, Reason: fmt.Sprintf("the input cannot be read further (%v)", err), Err: err}
}

package dialer

import (
	"cmp"
	"errors"
	"strconv"
)

// The reasons for which a run, or what follows and clears up its calls, cannot go on. The engine has more of its own.
var (
	// ErrDenied: the API refuses every request alike until the key, agent, number or plan changes.
	ErrDenied = errors.New("the API refuses the request")
	// ErrOutage: too many requests in a row had no good answer, or the API had no room for too long. A later run may fare
	// better.
	ErrOutage = errors.New("no good answer")
	// ErrRecord: the record cannot be written.
	ErrRecord = errors.New("the record cannot be written")
)

// saying is what an answer says to people: its status, where there is one, a code of the API's own, and the message.
func saying(status int, code, message string) string {
	if status == 0 {
		return cmp.Or(message, code)
	}
	text := "HTTP " + strconv.Itoa(status)
	if code != "" && code != "http_"+strconv.Itoa(status) {
		text += " " + code
	}
	if message != "" {
		text += ": " + message
	}
	return text
}

// denied is the error for an answer after which every other request would be refused too. It wraps ErrDenied.
func denied(status int, said string) error {
	switch status {
	case 0: // a proxy says it
		return &deniedError{said}
	case 401:
		return &FieldError{"APIKey", &deniedError{"the API refuses the key (" + said + "): check it"}}
	default:
		return &deniedError{ErrDenied.Error() + ": " + said}
	}
}

// deniedError is ErrDenied in other words.
type deniedError struct{ text string }

func (e *deniedError) Error() string { return e.text }
func (e *deniedError) Unwrap() error { return ErrDenied }

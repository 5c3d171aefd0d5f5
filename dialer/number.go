package dialer

import "strings"

// Numbers turns the cell of a number column into E.164. internal/phone implements it.
type Numbers interface {
	// E164 returns the number as `+` and 7 to 15 digits. The error is a *NumberError.
	// Of a number that E164 returned it returns the same.
	E164(cell string) (string, error)
}

// NumberError says why a cell is no number that can be called.
type NumberError struct {
	// Code is a word for machines, as in `number_too_short`; it becomes the result's error_code.
	Code string
	// Reason says in one line what is wrong and what to do.
	Reason string
}

func (e *NumberError) Error() string { return e.Reason }

// MaskNumber hides the middle of a phone number for logs and terminals: `+14155552671` becomes `+1415•••2671`.
// Of a short or odd one it shows nothing that could be dialed.
func MaskNumber(number string) string {
	const head, tail = 5, 4
	if len(number) < head+tail+2 {
		return strings.Repeat("•", min(len(number), 3))
	}
	return number[:head] + "•••" + number[len(number)-tail:]
}

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

// MaskNumbers masks, as MaskNumber does, each run of 7 or more digits in a text, with a `+` before it or not.
func MaskNumbers(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		end := i
		if text[end] == '+' {
			end++
		}
		first := end
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		switch {
		case end-first >= 7:
			out.WriteString(MaskNumber(text[i:end]))
		case end == i:
			end++
			out.WriteByte(text[i])
		default:
			out.WriteString(text[i:end])
		}
		i = end
	}
	return out.String()
}

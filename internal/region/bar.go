package region

import "strings"

// Bar is a bar that is filled as far as Done is of Total.
type Bar struct{ Done, Total int }

// The widths of a bar, with its ends.
const (
	leastBar = 12
	mostBar  = 42
)

// draw returns the bar in a number of columns.
func (b *Bar) draw(columns int) string {
	inside := columns - len("[]")
	filled := 0
	if b.Total > 0 {
		filled = int(int64(inside) * int64(min(max(0, b.Done), b.Total)) / int64(b.Total))
	}
	tip := ""
	if filled > 0 && filled < inside {
		filled, tip = filled-1, ">"
	}
	return "[" + strings.Repeat("=", filled) + tip + strings.Repeat("-", inside-filled-len(tip)) + "]"
}

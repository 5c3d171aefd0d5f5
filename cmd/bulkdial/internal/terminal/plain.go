package terminal

import (
	"cmp"
	"strings"
)

// Dumb reports whether the terminal cannot move its cursor.
func (p Process) Dumb() bool { return p.Getenv("TERM") == "dumb" }

// Plain reports whether the terminal is to have plain text: no colors, and a cursor that stays where it is.
func (p Process) Plain() bool { return p.Dumb() || p.Getenv("NO_COLOR") != "" }

// Blocks reports whether standard output is a terminal that shows block characters.
func (p Process) Blocks() bool {
	out, isFile := p.Stdout.(interface{ Fd() uintptr })
	locale := cmp.Or(p.Getenv("LC_ALL"), p.Getenv("LC_CTYPE"), p.Getenv("LANG"))
	unicode := strings.Contains(strings.ReplaceAll(strings.ToLower(locale), "-", ""), "utf8")
	return isFile && IsTerminal(out) && unicode && !p.Dumb()
}

package main

import (
	"time"

	"bulkdial/cmd/bulkdial/internal/fault"
)

// progressForm is how a command shows how far it has come.
type progressForm int

const (
	noProgress progressForm = iota
	// barProgress is a bar that moves the cursor, plainProgress a line of text every plainEvery, and eventProgress an event of the log
	// every eventEvery.
	barProgress
	plainProgress
	eventProgress
)

const (
	plainEvery = 10 * time.Second
	eventEvery = 30 * time.Second
)

// progressForm returns the form that --progress asks for.
func (p process) progressForm(value string) (progressForm, error) {
	switch value {
	case "auto":
		switch {
		case !terminal(p.stderr):
			return eventProgress, nil
		case p.plain():
			return plainProgress, nil
		}
		return barProgress, nil
	case "on":
		if p.dumb() {
			return plainProgress, nil
		}
		return barProgress, nil
	case "plain":
		return plainProgress, nil
	case "off":
		return noProgress, nil
	}
	return noProgress, fault.Usagef("--progress %q is not one of auto, on, plain, off", value)
}

// dumb reports whether the terminal cannot move its cursor.
func (p process) dumb() bool { return p.getenv("TERM") == "dumb" }

// plain reports whether the terminal is to have plain text: no colors, and a cursor that stays where it is.
func (p process) plain() bool { return p.dumb() || p.getenv("NO_COLOR") != "" }

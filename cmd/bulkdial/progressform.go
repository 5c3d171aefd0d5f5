package main

import (
	"time"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/terminal"
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

// formOf returns the form that --progress asks for.
func formOf(p terminal.Process, value string) (progressForm, error) {
	switch value {
	case "auto":
		switch {
		case !terminal.IsTerminal(p.Stderr):
			return eventProgress, nil
		case p.Plain():
			return plainProgress, nil
		}
		return barProgress, nil
	case "on":
		if p.Dumb() {
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

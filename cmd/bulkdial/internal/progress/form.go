package progress

import (
	"time"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/terminal"
)

// Form is how a command shows how far it has come.
type Form int

// The forms: nothing, a bar that moves the cursor, a line of text every plainEvery, and an event of the log every eventEvery.
const (
	FormNone Form = iota
	FormBar
	FormPlain
	FormEvents
)

const (
	plainEvery = 10 * time.Second
	eventEvery = 30 * time.Second
)

// FormOf returns the form that --progress asks for.
func FormOf(p terminal.Process, value string) (Form, error) {
	switch value {
	case "auto":
		switch {
		case !terminal.IsTerminal(p.Stderr):
			return FormEvents, nil
		case p.Plain():
			return FormPlain, nil
		}
		return FormBar, nil
	case "on":
		if p.Dumb() {
			return FormPlain, nil
		}
		return FormBar, nil
	case "plain":
		return FormPlain, nil
	case "off":
		return FormNone, nil
	}
	return FormNone, fault.Usagef("--progress %q is not one of auto, on, plain, off", value)
}

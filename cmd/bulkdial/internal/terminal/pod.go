package terminal

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"bulkdial/internal/region"
)

// InPod reports whether the program runs in a container of Kubernetes and no person looks on: then all that it writes is JSON, one
// value a line, because what collects its output takes each line for an event.
func (p Process) InPod() bool {
	if p.Getenv("KUBERNETES_SERVICE_HOST") == "" || IsTerminal(p.Stderr) {
		return false
	}
	out, isFile := p.Stdout.(interface{ Fd() uintptr })
	return !isFile || !IsTerminal(out)
}

// JSONInPod lets --json, where a command has it and no layer gives it, be on in a pod.
func (p Process) JSONInPod(flags *pflag.FlagSet) error {
	asJSON := flags.Lookup("json")
	if asJSON == nil || asJSON.Changed || !p.InPod() {
		return nil
	}
	return asJSON.Value.Set("true") //nolint:wrapcheck // it never fails
}

// PrintJSON prints a value for machines.
func (p Process) PrintJSON(v any) error {
	if p.InPod() {
		return json.NewEncoder(p.Stdout).Encode(v) //nolint:wrapcheck // nothing to add
	}
	return WriteJSON(p.Stdout, v)
}

// Note says something on standard error that belongs to no log.
func (p Process) Note(text string) { p.Say(zerolog.InfoLevel, text, func(*zerolog.Event) {}) }

// Warn does so for what is probably not meant.
func (p Process) Warn(text string) { p.Say(zerolog.WarnLevel, text, func(*zerolog.Event) {}) }

// Say says something at a level: as text for people or, in a pod, as an event, to which about adds fields.
func (p Process) Say(level zerolog.Level, text string, about func(*zerolog.Event)) {
	if !p.InPod() {
		_, _ = io.WriteString(p.Region, Saying(level, text))
		return
	}
	logger := zerolog.New(p.Region).With().Timestamp().Logger()
	e := logger.WithLevel(level)
	about(e)
	e.Msg(text)
}

// Saying is a text for people at a level.
func Saying(level zerolog.Level, text string) string {
	switch level { //nolint:exhaustive // others are said as they are
	case zerolog.InfoLevel:
		text = "note: " + text
	case zerolog.WarnLevel:
		text = "warning: " + text
	}
	return fmt.Sprintln("bulkdial: " + region.Printable(text))
}

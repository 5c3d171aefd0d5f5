package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"bulkdial/internal/region"
)

// inPod reports whether the program runs in a container of Kubernetes and no person looks on: then all that it writes is JSON, one
// value a line, because what collects its output takes each line for an event.
func (p process) inPod() bool {
	if p.getenv("KUBERNETES_SERVICE_HOST") == "" || terminal(p.stderr) {
		return false
	}
	out, isFile := p.stdout.(interface{ Fd() uintptr })
	return !isFile || !terminal(out)
}

// jsonInPod lets --json, where a command has it and no layer gives it, be on in a pod.
func (p process) jsonInPod(flags *pflag.FlagSet) error {
	asJSON := flags.Lookup("json")
	if asJSON == nil || asJSON.Changed || !p.inPod() {
		return nil
	}
	return asJSON.Value.Set("true") //nolint:wrapcheck // it never fails
}

// printJSON prints a value for machines.
func (p process) printJSON(v any) error {
	if p.inPod() {
		return json.NewEncoder(p.stdout).Encode(v) //nolint:wrapcheck // nothing to add
	}
	return writeJSON(p.stdout, v)
}

// note and warn say something on standard error that belongs to no log.
func (p process) note(text string) { p.say(zerolog.InfoLevel, text, func(*zerolog.Event) {}) }
func (p process) warn(text string) { p.say(zerolog.WarnLevel, text, func(*zerolog.Event) {}) }

// say says something at a level: as text for people or, in a pod, as an event, to which about adds fields.
func (p process) say(level zerolog.Level, text string, about func(*zerolog.Event)) {
	if !p.inPod() {
		_, _ = io.WriteString(p.region, saying(level, text))
		return
	}
	logger := zerolog.New(p.region).With().Timestamp().Logger()
	e := logger.WithLevel(level)
	about(e)
	e.Msg(text)
}

// saying is a text for people at a level.
func saying(level zerolog.Level, text string) string {
	switch level { //nolint:exhaustive // others are said as they are
	case zerolog.InfoLevel:
		text = "note: " + text
	case zerolog.WarnLevel:
		text = "warning: " + text
	}
	return fmt.Sprintln("bulkdial: " + region.Printable(text))
}

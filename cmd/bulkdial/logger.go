package main

import (
	"io"
	"os"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/fault"
)

// clockOfDay is how a time of today is written for people: as the clock of this machine shows it, with how far that is from UTC.
const clockOfDay = "15:04:05Z07:00"

// newLogger returns the logger for format and level, which are the values of --log-format and --log-level. It writes
// to out, which is standard error.
func (p process) newLogger(format, level string, out io.Writer) (zerolog.Logger, error) {
	var nop zerolog.Logger
	var least zerolog.Level
	switch level { // zerolog.ParseLevel accepts other values
	case "debug":
		least = zerolog.DebugLevel
	case "info":
		least = zerolog.InfoLevel
	case "warn":
		least = zerolog.WarnLevel
	case "error":
		least = zerolog.ErrorLevel
	default:
		return nop, fault.Usagef("--log-level %q is not one of debug, info, warn, error", level)
	}
	switch {
	case p.forPeople(format):
		out = zerolog.ConsoleWriter{Out: out, TimeFormat: clockOfDay, NoColor: !terminal(p.stderr) || p.plain()}
	case format != "json" && format != "auto":
		return nop, fault.Usagef("--log-format %q is not one of auto, console, json", format)
	}
	return zerolog.New(zerolog.SyncWriter(out)).Level(least).With().Timestamp().Logger(), nil
}

// forPeople reports whether a --log-format makes log lines for people, and not for machines.
func (p process) forPeople(format string) bool {
	return format == "console" || format == "auto" && terminal(p.stderr)
}

// host is the name of this machine, as part of the holder of a ledger.
func host() string {
	name, err := os.Hostname()
	if err != nil {
		return "this machine"
	}
	return name
}

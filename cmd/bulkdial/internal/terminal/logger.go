package terminal

import (
	"io"

	"github.com/rs/zerolog"

	"bulkdial/cmd/bulkdial/internal/fault"
)

// ClockOfDay is how a time of today is written for people: as the clock of this machine shows it, with how far that is from UTC.
const ClockOfDay = "15:04:05Z07:00"

// NewLogger returns the logger for format and level, which are the values of --log-format and --log-level. It writes
// to out, which is standard error.
func (p Process) NewLogger(format, level string, out io.Writer) (zerolog.Logger, error) {
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
	case p.ForPeople(format):
		out = zerolog.ConsoleWriter{Out: out, TimeFormat: ClockOfDay, NoColor: !IsTerminal(p.Stderr) || p.Plain()}
	case format != "json" && format != "auto":
		return nop, fault.Usagef("--log-format %q is not one of auto, console, json", format)
	}
	return zerolog.New(zerolog.SyncWriter(out)).Level(least).With().Timestamp().Logger(), nil
}

// ForPeople reports whether a --log-format makes log lines for people, and not for machines.
func (p Process) ForPeople(format string) bool {
	return format == "console" || format == "auto" && IsTerminal(p.Stderr)
}

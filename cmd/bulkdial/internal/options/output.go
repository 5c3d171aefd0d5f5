package options

import (
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/flags"
)

// Output are the flags that say how a command shows what it does; the commands that call or follow have them.
type Output struct {
	// LogFormat, LogLevel and Progress are as they are given: terminal.Process.NewLogger and progress.FormOf read them.
	LogFormat, LogLevel, Progress string
	// Notify is the command of --notify-command; empty: there is none.
	Notify string
}

// Add adds the flags.
func (f *Output) Add(set *pflag.FlagSet) {
	AddLogFlags(set, &f.LogFormat, &f.LogLevel)
	set.StringVar(&f.Progress, "progress", "auto", "rows that change on a terminal, else an event of the log every 30s; plain: a line of text every 10s")
	f.AddNotify(set)
}

// AddNotify adds --notify-command.
func (f *Output) AddNotify(set *pflag.FlagSet) {
	set.StringVar(&f.Notify, "notify-command", "", "run this by sh -c at the end, and when the answers of the API stop a run, with a summary as JSON on its standard input")
}

// AddLogFlags adds the flags of the log, which the sandbox has too.
func AddLogFlags(set *pflag.FlagSet, format, level *string) {
	set.StringVar(format, "log-format", "auto", "auto is console on a terminal, else json")
	set.StringVar(level, "log-level", "info", "log these events and worse ones")
	flags.AddShortcut(set, "quiet", "q", "show warnings and errors only, and no progress", "log-level=warn", "progress=off")
	flags.AddShortcut(set, "verbose", "v", "show all events: --log-level debug", "log-level=debug")
}

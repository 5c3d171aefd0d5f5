package flags

import (
	"slices"
	"strings"
)

// CommandLine is the command line of this process with more arguments, for a shell.
func (l *Line) CommandLine(more ...string) string {
	words := []string{"bulkdial"}
	for _, arg := range append(slices.Clone(l.Args), more...) {
		words = append(words, ShellWord(arg))
	}
	return strings.Join(words, " ")
}

// Typed returns the given ones of the flags of this command line, for another command of the campaign. What the environment gives
// it, it gives the other one too.
func (l *Line) Typed(names ...string) string {
	var text strings.Builder
	for _, name := range names {
		values := l.Given[name]
		switch {
		case len(values) != 1 || values[0].From != FromCommandLine:
		case values[0].Text == "false" && name == "sandbox": // the default
		case name == "sandbox":
			text.WriteString(" --sandbox")
		default:
			text.WriteString(" --" + name + " " + ShellWord(values[0].Text))
		}
	}
	return text.String()
}

// ShellWord quotes a word for a shell where that is needed.
func ShellWord(word string) string {
	plain := strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./=,:+@%") == ""
	if word != "" && plain {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

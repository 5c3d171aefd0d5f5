package flags

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"
)

// The layout of flags in help: the width of a terminal, and the column at which explanations begin at the latest.
const (
	helpWidth   = 80
	mostFlagged = 30
)

// flagLines prints flags with their explanations, which line up where the flags are short enough.
func (w *helpText) flagLines(flags []*pflag.Flag) {
	at := 0
	for _, f := range flags {
		if n := utf8.RuneCountInString(Spelling(f)) + 4; n <= mostFlagged {
			at = max(at, n)
		}
	}
	at = max(at, mostFlagged/2)
	for _, f := range flags {
		usage := "  " + Spelling(f) + "  "
		usage += strings.Repeat(" ", max(0, at-utf8.RuneCountInString(usage)))
		for i, line := range wrapped(f.Usage+DefaultText(f), helpWidth-utf8.RuneCountInString(usage), helpWidth-at) {
			if i > 0 {
				usage = strings.Repeat(" ", at)
			}
			w.Printf("%s%s\n", usage, line)
		}
	}
}

// Spelling is a flag as it is given, as in `-y, --yes` or `--cps RATE`.
func Spelling(f *pflag.Flag) string {
	usage := "--" + f.Name
	if f.Shorthand != "" {
		usage = "-" + f.Shorthand + ", " + usage
	}
	if value := Table()[f.Name].Value; value != "" {
		usage += " " + value
	}
	return usage
}

// DefaultText is the default of a flag behind its explanation, unless that has it or nothing is the default.
func DefaultText(f *pflag.Flag) string {
	value := f.DefValue
	if f.Value.Type() == "duration" {
		if strings.HasSuffix(value, "m0s") {
			value = strings.TrimSuffix(value, "0s")
		}
		if strings.HasSuffix(value, "h0m") {
			value = strings.TrimSuffix(value, "0m")
		}
	}
	if slices.Contains([]string{"", "0", "0s", "false", "[]"}, value) || strings.Contains(f.Usage, "(default: ") {
		return ""
	}
	return " (default " + value + ")"
}

// wrapped breaks a text between words into lines of at most the given numbers of characters. Lists that are too long for a line are
// broken behind commas.
func wrapped(text string, first, rest int) (lines []string) {
	line, width := "", first
	put := func(word, space string) {
		if line != "" && utf8.RuneCountInString(line+space+word) > width {
			lines, line, width, space = append(lines, line), "", rest, ""
		}
		if line == "" {
			space = ""
		}
		line += space + word
	}
	for word := range strings.FieldsSeq(text) {
		space := " "
		if utf8.RuneCountInString(word) <= rest {
			put(word, space)
			continue
		}
		for part := range strings.SplitAfterSeq(word, ",") {
			put(part, space)
			space = ""
		}
	}
	return append(lines, line)
}

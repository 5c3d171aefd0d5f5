package terminal

import (
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"

	"bulkdial/internal/region"
)

// Process is what the program was started with.
type Process struct {
	// Args are the words of the command line without the name of the program, and Environ the variables as NAME=value.
	Args    []string
	Environ []string
	// Version is that of the program, with its revision and platform.
	Version string
	// Stdout is an Output, or a buffer in a test.
	Stdin  *os.File
	Stdout io.Writer
	Stderr *os.File
	// Region is what is written to on standard error, where a bar may be shown.
	Region *region.Region
}

// Lookup returns a variable of the environment, and whether it is set. Of several with one name the last counts, as for os.Getenv.
func (p Process) Lookup(name string) (value string, set bool) {
	for _, variable := range p.Environ {
		if is, text, _ := strings.Cut(variable, "="); is == name {
			value, set = text, true
		}
	}
	return value, set
}

// Getenv returns a variable of the environment; empty where it is not set.
func (p Process) Getenv(name string) string {
	value, _ := p.Lookup(name)
	return value
}

// OneTerminal reports whether standard output and standard error are on a terminal, where a person sees both.
func (p Process) OneTerminal() bool {
	out, isFile := p.Stdout.(interface{ Fd() uintptr })
	return isFile && IsTerminal(out) && IsTerminal(p.Stderr)
}

// Interactive reports whether a person can be asked.
func (p Process) Interactive() bool { return IsTerminal(p.Stdin) && IsTerminal(p.Stderr) }

// IsTerminal reports whether a file is one.
func IsTerminal(f interface{ Fd() uintptr }) bool { return isatty.IsTerminal(f.Fd()) }

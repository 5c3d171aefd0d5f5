package flags

import (
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// shortcut is the value of a switch that sets other flags, as if they were given in its place. It implements pflag.Value.
type shortcut struct {
	flags *pflag.FlagSet
	sets  []string // name=value; those that a command does not have are left out
}

// AddShortcut adds a switch that sets other flags.
func AddShortcut(flags *pflag.FlagSet, name, short, usage string, sets ...string) {
	flags.VarPF(&shortcut{flags, sets}, name, short, usage).NoOptDefVal = "true"
}

// String implements pflag.Value. What a shortcut sets shows in the other flags.
func (s *shortcut) String() string { return "false" }

// Set implements pflag.Value.
func (s *shortcut) Set(text string) error {
	on, err := strconv.ParseBool(text)
	if err != nil || !on {
		return err //nolint:wrapcheck // pflag names the flag
	}
	for _, set := range s.sets {
		name, value, _ := strings.Cut(set, "=")
		if s.flags.Lookup(name) == nil {
			continue
		}
		if err := s.flags.Set(name, value); err != nil {
			return err //nolint:wrapcheck // pflag names the flag
		}
	}
	return nil
}

// Type implements pflag.Value.
func (s *shortcut) Type() string { return "bool" }

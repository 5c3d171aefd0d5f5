package flags

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/near"
)

// This file says what was probably meant by a name that the operator gives and that does not exist. The names of columns and sheets
// are those of the packages that read them.

// BadFlag explains an error about a flag of a command.
func BadFlag(cmd *cobra.Command, err error) error {
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fault.Usage(badValueText("--"+bad.GetFlag().Name, err))
	}
	if needs, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		name := needs.GetFlag().Name
		return fault.Usagef("--%[1]s needs a value: write --%[1]s %[2]s", name, Table()[name].Value)
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return err
	}
	name, given := unknown.GetSpecifiedName(), "--"+unknown.GetSpecifiedName()
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		given = "-" + short
		if len(short) > 1 {
			name = short // one hyphen instead of two, as in -results
		}
		if flag := cmd.Flags().Lookup(name); flag != nil {
			return fault.Usagef("unknown flag: %s; did you mean --%s?", given, name)
		}
	}
	return fault.Usagef("unknown flag: %s%s", given, flagHint(cmd, name))
}

// flagHint says what to give instead of a flag that a command does not have; empty if that is not known.
func flagHint(cmd *cobra.Command, name string) string {
	if isKey(name) {
		return keyRemedy
	}
	switch owners := ownersOf(cmd.Root(), name); len(owners) {
	case 0:
	case 1:
		return ": " + cmd.Name() + " does not have it, " + owners[0] + " does"
	default:
		return ": " + cmd.Name() + " does not have it, " + strings.Join(owners[:len(owners)-1], ", ") + " and " + owners[len(owners)-1] + " do"
	}
	if meant := near.Name(name, flagNames(cmd.Flags())); meant != "" {
		return "; did you mean --" + meant + "?"
	}
	return "; " + cmd.CommandPath() + " --help shows the flags"
}

// ownersOf returns the names of the commands that show a flag.
func ownersOf(root *cobra.Command, name string) (owners []string) {
	for _, cmd := range root.Commands() {
		if flag := cmd.Flags().Lookup(name); flag != nil && !flag.Hidden {
			owners = append(owners, cmd.Name())
		}
	}
	return owners
}

// flagNames returns the names of flags, in order.
func flagNames(flags *pflag.FlagSet) (names []string) {
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// keyRemedy says where the API key is given: neither in a flag nor in a file of settings, because other users may see those.
const keyRemedy = ": the key itself is not given here, because others could read it; put it in CARTESIA_API_KEY, or in a file that api-key-file names"

// isKey reports whether a name that is no flag was meant to give the API key.
func isKey(name string) bool {
	loose := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	return strings.HasSuffix(loose, "apikey")
}

// CommandArg accepts no argument: of a command that has others below it, the first word is the name of one, and this is none.
func CommandArg(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	return nil
}

// unknownCommand returns the error for a word that is no command below another one.
func unknownCommand(above *cobra.Command, word string) error {
	if exists(word) && !above.HasParent() {
		return fault.Usagef("unknown command %[1]q: this is a file; check it with `bulkdial plan %[2]s`, call with `bulkdial run %[2]s`", word, ShellWord(word))
	}
	var names []string
	for _, cmd := range above.Commands() {
		if cmd.IsAvailableCommand() {
			names = append(names, cmd.Name())
		}
	}
	if meant := near.Name(word, names); meant != "" {
		return fault.Usagef("unknown command %q; did you mean %s %s?", word, above.CommandPath(), meant)
	}
	return fault.Usagef("unknown command %q; %s --help lists the commands", word, above.CommandPath())
}

// knownNames returns the names of a set, in order.
func knownNames(known map[string]bool) (names []string) {
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// FileHint names the file that was probably meant if an error is about a missing one that the command line or a layer names.
func (l *Line) FileHint(err error) string {
	missing, ok := errors.AsType[*fs.PathError](err)
	if !ok || !errors.Is(missing, fs.ErrNotExist) || !l.names(missing.Path) {
		return ""
	}
	if meant := nearFile(missing.Path); meant != "" {
		return "; did you mean " + ShellWord(meant) + "?"
	}
	return ""
}

// names reports whether the operator has given a text, as an argument or as the value of a flag.
func (l *Line) names(text string) bool {
	if slices.Contains(l.positional, text) || l.Config == text {
		return true
	}
	for _, values := range l.Given {
		if slices.ContainsFunc(values, func(v settings.Value) bool { return v.Text == text }) {
			return true
		}
	}
	return false
}

// nearFile returns the path of a file or folder that exists and differs from a missing one in the first name that does not; "" for none.
func nearFile(path string) string {
	folder, missing, rest := filepath.Dir(path), filepath.Base(path), ""
	for {
		entries, err := os.ReadDir(folder)
		if err == nil {
			meant := nearEntry(missing, entries)
			if meant == "" {
				return ""
			}
			if whole := filepath.Join(folder, meant, rest); exists(whole) {
				return whole
			}
			return ""
		}
		if folder == filepath.Dir(folder) {
			return ""
		}
		folder, missing, rest = filepath.Dir(folder), filepath.Base(folder), filepath.Join(missing, rest)
	}
}

// nearEntry returns the name in a folder that was probably meant; "" for none. An ending that both have says nothing.
func nearEntry(missing string, entries []fs.DirEntry) string {
	ending := filepath.Ext(missing)
	var stems, others []string
	for _, e := range entries {
		if stem, same := strings.CutSuffix(e.Name(), ending); same {
			stems = append(stems, stem)
		} else {
			others = append(others, e.Name())
		}
	}
	if stem := near.Name(strings.TrimSuffix(missing, ending), stems); stem != "" {
		return stem + ending
	}
	return near.Name(missing, others)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

package flags

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/near"
)

// Group is a group of flags in help, by the word that asks for it.
type Group string

const (
	groupAPI       Group = "api"
	groupContacts  Group = "contacts"
	groupScreening Group = "screening"
	groupLists     Group = "lists"
	groupPace      Group = "pace"
	groupSafety    Group = "safety"
	groupHours     Group = "hours"
	groupCaps      Group = "caps"
	groupPlaces    Group = "places"
	groupFiles     Group = "files"
	groupOutput    Group = "output"
	// GroupAll asks for all groups.
	GroupAll Group = "all"
)

// GroupTitle is a group and its heading.
type GroupTitle struct {
	Group Group
	// Title is as help and the reference show it.
	Title string
}

// GroupTitles are the groups in their order.
func GroupTitles() []GroupTitle {
	return []GroupTitle{
		{groupAPI, "The API, the agent, and the numbers to call from"},
		{groupContacts, "How the contacts file is read"},
		{groupScreening, "Who is called"},
		{groupLists, "Lists of numbers that are not called"},
		{groupPace, "Pace and lines"},
		{groupSafety, "What is asked first, and what stops a run"},
		{groupHours, "When a contact may be called"},
		{groupCaps, "How often a number is called, and how much altogether"},
		{groupPlaces, "Where a contact is, whose clock counts for its hours"},
		{groupFiles, "Files that are read and written"},
		{groupOutput, "What is shown"},
	}
}

// usualFlags are those of run that its help shows first.
func usualFlags() []string {
	return []string{"agent-id", "from-number-id", "region", "metadata", "suppress", "cps", "lines", "sandbox", "dry-run", "yes"}
}

// mostTogether is the maximum number of flags that help shows without groups.
const mostTogether = 12

// helpFlag is the value of --help: empty, "true", or the group of flags that is asked for. It implements pflag.Value.
type helpFlag string

// String implements pflag.Value, and is a truth for cobra.
func (f *helpFlag) String() string { return strconv.FormatBool(*f != "") }

// Set implements pflag.Value.
func (f *helpFlag) Set(text string) error {
	if *f = helpFlag(text); text == "false" {
		*f = ""
	}
	return nil
}

// Type implements pflag.Value, as cobra expects it.
func (f *helpFlag) Type() string { return "bool" }

// Help shows the help that is asked for.
type Help struct {
	process terminal.Process
	asked   helpFlag
	// Fault is why the help that was asked for could not be shown.
	Fault error
}

// AddHelp adds the help of all commands, and returns what shows it.
func AddHelp(root *cobra.Command, process terminal.Process) *Help {
	h := &Help{process: process}
	flag := root.PersistentFlags().VarPF(&h.asked, "help", "h", "this help; --help GROUP, --help all: more flags")
	flag.NoOptDefVal = "true"
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		h.Fault = ShowHelp(h.process.Stdout, cmd, h.topic(cmd.Flags().Args()))
	})
	root.SetHelpCommand(&cobra.Command{
		Use:     "help [COMMAND [GROUP]]",
		Short:   "Show help about a command, or about a group of its flags",
		Long:    "Show help about a command, or about a group of its flags.\n\n" + exit.SimpleHelp,
		Example: "  bulkdial help run\n  bulkdial help run pace\n  bulkdial help run all",
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			switch {
			case err != nil:
				return err //nolint:wrapcheck // it names the command
			case of == cmd.Root() && len(rest) > 0:
				return unknownCommand(of, rest[0])
			}
			return ShowHelp(h.process.Stdout, of, Group(strings.Join(rest, " ")))
		},
		ValidArgsFunction: completeHelp,
	})
	return h
}

// topic returns the group that --help asks for; empty for none. The group may be among the arguments of the command, and so may a
// contacts file: a word that is no group counts only right behind --help, and if it is not like the name of a file.
func (h *Help) topic(args []string) Group {
	if h.asked != "true" {
		return Group(h.asked)
	}
	for _, arg := range args {
		if KnownGroup(Group(arg)) {
			return Group(arg)
		}
	}
	at := slices.IndexFunc(h.process.Args, func(arg string) bool { return arg == "-h" || arg == "--help" })
	if at < 0 || at+1 == len(h.process.Args) {
		return ""
	}
	if word := h.process.Args[at+1]; slices.Contains(args, word) && !strings.ContainsAny(word, "./") && word != fileset.Stdin && !exists(word) {
		return Group(word)
	}
	return ""
}

// KnownGroup reports whether a word is that of a group, or GroupAll.
func KnownGroup(g Group) bool {
	return g == GroupAll || slices.ContainsFunc(GroupTitles(), func(t GroupTitle) bool { return t.Group == g })
}

// ShowHelp writes the help of a command: all of it without a topic, else that group of flags alone. A group that the command does not have
// is an error of usage.
func ShowHelp(out io.Writer, cmd *cobra.Command, topic Group) error {
	w := &helpText{terminal.Text{Out: out}}
	groups := GroupsOf(cmd)
	switch flags := groups[topic]; {
	case topic == "" || topic == GroupAll:
		w.command(cmd, groups, topic == GroupAll)
	case len(flags) > 0:
		w.group(topic, flags)
	default:
		return noGroup(cmd, topic, groups)
	}
	return w.Err
}

// noGroup is the error for a group that a command does not have.
func noGroup(cmd *cobra.Command, topic Group, groups map[Group][]*pflag.Flag) error {
	if !cmd.HasParent() && !KnownGroup(topic) {
		return unknownCommand(cmd, string(topic))
	}
	words := []string{string(GroupAll)}
	for _, t := range GroupTitles() {
		if len(groups[t.Group]) > 0 {
			words = append(words, string(t.Group))
		}
	}
	return fault.Usagef("%s has no group %q of flags: give --help, or --help with one of %s%s", cmd.CommandPath(), string(topic), strings.Join(words, ", "), near.Hint(string(topic), words))
}

// GroupsOf returns the flags that a command shows, by their groups.
func GroupsOf(cmd *cobra.Command) map[Group][]*pflag.Flag {
	cmd.LocalFlags() // adds those of the root to cmd.Flags
	groups, table := map[Group][]*pflag.Flag{}, Table()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			group := cmp.Or(table[f.Name].Group, groupOutput) // that of the flags that cobra adds to its completion
			groups[group] = append(groups[group], f)
		}
	})
	return groups
}

// helpText writes help.
type helpText struct{ terminal.Text }

// command prints the help of a command, with all its flags or the usual ones.
func (w *helpText) command(cmd *cobra.Command, groups map[Group][]*pflag.Flag, all bool) {
	w.Printf("%s\n\nUsage:\n", strings.TrimSpace(cmp.Or(cmd.Long, cmd.Short)))
	if cmd.HasAvailableSubCommands() {
		w.Printf("  %s COMMAND\n", cmd.CommandPath())
	} else {
		w.Printf("  %s\n", cmd.UseLine())
	}
	if cmd.Example != "" {
		w.Printf("\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		w.Printf("\nCommands (%s COMMAND --help shows more):\n", cmd.CommandPath())
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				w.Printf("  %-11s %s\n", c.Name(), c.Short)
			}
		}
	}
	w.flags(cmd, groups, all)
}

// flags prints the flags of a command: all of them if they are few or are asked for, else the usual ones and the names of the groups.
func (w *helpText) flags(cmd *cobra.Command, groups map[Group][]*pflag.Flag, all bool) {
	var together []*pflag.Flag
	for _, t := range GroupTitles() {
		together = append(together, groups[t.Group]...)
	}
	switch {
	case len(together) <= mostTogether:
		w.Printf("\nFlags:\n")
		w.flagLines(together)
	case all:
		for _, t := range GroupTitles() {
			if len(groups[t.Group]) > 0 {
				w.Printf("\n")
				w.group(t.Group, groups[t.Group])
			}
		}
	default:
		w.Printf("\nThe usual flags:\n")
		w.flagLines(UsualOf(cmd, together))
		w.Printf("\nAll flags, in groups: %s --help GROUP, or --help all:\n", cmd.CommandPath())
		for _, t := range GroupTitles() {
			if len(groups[t.Group]) > 0 {
				w.Printf("  %-10s %s\n", t.Group, t.Title)
			}
		}
	}
}

// UsualOf returns those of some flags that run does not have, and the usual ones of run.
func UsualOf(cmd *cobra.Command, flags []*pflag.Flag) (usual []*pflag.Flag) {
	run, _, err := cmd.Root().Find([]string{"run"})
	if err != nil {
		return flags
	}
	for _, f := range flags {
		if run.Flags().Lookup(f.Name) == nil && cmd.InheritedFlags().Lookup(f.Name) == nil {
			usual = append(usual, f)
		}
	}
	for _, name := range usualFlags() {
		if i := slices.IndexFunc(flags, func(f *pflag.Flag) bool { return f.Name == name }); i >= 0 {
			usual = append(usual, flags[i])
		}
	}
	return usual
}

// group prints a group of flags under its heading.
func (w *helpText) group(g Group, flags []*pflag.Flag) {
	for _, t := range GroupTitles() {
		if t.Group == g {
			w.Printf("%s (%s):\n", t.Title, g)
		}
	}
	w.flagLines(flags)
}

package main

import (
	"strings"
	"sync/atomic"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/notify"
	"bulkdial/cmd/bulkdial/internal/options"
)

// app is one execution of the program.
type app struct {
	flags.Line
	// started: the command line was parsed and a command runs.
	started bool
	help    *flags.Help
	// termination is --termination-log, and summary the text that a run has ended with.
	termination string
	summary     string
	// told is the error that a terminal shows already.
	told string
	// dialing: requests may be in flight.
	dialing atomic.Bool
	// notifier runs --notify-command; nil without one.
	notifier atomic.Pointer[notify.Notifier]
}

const rootHelp = `bulkdial places the calls of a campaign from a CSV file through Cartesia's
outbound calling API. Each row is one contact to call, and each row gets a line
in a results file. Run the same command again to resume an interrupted run; no
contact is called twice by accident.

Every flag can also be given as an environment variable (--batch-size as
BULKDIAL_BATCH_SIZE) and as a key of a YAML file (--config campaign.yaml).
A flag overrides the environment, the environment overrides the file, and the
file overrides what the campaign remembers (bulkdial status --settings).
The API key comes from CARTESIA_API_KEY or from a file (--api-key-file).`

// root returns the command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "bulkdial",
		Short:         "Call the contacts of a CSV file through Cartesia",
		Long:          rootHelp + "\n\n" + exit.Help,
		Example:       "  bulkdial template > leads.csv\n  bulkdial run leads.csv --sandbox\n  bulkdial plan leads.csv",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          flags.CommandArg,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.HasParent() || !cmd.IsAvailableCommand() { // help and completion need no valid flags
				return nil
			}
			if err := a.Read(cmd, args); err != nil {
				return err
			}
			a.started = true
			return a.JSONInPod(cmd.Flags())
		},
	}
	root.SetVersionTemplate(a.versionText())
	root.SetFlagErrorFunc(flags.BadFlag)
	a.help = flags.AddHelp(root, a.Process)
	root.PersistentFlags().StringVar(&a.Config, "config", "", "read flags from this YAML file")
	root.PersistentFlags().StringVar(&a.termination, "termination-log", "", "write how the command ended (default: "+terminationLog+", if it exists)")
	root.AddCommand(a.runCommand(), a.planCommand(), a.statusCommand(), a.exportCommand(), a.reportCommand(), a.trackCommand(), a.reconcileCommand(), a.cancelCommand(), a.pauseCommand(), a.resumeCommand(),
		a.rulesCommand(), a.mergeCommand(), a.importLogCommand(), a.repairCommand(), a.suppressCommand(), a.sandboxCommand(), a.templateCommand(), a.versionCommand())
	flags.AddCompletions(root)
	root.InitDefaultCompletionCmd()
	completion, _, err := root.Find([]string{"completion"})
	if err == nil {
		for _, cmd := range append(completion.Commands(), completion) {
			cmd.Long = strings.TrimSpace(cmd.Long) + "\n\n" + exit.SimpleHelp
		}
	}
	return root
}

// contactsArg accepts exactly the name of a contacts file.
func contactsArg(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return fault.Usagef("missing contacts file: %s takes the name of a CSV file, or - for standard input", cmd.Name())
	case len(args) > 1:
		return fault.Usagef("%[1]s takes one contacts file, not %[2]d; if the name has spaces, put it in quotes: bulkdial %[1]s %[3]s", cmd.Name(), len(args), flags.ShellWord(strings.Join(args, " ")))
	}
	return nil
}

// newNotifier returns what runs --notify-command, and keeps it for the case that the program is left at once.
func (a *app) newNotifier(output *options.Output, logger zerolog.Logger) *notify.Notifier {
	n := notify.New(a.Process, output, logger)
	a.notifier.Store(n)
	return n
}

package main

import (
	"sync/atomic"

	"github.com/spf13/cobra"
)

// app is one execution of the program.
type app struct {
	process
	// started: the command line was understood and a command is at work.
	started bool
	config  string // --config
	// termination is --termination-log, and summary the text that a run has ended with.
	termination string
	summary     string
	// dialing: requests may be in flight.
	dialing atomic.Bool
}

const rootHelp = `bulkdial places the calls of a campaign from a CSV file through Cartesia's
outbound calling API. One row is one person to call. Every row is answered for
in a results file, and a run that was cut off is resumed by running it again:
nobody is called twice by accident.

Every flag can also be given as an environment variable (--batch-size as
BULKDIAL_BATCH_SIZE) and as a key of a YAML file (--config campaign.yaml).
A flag wins over the environment, the environment over the file.
The API key comes from CARTESIA_API_KEY or from a file (--api-key-file).`

// root returns the command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "bulkdial",
		Short:         "Call the contacts of a CSV file through Cartesia",
		Long:          rootHelp + "\n\n" + exitHelp,
		Example:       "  bulkdial template > leads.csv\n  bulkdial run leads.csv --sandbox\n  bulkdial plan leads.csv",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.applyLayers(cmd); err != nil {
				return err
			}
			a.started = true
			return nil
		},
	}
	root.SetVersionTemplate("bulkdial {{.Version}}\n")
	root.PersistentFlags().StringVar(&a.config, "config", "", "read flags from this YAML `file`")
	root.PersistentFlags().StringVar(&a.termination, "termination-log", "", "write how it ended to this `file` (default: "+terminationLog+", where that is there)")
	root.AddCommand(a.runCommand(), a.planCommand(), a.statusCommand(),
		a.mergeCommand(), a.importLogCommand(), a.sandboxCommand(), a.templateCommand(), a.versionCommand())
	return root
}

// contactsArg accepts exactly the name of a contacts file.
func contactsArg(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return usagef("which contacts? %s takes the name of a CSV file, or - for standard input", cmd.Name())
	case len(args) > 1:
		return usagef("%s takes one contacts file, not %d", cmd.Name(), len(args))
	}
	return nil
}

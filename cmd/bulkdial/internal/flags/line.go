package flags

import (
	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/internal/campaign/settings"
)

// Line is a command line with the layers below it: what each flag of the command is set to, and who has said so.
type Line struct {
	terminal.Process

	// Config is --config.
	Config string
	// positional are the arguments of the command that are no flags.
	positional []string
	// Given are the values of the flags that some layer sets, by the names of the flags.
	Given map[string][]settings.Value
	// classes is the table of Classes.
	classes map[string]settings.Rule
	// Ignored are the variables with the prefix of this program that Kubernetes has set.
	Ignored []string
	// Recalled are the settings of the command's campaign, after Recall.
	Recalled *settings.Recalled
}

// Read sets the flags of a command that its arguments do not set by the other layers, and checks that they fit together.
func (l *Line) Read(cmd *cobra.Command, args []string) error {
	l.positional = args
	if err := l.applyLayers(cmd); err != nil {
		return err
	}
	return l.checkWritten(cmd.Flags())
}

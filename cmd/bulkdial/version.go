package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// stamp is set by the linker (-X main.stamp=v1.2.3) where a build knows its version.
var stamp string //nolint:gochecknoglobals // the linker can set nothing else

// version says what was built: the stamp, else what the Go toolchain knows of the sources.
func version() string {
	v, revision := stamp, ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if v == "" {
			v = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	if v == "" {
		v = "(devel)"
	}
	return v + revision + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  bulkdial version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.stdout, "bulkdial", version())
			return err //nolint:wrapcheck // nothing to add
		},
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/options"
)

// stamp is the version, set by the linker in a release (-X main.stamp=v1.2.3).
var stamp string //nolint:gochecknoglobals // the linker sets variables only

// versionJSON is the version for machines.
type versionJSON struct {
	// Version is the stamp, else the version of the module that the Go toolchain recorded.
	Version string `json:"version"`
	// Revision is that of the source; empty if it is not known.
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	// TimeZones is the version of the time-zone data, and TimeZonesOf says where they come from.
	TimeZones   string `json:"time_zones,omitempty"`
	TimeZonesOf string `json:"time_zones_source,omitempty"`
}

func newVersion() versionJSON {
	v := versionJSON{Version: stamp, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		if v.Version == "" {
			v.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Revision = s.Value
			}
		}
	}
	if v.Version == "" {
		v.Version = "(devel)"
	}
	return v
}

// version is the version with revision and platform, as text.
func version() string {
	v := newVersion()
	text := v.Version
	if v.Revision != "" {
		text += " " + v.Revision
	}
	return text + " " + v.Go + " " + v.Platform
}

// versionText is what --version prints.
func (a *app) versionText() string {
	if a.InPod() {
		if text, err := json.Marshal(newVersion()); err == nil {
			return string(text) + "\n"
		}
	}
	return "bulkdial " + version() + "\n"
}

func (a *app) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of the program, of its source, and of Go, the platform, and\nthe version of the time-zone data that calling hours are kept by.\n\n" + exit.SimpleHelp,
		Example: "  bulkdial version\n  bulkdial version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			data, err := options.OpenZones(a.Process, "")
			if err != nil {
				return err
			}
			if asJSON {
				v := newVersion()
				v.TimeZones, v.TimeZonesOf = data.Version, data.Source
				return a.PrintJSON(v)
			}
			_, err = fmt.Fprintf(a.Stdout, "bulkdial %s\ntime zones %s (%s)\n", version(), data.Version, data.Source)
			return err //nolint:wrapcheck // nothing to add
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the version as JSON")
	return cmd
}

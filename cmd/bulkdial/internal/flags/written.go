package flags

import (
	"os"
	"slices"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
)

// writtenFlags are the flags that name files that commands write over.
func writtenFlags() []string {
	return []string{"output", "rejects", "summary", "suppress-rejects", "termination-log"}
}

// checkWritten returns an error when a file that this command line writes over is one that another flag names to be read, as a file of rules or
// that of the key. The files of the campaign and its lists are checked by fileset.Files.CheckOutput.
func (l *Line) checkWritten(flags *pflag.FlagSet) (err error) {
	table, outputs := Table(), writtenFlags()
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Changed || table[f.Name].Value != "FILE" || slices.Contains(outputs, f.Name) {
			return
		}
		for _, read := range flagValues(f) {
			for _, output := range outputs {
				for _, written := range l.Given[output] {
					if err == nil && sameRegular(read, written.Text) {
						err = fault.Usagef("%s is a file that this campaign needs as it is (--%s reads it): name another file (--%s)", written.Text, f.Name, output)
					}
				}
			}
		}
	})
	return err
}

// sameRegular reports whether two names are of one file that holds its data, unlike a terminal.
func sameRegular(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil || !x.Mode().IsRegular() {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

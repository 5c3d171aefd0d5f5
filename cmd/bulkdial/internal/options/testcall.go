package options

import (
	"slices"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/internal/campaign/settings"
)

// testFlags say which number is called instead of the contacts.
type testFlags struct {
	Number string // --to
	Row    int    // --row; 0: the first one
}

func (f *testFlags) add(set *pflag.FlagSet) {
	set.StringVar(&f.Number, "to", "", "test call: call this number alone, once")
	flags.IntVar(set, &f.Row, "row", 0, "with --to: row of the metadata (default: the first)")
}

// check returns an error for flags that do not go with a test call. Unasked: it must be confirmed, and there is nobody to ask.
func (f *testFlags) check(l *flags.Line, unasked bool) error {
	switch {
	case f.Number == "" && f.Row != 0:
		return fault.Usagef("--row needs --to")
	case f.Number == "":
		return nil
	case f.Row < 0:
		return fault.Usagef("--row %d is not the number of a row", f.Row)
	}
	for _, name := range []string{"canary", "follow", "limit", "redial", "shard"} {
		if slices.ContainsFunc(l.Given[name], func(v settings.Value) bool { return v.From == flags.FromCommandLine }) {
			return fault.Usagef("--to calls one number once: leave out --%s", name)
		}
	}
	if unasked {
		return fault.Usagef("there is no terminal to confirm the test call: give --yes")
	}
	return nil
}

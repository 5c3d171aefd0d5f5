package options

import (
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/internal/campaign/fileset"
)

// canaryFlags say how many contacts are called first, and how it is decided whether the others are.
type canaryFlags struct {
	Contacts    int     // --canary
	MinAnswered float64 // --canary-min-answered; 0: the operator decides
}

func (f *canaryFlags) add(set *pflag.FlagSet) {
	flags.IntVar(set, &f.Contacts, "canary", 0, "call N contacts first, and ask before the others")
	set.Float64Var(&f.MinAnswered, "canary-min-answered", 0, "with --canary: do not ask; go on if this share of the first was answered, above 0 to 1")
}

// check returns an error for a canary of a contacts file that could not be decided. CanAsk: there is a terminal to ask on.
func (f *canaryFlags) check(l *flags.Line, contacts *Contacts, name string, canAsk bool) error {
	switch {
	case f.Contacts < 0:
		return fault.Usagef("--canary %d is negative", f.Contacts)
	case f.MinAnswered < 0 || f.MinAnswered > 1:
		return fault.Usagef("--canary-min-answered %v is not a share from 0 to 1", f.MinAnswered)
	case f.Contacts == 0 && f.MinAnswered > 0:
		return fault.Usagef("--canary-min-answered needs --canary")
	case f.Contacts == 0:
		return nil
	case name == fileset.Stdin:
		return fault.Usagef("--canary reads the contacts twice, and standard input can be read once: save them to a file")
	case f.MinAnswered == 0 && !canAsk:
		return fault.Usagef("there is no terminal to confirm the other calls after those of --canary: give --canary-min-answered, as in --canary-min-answered 0.3")
	}
	shard, err := contacts.part(l)
	if err == nil && shard.Divided() {
		return fault.Usagef("--canary is for a whole campaign: call the first contacts with a run without --shard, then run the shards without --canary")
	}
	return err
}

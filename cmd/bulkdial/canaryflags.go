package main

import (
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/internal/campaign/fileset"
)

// canaryFlags say how many contacts are called first, and how it is decided whether the others are.
type canaryFlags struct {
	contacts    int     // --canary
	minAnswered float64 // --canary-min-answered; 0: the operator decides
}

func (f *canaryFlags) add(set *pflag.FlagSet) {
	flags.IntVar(set, &f.contacts, "canary", 0, "call N contacts first, and ask before the others")
	set.Float64Var(&f.minAnswered, "canary-min-answered", 0, "with --canary: do not ask; go on if this share of the first was answered, above 0 to 1")
}

// check returns an error for a canary that could not be decided.
func (f *canaryFlags) check(c *runCommand) error {
	switch {
	case f.contacts < 0:
		return fault.Usagef("--canary %d is negative", f.contacts)
	case f.minAnswered < 0 || f.minAnswered > 1:
		return fault.Usagef("--canary-min-answered %v is not a share from 0 to 1", f.minAnswered)
	case f.contacts == 0 && f.minAnswered > 0:
		return fault.Usagef("--canary-min-answered needs --canary")
	case f.contacts == 0:
		return nil
	case c.name == fileset.Stdin:
		return fault.Usagef("--canary reads the contacts twice, and standard input can be read once: save them to a file")
	case f.minAnswered == 0 && !c.canAsk():
		return fault.Usagef("there is no terminal to confirm the other calls after those of --canary: give --canary-min-answered, as in --canary-min-answered 0.3")
	}
	shard, err := c.app.shard(c.contacts.shard)
	if err == nil && shard.Divided() {
		return fault.Usagef("--canary is for a whole campaign: call the first contacts with a run without --shard, then run the shards without --canary")
	}
	return err
}

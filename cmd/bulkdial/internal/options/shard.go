package options

import (
	"fmt"
	"strconv"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
)

// envCompletionIndex is the variable in which an indexed Job of Kubernetes names the pod's index.
const envCompletionIndex = "JOB_COMPLETION_INDEX"

// part returns the part of the campaign of this process: that of --shard, else of the environment of an indexed Job. A pod
// that does not know how many pods there are is an error: each of them would call all contacts.
func (f *Contacts) part(l *flags.Line) (dialer.Shard, error) {
	flag := f.shard
	index, count := l.Getenv(envCompletionIndex), l.Getenv(flags.EnvShardCount)
	switch {
	case flag == "" && index == "" && count == "":
		return dialer.Shard{}, nil
	case flag == "" && count == "":
		return dialer.Shard{}, fault.Usagef("%s is set, so this is a pod of an indexed Job, but the number of pods is missing: set %s to the completions of the Job, or give --shard",
			envCompletionIndex, flags.EnvShardCount)
	case flag == "" && index == "":
		return dialer.Shard{}, fault.Usagef("%s is set, so there are shards, but the index of this one is missing: set %s, from 0, or give --shard", flags.EnvShardCount, envCompletionIndex)
	case flag == "":
		i, err := strconv.Atoi(index)
		if err != nil {
			return dialer.Shard{}, fault.Usagef("%s %q is not a number", envCompletionIndex, index)
		}
		flag = fmt.Sprintf("%d/%s", i+1, count) // the Job counts from 0
	}
	shard, err := dialer.ParseShard(flag)
	if err != nil {
		return dialer.Shard{}, fault.Usagef("--shard: %w", err)
	}
	if !shard.Divided() {
		return dialer.Shard{}, nil
	}
	return shard, nil
}

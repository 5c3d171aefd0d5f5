package main

import (
	"fmt"
	"strconv"

	"bulkdial/dialer"
)

// Where an indexed Job of Kubernetes tells a pod which it is, and its manifest how many there are.
const (
	envCompletionIndex = "JOB_COMPLETION_INDEX"
	envShardCount      = "BULKDIAL_SHARD_COUNT"
)

// shard finds out which part of the campaign is this process's: by --shard, else by the environment of an indexed Job.
// A pod that does not know how many others there are would call everybody, as each of them would.
func (a *app) shard(flag string) (dialer.Shard, error) {
	index, count := a.getenv(envCompletionIndex), a.getenv(envShardCount)
	switch {
	case flag == "" && index == "" && count == "":
		return dialer.Shard{}, nil
	case flag == "" && count == "":
		return dialer.Shard{}, usagef("%s says that this is one pod of an indexed Job, but not of how many: set %s to its completions, or give --shard",
			envCompletionIndex, envShardCount)
	case flag == "" && index == "":
		return dialer.Shard{}, usagef("%s says that there are shards, but not which is this one: set %s, from 0, or give --shard", envShardCount, envCompletionIndex)
	case flag == "":
		i, err := strconv.Atoi(index)
		if err != nil {
			return dialer.Shard{}, usagef("%s %q is not a number", envCompletionIndex, index)
		}
		flag = fmt.Sprintf("%d/%s", i+1, count) // the Job counts from 0
	}
	shard, err := dialer.ParseShard(flag)
	if err != nil {
		return dialer.Shard{}, usagef("--shard: %w", err)
	}
	if !shard.Divided() {
		return dialer.Shard{}, nil
	}
	return shard, nil
}

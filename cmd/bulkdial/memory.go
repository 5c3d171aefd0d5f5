package main

import (
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// gcPercent keeps the heap close to what is in use: in a campaign of millions that is what is known of its contacts,
// which lives as long as the run, and little garbage comes on top.
const gcPercent = 50

// memoryShare is the part of the memory of a container that the Go runtime may take; the rest is for what it does not
// count: the binary, and what the kernel holds for the process.
const memoryShare = 0.9

// tuneMemory sets the pace of the garbage collector, and, near the limit that provider knows of, makes it work more rather
// than let the kernel kill the run. The user's own GOGC and GOMEMLIMIT stand. Where there is no limit, or none that can
// be read, there is nothing to keep below.
func tuneMemory(getenv func(string) string, provider memlimit.Provider) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	_, _ = memlimit.Set(memlimit.WithProvider(provider), memlimit.WithRatio(memoryShare))
}

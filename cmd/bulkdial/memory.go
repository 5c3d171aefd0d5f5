package main

import (
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// memoryShare is the part of a container's memory that the Go runtime may use. The rest is for what the runtime does not
// count: the binary and the kernel's memory of the process.
const memoryShare = 0.9

// limitMemory sets a memory limit from that of provider, so that the garbage collector works more before the kernel kills the
// run. GOMEMLIMIT of the user overrides it. Without a readable limit nothing is set.
func limitMemory(provider memlimit.Provider) {
	_, _ = memlimit.Set(memlimit.WithProvider(provider), memlimit.WithRatio(memoryShare))
}

// gcPercent is how much garbage may gather before it is collected, in percent of the live heap. The default of 100 takes
// 7 MiB more for 300,000 contacts, and fails the bound of a file of 100,000 columns.
const gcPercent = 65

// trackGCPercent is gcPercent for track, which has little to do. With gcPercent, following 1,000,000 calls took 186 MiB.
const trackGCPercent = 20

// exportGCPercent is gcPercent for export and status, which keep where lines are. With gcPercent, an export of 1,000,000 contacts took
// 156 MiB, and with 30 it takes 127 in the same time.
const exportGCPercent = 30

// collectEarly sets the pace of the garbage collector; GOGC of the user overrides it.
func collectEarly(getenv func(string) string, percent int) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

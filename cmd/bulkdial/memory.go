package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// memoryShare is the part of the memory of a container that the Go runtime may take; the rest is for what it does not
// count: the binary, and what the kernel holds for the process.
const memoryShare = 0.9

// limitMemory makes the garbage collector work more, near the limit that provider knows of, rather than let the kernel
// kill the run. The user's own GOMEMLIMIT stands. Where there is no limit, or none that can be read, there is nothing to
// keep below.
func limitMemory(provider memlimit.Provider) {
	_, _ = memlimit.Set(memlimit.WithProvider(provider), memlimit.WithRatio(memoryShare))
}

// garbageRoom is how many bytes of garbage may gather on the heap before it is collected, where that is more than
// leastPercent of what is in use. A share alone, as GOGC has it, is either too little for a short list, which is then
// collected all the time, or too much for a long one, of which what is known of its contacts stays as long as the run.
const (
	garbageRoom  = 6 << 20
	leastPercent = 65
	mostPercent  = 200
)

// keepGarbageRoom sets the pace of the garbage collector, now and after each collection.
func keepGarbageRoom() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetGCPercent(gcPercent(live[0].Value.Uint64()))
	collected := &struct{ self *int }{} // is found unused by the next collection
	runtime.AddCleanup(collected, func(int) { keepGarbageRoom() }, 0)
}

// gcPercent returns the room for garbage as a share of the live bytes, in percent: the unit of GOGC.
func gcPercent(live uint64) int {
	if live == 0 { // nothing was collected yet
		return mostPercent
	}
	return int(min(max(leastPercent, garbageRoom*100/live), mostPercent))
}

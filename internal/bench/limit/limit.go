package limit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"
)

// Cost is what a contact costs, by the name of what is counted, as in "allocations per row".
type Cost map[string]float64

// The names of what Memory counts.
const (
	Allocations = "allocations per row"
	Bytes       = "bytes per row"
)

// slack is the share by which a cost may grow; a tenth is more, though limits are rounded. What the runtime allocates for itself
// may come on top: spare allocations and spareBytes for each row.
const (
	slack      = 0.09
	spare      = 0.0004
	spareBytes = 0.2
)

// counts is how many times a cost is counted. Only the least is the work's own: more is allocated when a disk or another process
// makes some part of it wait, and by the runtime.
const counts = 10

// Memory measures what work on so many rows allocates, once it has been done before. Other goroutines than those that work starts
// must rest. It skips tb under the race detector, which allocates as well.
func Memory(tb testing.TB, rows int, work func()) Cost {
	tb.Helper()
	if raceDetector {
		tb.Skip("the race detector changes what is allocated")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties pools at a moment of its own
	work()
	allocations, size := uint64(math.MaxUint64), uint64(math.MaxUint64)
	for range counts {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		work()
		runtime.ReadMemStats(&after)
		allocations = min(allocations, after.Mallocs-before.Mallocs)
		size = min(size, after.TotalAlloc-before.TotalAlloc)
	}
	return Cost{Allocations: float64(allocations) / float64(rows), Bytes: float64(size) / float64(rows)}
}

// update writes the limits anew.
const update = "UPDATE_LIMITS=1 go test -count=1 -p 1 -run TestCost ./internal/..."

// Hold fails tb when a cost of what is above its limit, or has none. With UPDATE_LIMITS in the environment it writes the costs
// down as the new limits instead.
func Hold(tb testing.TB, what string, cost Cost) {
	tb.Helper()
	path := limitsFile(tb)
	limits := map[string]Cost{}
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &limits)
	}
	if err != nil {
		tb.Fatalf("reading the limits: %v", err)
	}
	if os.Getenv("UPDATE_LIMITS") != "" {
		limits[what] = cost
		write(tb, path, limits)
		return
	}
	for name, got := range cost {
		tb.Logf("%.4g %s", got, name)
		if complaint := judge(limits[what], name, got); complaint != "" {
			tb.Errorf("%s: %s; if that is wanted, write the limits anew: %s", what, complaint, update)
		}
	}
}

// judge says what is wrong with a cost, or nothing.
func judge(limits Cost, name string, got float64) string {
	limit, ok := limits[name]
	most := limit * (1 + slack)
	switch name {
	case Allocations:
		most += spare
	case Bytes:
		most += spareBytes
	}
	switch {
	case !ok:
		return fmt.Sprintf("%.4g %s, for which there is no limit", got, name)
	case got > most:
		return fmt.Sprintf("%.4g %s, the limit is %.4g and not a tenth more", got, name, limit)
	}
	return ""
}

// limitsFile finds limits.json beside this file, in whatever package the test is.
func limitsFile(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	for err == nil {
		path := filepath.Join(dir, "internal", "bench", "limit", "limits.json")
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("limits.json is in no folder above the test's")
		}
		dir = filepath.Dir(dir)
	}
	tb.Fatal(err)
	return ""
}

func write(tb testing.TB, path string, limits map[string]Cost) {
	tb.Helper()
	for _, cost := range limits {
		for name, value := range cost { // three digits: what is finer changes from run to run
			var rounded float64
			if _, err := fmt.Sscan(fmt.Sprintf("%.3g", value), &rounded); err != nil {
				tb.Fatal(err)
			}
			cost[name] = rounded
		}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(limits); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
}

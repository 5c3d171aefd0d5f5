package identity_test

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var (
	campaigns = flag.Int("identity.campaigns", 2000, "how many campaigns TestIdentity plays")
	firstSeed = flag.Uint64("identity.first", 1, "the seed of the first of them")
	onlySeed  = flag.Uint64("identity.seed", 0, "play just the campaign of this seed, 0 for all")
)

// mostFailures is how many campaigns may fail before the others are not played.
const mostFailures = 5

// TestIdentity plays random campaigns: no number is called more often than allowed, whatever it was called by before; no
// contact is tried too often; no number on a list is called; and each contact that may be called is called.
func TestIdentity(t *testing.T) {
	t.Parallel()
	if *onlySeed != 0 {
		playOne(t, *onlySeed)
		return
	}
	began, often := time.Now(), debug.SetGCPercent(1600) // each campaign reads its small files with large buffers
	var next, failed atomic.Int64
	t.Cleanup(func() {
		debug.SetGCPercent(often)
		t.Logf("%.0f campaigns per second", float64(next.Load())/time.Since(began).Seconds())
	})
	for worker := range runtime.GOMAXPROCS(0) {
		t.Run(strconv.Itoa(worker), func(t *testing.T) {
			t.Parallel()
			for failed.Load() < mostFailures {
				played := next.Add(1) - 1
				if played >= int64(*campaigns) {
					return
				}
				if !playOne(t, *firstSeed+uint64(played)) {
					failed.Add(1)
				}
			}
		})
	}
}

// playOne plays the campaign of a seed, in time of its own.
func playOne(t *testing.T, seed uint64) bool {
	t.Helper()
	dir := memoryDir(t)
	defer func() { _ = os.RemoveAll(dir) }()
	var faults []string
	synctest.Test(t, func(t *testing.T) {
		faults = newCampaign(t, seed, dir).play()
	})
	if len(faults) > 0 {
		t.Errorf("play it again with -identity.seed=%d: %s", seed, strings.Join(faults, "; "))
	}
	return len(faults) == 0
}

// memoryDir returns an empty folder, in memory where there is such a thing.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bulkdial-identity-") //nolint:usetesting // one for each of thousands
	if err != nil {
		dir, err = os.MkdirTemp("", "bulkdial-identity-") //nolint:usetesting // as above
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Clean(dir)
}

package converge_test

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/cryptotest"
	"testing/synctest"
)

var (
	campaigns = flag.Int("converge.campaigns", 30, "campaigns of TestConverge")
	firstSeed = flag.Uint64("converge.first", 1, "the seed of the first of them")
	oneSeed   = flag.Uint64("converge.seed", 0, "the only campaign of TestConverge")
)

// progressEvery is after how many campaigns TestConverge says how they have ended, so that a long test can be ended at any time.
const progressEvery = 100

// tally is what came of campaigns.
type tally struct {
	// rounds is how many rounds one took.
	rounds int
	// deaths counts the processes that died, and unknown the contacts that stayed unknown until one more was called.
	deaths, unknown int
}

// TestConverge: three rounds answer for every contact, whatever cut the first run off, and nobody is called twice.
func TestConverge(t *testing.T) {
	if *oneSeed != 0 {
		check(t, *oneSeed)
		return
	}
	var ended [mostRounds + 2]int
	deaths, late, failed := 0, 0, 0
	for i := range *campaigns {
		tally, passed := check(t, *firstSeed+uint64(i))
		ended[tally.rounds]++
		deaths += tally.deaths
		if !passed {
			failed++
		}
		if tally.unknown > 0 {
			late++
		}
		if n := i + 1; n%progressEvery == 0 || n == *campaigns {
			fmt.Fprintf(os.Stderr, "%d of %d campaigns: %d have failed; %d took one round, %d two, %d three; %d needed one more call; %d processes died\n",
				n, *campaigns, failed, ended[1], ended[2], ended[3], late, deaths)
		}
	}
}

// check plays the campaign of a seed, and reports whether it has passed.
func check(t *testing.T, seed uint64) (came tally, passed bool) {
	t.Helper()
	passed = t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
		cryptotest.SetGlobalRandom(t, seed)
		home := memoryDir(t)
		defer func() { _ = os.RemoveAll(home) }()
		synctest.Test(t, func(t *testing.T) {
			m := newModel(t, seed, home)
			m.play()
			came = m.tally
			for _, fault := range m.oracle.faults {
				t.Errorf("seed %d: %s", seed, fault)
			}
			if t.Failed() || *oneSeed != 0 {
				t.Logf("the campaign of seed %d:\n%s", seed, strings.Join(m.story, "\n"))
			}
		})
	})
	return came, passed
}

// memoryDir returns an empty folder, in memory where there is such a thing.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "bulkdial-converge-") //nolint:usetesting // it is in memory
	if err != nil {
		dir = t.TempDir()
	}
	return dir
}

package main

import (
	"errors"
	"math"
	"os"
	"runtime/debug"
	"testing"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// TestTuneMemory: the runtime keeps below the limit of its container, unless the user has said otherwise.
func TestTuneMemory(t *testing.T) {
	const before = 1 << 40
	none := func(err error) memlimit.Provider { return func() (uint64, error) { return 0, err } }
	for name, tt := range map[string]struct {
		provider memlimit.Provider
		env      map[string]string
		limit    int64
		gc       int
	}{
		"limit":          {memlimit.Limit(100 << 20), nil, 90 << 20, gcPercent},
		"no limit":       {none(memlimit.ErrNoLimit), nil, math.MaxInt64, gcPercent},
		"no cgroup":      {none(memlimit.ErrNoCgroup), nil, before, gcPercent},
		"unreadable":     {none(errors.New("permission denied")), nil, before, gcPercent},
		"GOMEMLIMIT":     {memlimit.Limit(100 << 20), map[string]string{"GOMEMLIMIT": "1TiB"}, before, gcPercent},
		"GOMEMLIMIT=off": {memlimit.Limit(100 << 20), map[string]string{"GOMEMLIMIT": "off"}, before, gcPercent},
		"GOGC by itself": {memlimit.Limit(100 << 20), map[string]string{"GOGC": "77"}, 90 << 20, 77},
	} {
		t.Run(name, func(t *testing.T) {
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(before))
			defer debug.SetGCPercent(debug.SetGCPercent(77))
			for _, name := range []string{"GOMEMLIMIT", "AUTOMEMLIMIT", "GOGC"} {
				t.Setenv(name, "")
				if err := os.Unsetenv(name); err != nil {
					t.Fatal(err)
				}
			}
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			tuneMemory(os.Getenv, tt.provider)
			if got := debug.SetMemoryLimit(-1); got != tt.limit {
				t.Errorf("memory limit %d, want %d", got, tt.limit)
			}
			if got := debug.SetGCPercent(gcPercent); got != tt.gc {
				t.Errorf("GC percentage %d, want %d", got, tt.gc)
			}
		})
	}
}

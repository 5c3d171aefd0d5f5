package main

import (
	"errors"
	"math"
	"os"
	"runtime/debug"
	"testing"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// TestLimitMemory: the runtime keeps below the limit of its container, unless the user has said otherwise.
func TestLimitMemory(t *testing.T) {
	const before = 1 << 40
	none := func(err error) memlimit.Provider { return func() (uint64, error) { return 0, err } }
	for name, tt := range map[string]struct {
		provider memlimit.Provider
		env      map[string]string
		limit    int64
	}{
		"limit":          {memlimit.Limit(100 << 20), nil, 90 << 20},
		"no limit":       {none(memlimit.ErrNoLimit), nil, math.MaxInt64},
		"no cgroup":      {none(memlimit.ErrNoCgroup), nil, before},
		"unreadable":     {none(errors.New("permission denied")), nil, before},
		"GOMEMLIMIT":     {memlimit.Limit(100 << 20), map[string]string{"GOMEMLIMIT": "1TiB"}, before},
		"GOMEMLIMIT=off": {memlimit.Limit(100 << 20), map[string]string{"GOMEMLIMIT": "off"}, before},
	} {
		t.Run(name, func(t *testing.T) {
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(before))
			for _, name := range []string{"GOMEMLIMIT", "AUTOMEMLIMIT"} {
				t.Setenv(name, "")
				if err := os.Unsetenv(name); err != nil {
					t.Fatal(err)
				}
			}
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			limitMemory(tt.provider)
			if got := debug.SetMemoryLimit(-1); got != tt.limit {
				t.Errorf("memory limit %d, want %d", got, tt.limit)
			}
		})
	}
}

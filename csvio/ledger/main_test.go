package ledger_test

import (
	"runtime/debug"
	"testing"
)

// TestMain lets garbage gather: thousands of simulated crashes read small files with large buffers, and take half of the CPU so.
func TestMain(m *testing.M) {
	debug.SetGCPercent(1600)
	m.Run()
}

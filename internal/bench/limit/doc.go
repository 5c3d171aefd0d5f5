// Package limit holds what a contact may cost, apart from time: allocations, bytes allocated, requests, syncs. Tests measure
// and Hold compares; limits.json is what was measured last. Such costs hardly depend on the machine, so that one that grows is
// a change of the program.
//
// A test fails when a cost is a tenth above its limit. When the growth is wanted, or a cost has fallen, write the
// file anew, and say in the commit why:
//
//	UPDATE_LIMITS=1 go test -count=1 -p 1 -run TestCost ./internal/...
package limit

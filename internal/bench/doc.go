// Package bench measures bulkdial as a whole and stage by stage. TestCostOfARun bounds requests and syncs; the benchmarks give
// time, bytes and allocations. The programs below it (plain, server, rows and measure) are for .ci/compare, which compares
// bulkdial with other programs.
//
// docs/performance.md explains all of them.
package bench

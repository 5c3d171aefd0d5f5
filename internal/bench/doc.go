// Package bench measures bulkdial as a whole and stage by stage. Its tests hold what a contact costs, apart from time, against
// the limits of package limit; its benchmarks give the times. The programs below it are for .ci/compare, which measures
// against programs that others would use: plain, server, rows and measure.
//
// docs/performance.md explains all of them.
package bench

// Package ahead lets two cores work on one sequence: a goroutine makes its elements while the consumer is at work on earlier ones.
//
// Reading 1,000,000 results and learning the history from them takes as long as the longer of the two, not as both (the rows of a ledger, in
// rowlog.Read). Planning reads the contacts so, too.
//
// The elements are handed over in parts of 256, so that an element costs some nanoseconds. That is for sequences whose elements are there, as in
// a file: the consumer of one that waits, such as a terminal, would wait for 256 of them. And an element is held for a while, so the
// sequence must not lend memory that the next element reuses.
package ahead

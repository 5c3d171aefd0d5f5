// Package screen decides about each contact of a file, in the order of the file: it is called, it is settled by its last word in
// the ledger, or it is skipped (invalid, duplicate, suppressed).
//
// # Which contacts are called again
//
// The identity of a contact is its id if Rules.UseIDs is set, else its number and its occurrence (it is the n-th row with that
// number). Its last word in the ledger decides: accepted is final; rejected and invalid contacts are checked again and called,
// up to Rules.MaxAttempts attempts, unless Rules.Retry leaves them out; unknown is settled unless Rules.Retry names it; skips
// are checked again. A skip never replaces an attempt, and accepted is final in any order of the lines (dialer.LastWord).
//
// # How often a number is called
//
// Over all ids, rows and runs, a number is called once (SkipDuplicates, FailDuplicates), or as many times as rows have it
// (AllowDuplicates). A call that was or may have been placed counts for one row, whatever its identity was.
//
// # Memory
//
// A contact that the ledger knows takes at most 64 bytes of live heap, 128 with an id, including the places of the rows of this
// pass (TestMemory).
package screen

// Package reconcile finds out what became of attempts that are unknown: whether a call was placed, and which one.
//
// # Found
//
// A call is that of an attempt if a list of calls, or the call's own record, shows the attempt's reference among its variables, under
// any key, and its number. A call that is accounted for by another result is never taken. Of two calls with one reference the one that
// started first is kept, and the other is reported as a double call. An attempt whose answer named a call is read by that id first.
//
// # Not placed
//
// That no call was placed is claimed only when all of this holds, at two readings of the list of the attempt's agent that are Apart or
// more apart:
//
//   - The list was read whole (Reading): to its end, because no order of it is promised, so that a call can be behind any number of older
//     ones. It is never filtered by start time, because a call that is only created has none. Pages overlap: a page that does not show one
//     of the last calls of the page before it may have lost others, so the list was not read whole.
//   - The list shows a witness: an accepted call of the campaign, of the same agent and number to call from, that was sent later, with
//     its reference. Sent later is what a higher number of the same run was, or a run that began in a later second. It proves that the list shows such calls and what was sent with them.
//   - The time to settle has passed since the attempt, by the clock of this program: Config.Settle, or twice the longest queue that
//     the calls of the campaign can have made on the number to call from, at one call a second, whichever is longer.
//   - No call of the list may be that of the attempt: none has its reference, also not at another number, and none has its number, or no
//     number, without being older, accounted for, or marked with another reference.
//   - The attempt has a reference, its agent and its number to call from are on record, and its answer named no call.
//
// Anything else leaves the attempt unknown, and a Left names the Condition that is missing. Without references
// (Config.Referenced) nothing is ever claimed; with Config.MatchNumber a call to the number in a window of time around the attempt is
// taken for it, if there is exactly one call and one attempt.
//
// The first of the two readings is an Absence, which Config.Keep makes durable, so that the second one may be that of a later process.
//
// A reading ends before the end of the list where nothing is to be claimed: the calls of all attempts were found, and a whole page is older than
// the beginning of their runs less Margin.
//
// # Waiting
//
// Run waits, up to Config.Wait, for what time alone can bring (Left.Until): the end of the time to settle, before which a call can still
// appear, whatever else is missing; a later call of the ledger that the list does not show yet, until its own time to settle has passed;
// and the second reading.
//
// # Time
//
// Ages are what the clock of this program says. A start time of the API is compared only with the beginning of a run less Margin, since
// the clocks may differ by minutes. With Config.Speed all these times are shorter, as the lives of the sandbox's calls are.
//
// # Requests
//
// All requests together are at most 10 a second. A request that fails is tried again; then the reading ends, what was found is
// recorded, and Run returns dialer.ErrOutage, or dialer.ErrDenied where the API refuses the key.
package reconcile

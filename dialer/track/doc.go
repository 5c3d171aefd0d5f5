// Package track follows the calls of a campaign to their end, and ends them where that is asked for.
//
// # Following
//
// A Tracker knows the calls that have not ended, as far as it has read, and goes round in cycles. A cycle takes a twentieth of the mean
// time that calls take, from 1 to 30 seconds. In each one it
//
//  1. lists the calls of each agent, page by page, from the beginning, until it has seen all calls that it looks for, or the list
//     ends. All agents together get at most (calls in progress + calls ended since the last cycle)/100 + 2 pages; agents that got none are
//     the first ones in the next cycle. It relies on no order of the list, and no call is taken for ended because it is missing;
//  2. reads single calls that the list has not shown in two cycles, each a little later than the time before, and calls that are older
//     than three mean calls, each at most once a minute;
//  3. writes a dialer.CDR for each call that has ended. When it is on disk, the call is forgotten and Config.Ended is told.
//
// All requests together are at most 10 a second. An answer that asks for time gets it; after other errors the cycles grow to 30
// seconds. A refusal of the key, or of the right to read calls, ends the following.
//
// The agent of a call is known when it is placed. The calls of earlier runs are looked for in the lists of the agents that
// Config.Agents names; one that is in none of them is read by its id, which tells its agent.
//
// Times of the API are only written down: what a call's age is, and whether a minute has passed, this program's clock says.
//
// # Memory
//
// A call that was added by its place in the ledger takes about 50 bytes, and its result is read again when it is needed. One that was
// added with its result takes about 400; there are as many as calls in progress.
package track

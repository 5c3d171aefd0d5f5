// Package calls is what becomes of the placed calls of a campaign, by its files alone: results say which calls were placed, and CDRs how they
// have ended. It reads no contacts and places no calls.
//
//   - Track follows the calls of a shard, or of the whole campaign, beside a run or without one, and records each end once. It holds the
//     calls file, so that no two processes follow one call. Follow goes on until all calls have ended and no run places more.
//   - Cancel ends the calls in progress. It locks nothing and changes no file.
//   - OpenTranscripts keeps what was said in the calls, in one file for each, which is never replaced.
//   - EachPlaced passes each placed call once with its CDR, for billing, EachTestCall those that only the runs file knows, and EachCDR the ends
//     of calls as they are recorded.
//   - Records find the line about an attempt, or about the end of its call, again by its place, so that it need not be kept in memory.
//
// Package track has the engines, which know neither files nor campaigns.
package calls

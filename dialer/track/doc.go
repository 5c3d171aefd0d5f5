// Package track follows the calls of a campaign to their end, ends them where that is asked for, and reads what was said in them.
//
// # Following
//
// A Tracker knows the calls that have not ended, as far as it has read, and goes round in cycles. A cycle takes a twentieth of the mean
// time that calls take, from 1 to 30 seconds. In each one it
//
//  1. lists the calls of each agent, page by page, until it has seen all calls that it looks for, or the list ends. All agents together
//     get at most (calls in progress + calls ended since the last cycle)/100 + 2 pages; agents that got none are the first ones in the
//     next cycle. It relies on no order of the list, and no call is taken for ended because it is missing;
//  2. reads single calls that no list has shown in two cycles, each an eighth of its age later than the time before, and calls that are
//     older than three mean calls (a minute at least), each at most once a minute. A call that a list of this cycle has shown is not
//     read;
//  3. writes a dialer.CDR for each call that has ended. When it is on disk, the call is forgotten and Config.Ended is called.
//
// A list is read from its beginning, because that is where new calls usually are. Where an error has cut it, the next cycle reads on
// from there, and also where the pages were used up and the last one has shown calls that were looked for: the list of a large campaign
// has thousands of pages. Old calls are looked for until their agent's list has come to its end once.
//
// The agent of a call is known when it is placed. The calls of earlier runs are looked for in the lists of the agents that
// Config.Agents names; one that is in none of them is read by its id, which tells its agent.
//
// # Errors
//
// All requests together are at most 10 a second. An answer that asks for time gets it, for all requests. Any other error may be that
// of one agent or one call: the cycle goes on until three requests in a row have failed. When a cycle has no good answer at all, the
// next one comes later, up to 30 seconds. A refusal of the key, or of the right to read calls, ends the following, and so does a CDR
// that cannot be written.
//
// # Time
//
// Times of the API are only written down, and the age of a call is what this program's clock says. The mean call is that of the API's
// times, because an end is found late; a time that is longer than has passed here since the call was placed is not believed.
//
// # Canceling
//
// A Canceler ends the calls that are in progress, in rounds. Each round asks once for each call that may be, those that were placed last
// first, up to AtOnce at the same time:
//
//	answer to the request to cancel      what the call is then
//	2xx                                  canceled
//	400, or another refusal of it        read by its id: over, or still ringing; canceled once more if it has been answered since
//	404, 408, 429, 5xx, none             failed; the next round asks again
//	401, 402, 403, 405                   the canceling ends
//
// A call whose request to cancel had no clear answer counts as canceled when it is found to have been. For 20 calls or more, the lists of
// the agents are read first, which tell of a hundred calls at once which have ended.
//
// The rounds are 2 seconds apart. They end when no call is left, or CancelConfig.For after the first one. Five requests in a row without a
// usable answer, or an answer that asks for time, break a round off; the next one comes when the API has asked for it, else later and later.
// All requests together are at most 10 a second. The end of the context cuts no request off.
//
// # Transcripts
//
// A TranscriptReader reads the transcripts of calls one after another, up to 4 at the same time and 10 a second. A call without one is
// counted. An error costs its call alone; five in a row, a refusal of the key, or a transcript that cannot be saved end the reading.
//
// # Memory
//
// A call that was added by its place in the ledger takes at most 64 bytes, and its result is read again when it is needed. One that was
// added with its result takes about 400; there are as many as calls in progress. A Canceler takes about 30 bytes for each call, and 30 more for
// one that has no CDR.
package track

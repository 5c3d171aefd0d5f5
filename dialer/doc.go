// Package dialer is the engine of bulkdial: it decides who is called, in which request, and when; sends each request
// at most once; and writes down what the answer proves. It knows neither HTTP nor files: Caller, Log, Numbers and
// Suppression are what it asks of others.
//
// # Flow
//
// Contacts come as a sequence in the order of their file. A Screen judges each against the History of the campaign:
// it is called, or an earlier word on it stands, or it is skipped (invalid, duplicate, suppressed). Those to be called
// are grouped into batches of one Route, in which no number occurs twice. MakePlan and Run share the flow up to here, so a
// plan cannot be wrong about a run. However many routes there are, what waits to fill a batch is bounded. Run makes a few
// batches ready before they are due, while others are under way.
//
// A contact whose route names no number to call from gets one of Screening.Callers, by its identity, so that it is
// the same on every attempt. Each attempt has a reference that follows from the contact's identity and the attempt
// alone.
//
// Run then admits each batch: it waits for one of Config.Concurrency slots, for the gate to be open (see below), and
// last for the pace of Config.CPS calls per second, of which a batch of n takes n. With AutoConcurrency there are as many
// slots as the pace needs by the time that requests with good answers take, and half as many again, from 4 to 256;
// they become more only for want of slots, never for want of answers or of lines. Then the intent is made durable
// (Log.Intend), the request sent (Caller.Call), and the results are handed to the record (Log.Settle), which frees the
// slot. They count once they are on disk, and Run waits for that before it reports. Last before the intent the
// suppression lists are looked at again: whoever has come onto one since the screening is taken out and recorded. Lists
// that cannot be read whole stop the run.
//
// # What an answer proves
//
// Only an answer that proves that nobody was dialed leads to another try.
//
//   - Answered: each contact has an entry, which is Accepted, Rejected or Unknown. Entries that lacked a free line
//     (Busy) are tried again in this run.
//   - Unsent, Busy: nobody was dialed; the whole request is tried again after a wait.
//   - Refused, TooLarge: nobody was dialed. A request of several contacts is halved and its halves are sent, so that
//     one bad contact does not cost its neighbors; of one contact, it is Rejected.
//   - Denied: nobody was dialed, and nobody will be until somebody changes something: the run stops.
//   - Lost: anybody in the request may have been dialed; all of them are Unknown, and left alone from then on.
//
// # Waiting and stopping
//
// When the API has no room or cannot be reached, the gate closes for the whole run: for as long as the API says, else
// for a wait that doubles from one hold to the next, with full jitter, up to 30 seconds. Then one request goes
// alone, and its answer opens the gate or closes it again. Waiting for a free line may go on for any time; holds
// because of connections that fail, and lost answers, are counted, and Config.MaxFailures of them in a row stop the
// run. Whatever stops a run, what was sent is answered and recorded first, and contacts that were not sent stay
// pending.
//
// # Shards
//
// A campaign may be divided among processes: each judges all contacts, so that duplicates are found wherever they stand,
// and deals with those whose identity falls to its Shard by a hash. Pace and limit are divided exactly. Shards that
// start together send in turn. What must not be in the file at all (duplicates that fail, invalid rows of a strict run)
// stops every shard.
//
// # Who is called again
//
// A contact is known by its id when Rules.UseIDs, else by its number and its occurrence (it is the n-th row with that
// number). Its last word in the record decides: accepted is settled for good; rejected and invalid are judged anew
// and called, up to Rules.MaxAttempts attempts, unless Rules.Retry leaves them out; unknown is left alone unless
// Rules.Retry names it; skips are judged anew. By default a number is called once in a campaign, whatever ids and
// rows it stands in.
package dialer

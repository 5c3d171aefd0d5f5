// Package engine places the calls of a campaign: it groups contacts into requests, decides when each is sent, sends it at most once, and
// records what the answer proves. Screener, Guard, Caps, Ledger, Caller, Follower and Observer are those of package dialer, which others
// implement.
//
// # Flow
//
// Contacts come as a sequence in the order of their file. A Screener decides about each: it is called, an earlier word
// stands, or it is skipped. Contacts to be called are grouped into batches of one Route, in which no number occurs twice.
// MakePlan and Run share the flow up to here, so a plan cannot be wrong about a run. The batches that are being filled are
// bounded, however many routes there are.
//
// A run has three stages, in an errgroup whose first error stops admission and cancels no request that was sent: a reader
// makes steps (a skip to record, a batch to send), a dispatcher hands batches to workers, each of which has a slot, and the
// Follower follows the calls. It is given a call when its result is on disk. When the dispatcher has recorded all there is, it
// tells the Follower that no call comes any more, and the run ends when that has seen the last one end, or gives up.
//
// Slots are at most Config.MostConcurrency, and follow AutoConcurrency: as many as the pace needs by the time that requests
// with good answers take, and half as many again, from 4 to 256. Slots are added only for want of slots, never for want of
// answers or of lines. A batch for which the API had no line waits outside of the slots.
//
// Order of admission: a slot; no pause, the gate, lines and pace, as package admission says; the guards; the intent (dialer.Ledger.Intend);
// the request (dialer.Caller.Call). The results go to the ledger (dialer.Ledger.Settle), which frees the slot; they count once they are on
// disk, and Run waits for that before it reports.
//
// # Guards
//
// A Guard answers for a contact: send, skip, hold until a moment, or that no moment is known; then the contact stays pending, and the
// run ends with ErrNoTime when it has called the others. Guards are asked twice: when the contact joins a batch,
// where a held contact takes no slot, line or pace, and again just before the intent. A contact that is skipped or held
// there leaves its batch, and its lines and pace go back. A held contact takes 16 bytes: it is read again by its row when
// it may be called. A guard that cannot answer stops the run.
//
// # Calling hours
//
// A guard holds a contact that is outside of its calling hours (dialer.Clearance.Closed), and the run goes on with the others. When it has nothing
// else to do, it waits for the next opening as long as Config.HoursWait says; if the opening is later, it ends with ErrClosed, and the
// contacts are left for a later run. What opens while the run is still busy, or waits for contacts of another kind, is called.
//
// # Caps
//
// A guard holds a contact whose number was called as often as a cap allows (dialer.Clearance.Capped), or at which somebody was reached a short time
// ago (dialer.Clearance.Talked). The run waits for it as for contacts that are called again (below). Two requests under way at once could both pass that check, so Caps count the calls, after the guards and before
// the intent: what goes out was counted before, and stays counted unless it is certain that nobody was dialed. When a cap of the
// campaign is full, such as one of calls per day, contacts wait as long as requests are under way that may not have placed their calls; then
// the run stops with dialer.ErrCap.
//
// # Contacts that are called again
//
// A Decision may say that a contact is called again after its call (Redials), and when that is due. Such a contact is held as by a guard,
// unless it is due later than Config.RedialWait after the beginning of the run: then it is left for a later run, and the run ends with
// ErrNotDue. Config.Order says who goes first. Those that go later are held until the pass over the file has ended. A held contact that
// becomes due amid a pass is read again there and then, unless fresh ones go first, so that a long list does not keep it back;
// passes for contacts that become due one by one are at least a second apart.
//
// # What an answer proves
//
// Only an answer that proves that no phone was dialed leads to another try. effectOf is the table: what each dialer.AnswerKind
// does to the contacts, the breaker, the gate, and the rest of the batch.
//
//   - Answered: each contact has an entry, which is Accepted, Rejected or Unknown. Contacts whose entries lacked a free
//     line (dialer.Entry.Busy) are tried again in this run.
//   - Unproven: as Answered, but every entry is Unknown: no good answer.
//   - Unsent: no contact was dialed; the whole request is tried again after a wait.
//   - Withheld: a guard objected at the last moment, so no contact was dialed; the batch is checked and admitted again.
//   - Busy: no contact was dialed, for want of a line; all of them are tried again.
//   - Refused, TooLarge: no contact was dialed. A request of several contacts is halved and its halves are sent, so that
//     one bad contact does not cost its neighbors; a single contact is Rejected.
//   - Denied: no contact was dialed, and none will be until the configuration changes: the run stops.
//   - Lost: any contact of the request may have been dialed; all of them are Unknown, and never sent again unasked.
//
// An id that an earlier answer of the run had names two contacts and proves nothing about the second: it is Unknown. What is
// recorded of the first stands.
//
// # Waiting and stopping
//
// When the API has no room, cannot be reached or does not answer well, the whole run waits at the gate (package admission).
//
// Two bounds stop a run (dialer.ErrOutage). Config.MaxWait bounds the time that the gate is closed without an accepted call, or, for
// want of a line, without calls of the run in progress, one of which frees its line; a longer wait that the API asks for stops
// the run at once. Config.MaxFailures bounds how many requests in a row leave
// their contacts in doubt; requests that were under way when one of them failed are one incident and count once. A single
// lost answer is an accident and does not close the gate.
//
// A contact that lacks a line is tried again later, outside of its slot, so that others are sent meanwhile. Refusals of some
// contacts hold the run only when fewer were called meanwhile than refused. A contact that is refused 20 times while others
// have lines is left pending, and the run ends with ErrNoLine.
//
// Requests that are refused for what is in them, down to single contacts, all alike, before anything was taken in the
// campaign, may be the fault of the configuration. From three such contacts on, one contact of each batch is tried, and the
// others are kept back. When contacts of 20 batches, or all contacts of the list, are refused alike, the run stops
// (dialer.ErrDenied) and rejects none of them. When anything is taken, or refused in other words, they are Rejected.
//
// When a run stops, what was sent is answered and recorded first, and contacts that were not sent stay pending.
//
// The log has warnings of one kind once a minute, with the number of those that were left out.
//
// # Shards
//
// A campaign may be divided among processes: each decides about all contacts, so that duplicates are found wherever they
// are, and calls those whose identity falls to its Shard by a hash. Pace, lines and limit are divided exactly. Shards that
// start together send in turn, also from one number. What must not be in the file at all (duplicates that fail, invalid rows of a strict run)
// stops every shard.
package engine

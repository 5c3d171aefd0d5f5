// Package screen decides about each contact of a file, in the order of the file: it is called, it is settled by its last word in
// the ledger, it is skipped (invalid, duplicate, suppressed, expired), or it is held until it may be called. What earlier calls and other
// rows say of it is known here; guards are asked about each contact that is to be called. Those that look at one contact alone are in
// package guards.
//
// # Who is who
//
// The identity of a contact is its id if Rules.UseIDs is set, else its number and its occurrence (it is the n-th row with that
// number). With Rules.IDsByNumber it is the id and the number together. A second row with an identity is a duplicate.
//
// History keeps the attempts in the ledger, by number and by id, and derives everything else from them: the order of the lines
// does not matter, nor does a line that is in several files.
//
//   - An attempt is one sending of a contact in one batch. What several lines say of it is one answer: what is certain wins over
//     unknown, as after a correction, and accepted over rejected.
//   - The attempts of a contact are counted. If one has a higher number than there are attempts, some were sent before the contact
//     had its id, or lines are missing, and that number counts.
//   - The last word on a contact is accepted if any attempt was, but unknown if a later attempt is. Else it is that of the attempt with the highest number. If
//     attempts share a number, one of them was sent without knowing the other, so a contact with an unknown attempt stays unknown.
//   - A skip replaces no attempt.
//   - A CDR says how the call of an attempt has ended. An accepted contact has the outcome of its accepted attempt with the highest
//     number, and none while that call is in progress. Where several attempts share that number, or are at several numbers, one call
//     in progress is enough, and different outcomes are `other`. CDRs that contradict each other are `other` too.
//
// # Hidden rows
//
// A row that its sheet hides is called only with CallHidden. Else it is skipped as suppressed, unless a settled word on its id or its
// number stands, and takes no place among the rows with its id or number. With UndecidedHidden and FailHidden the caller must not call
// anybody while there are any.
//
// # Which contacts are called again
//
// Accepted is final without Rules.Redial; rejected and invalid contacts are checked again and called, up to Rules.MaxAttempts attempts, unless
// Rules.Retry leaves them out; unknown is settled unless Rules.Retry names it; other skips are checked again. Attempts of before
// there were ids count for the contact that has an id now.
//
// # Which contacts are called again after a call
//
// Rules.Redial opens accepted contacts by how their last call has ended, up to Rules.MaxAttempts attempts. A person is never called again
// because of a doubt:
//
//   - The last call has an end that Redial names: by its outcome (no_answer, busy, failed), or by the end reason of the API. A call with the
//     outcome other may have reached somebody: it counts only by an end reason that is not documented, and not if it is completed. A
//     canceled call was answered. An answered one counts only if it is short and Redial says so; one of unknown duration is not short.
//   - No call to the number has reached somebody or may have: none, of any identity, is answered, canceled, other or in progress, unless
//     Redial names it as above. Nor is any attempt unknown, unless Rules.Retry names unknown.
//   - Two failed calls in a row are final.
//   - Where several rows have the number, each was called before, or is settled otherwise, and one of them is called again in a run. All
//     attempts at the number together are at most Rules.MaxAttempts for each row. On standard input, where later rows are not known, such
//     rows are not called again.
//
// A contact is due when Redial.After has passed since the end of the last call to the number, by the outcome and the number of the
// contact's last call; until then it is held. The end is the API's, unless it is missing, later than its record, or a day or more
// before it; then it is the time of the record. The screen is asked again when the contact is due, and so are the guards.
//
// A redial that is rejected leaves the contact accepted. One that is unknown makes unknown the last word.
//
// # How often a number is called
//
// Over all ids, rows and runs, and without Rules.Redial, a number is called once (SkipDuplicates, FailDuplicates), or as many times as rows
// have it (AllowDuplicates). A call that was or may have been placed counts for one row, whatever its identity was. Where the id alone
// does not identify contacts, each settled last word counts for one row too, and the attempts of all identities together are at
// most Rules.MaxAttempts for each row. Where the rows were not counted in an earlier pass, they are those so far.
//
// # Ids that move
//
// An id has moved if a call of it was or may have been placed, and its row has a number now at which none was. The contact is
// left alone, and Screen.Moved names it: perhaps its number was corrected, perhaps its id belongs to somebody else now. If many
// have moved (Moved.Unstable), the caller must not call anybody by these ids. An id is compared in its first row. A row that cannot
// be read is the first one only if the rules settle the id: then the id is not compared, and the rows that follow are duplicates.
//
// # Caps
//
// Caps hold a contact whose number was called as often as a Cap allows, by this campaign, by others whose results were read, or by others that
// share their calls with this one, and count the calls of a run before their intents. A call is an attempt that is accepted or unknown. It
// counts from its intent on; then its time is that of the answer, as results have it. With a window of 24 hours a number is held as
// long as there are that many calls less than 24 hours ago, so that no window of that length has more, wherever it begins; with a
// calendar day, as long as there are that many on this day, or on later ones, as by a clock that was set back. Who is over a cap is held until the
// moment at which the number has one call less than the cap. A budget bounds the calls of a day and the minutes of a campaign, or of a
// shard's part: a call counts with its maximum duration until a CDR says how long it was.
//
// # Memory
//
// A contact that the ledger knows by one attempt takes at most 64 bytes of live heap, 128 with an id, including the places of the
// rows of this pass and, where there are caps, the time of the call, which takes 3 (TestMemory). Each further attempt takes up to 30. A
// number that only the results of others have takes 52, and one that this run calls 24 (TestCapsMemory). KeepPlaces adds 16 to 24 to
// each attempt.
package screen

// Package admission decides when a request of a run may be sent: it knows how many calls there are and on which routes, and no contacts.
// The engine takes a slot before, and asks the guards after.
//
// # Order
//
// No Pause; the Gate; Lines; the pace of the number to call from (Config.CallerPace), then that of the run (Config.CPS calls per second),
// of which a batch of n takes n. When a pause has begun meanwhile, or the gate has closed, the batch gives its lines back and begins
// again. What is admitted and not sent goes back (Admission.GiveBack).
//
// # Lines
//
// A call takes a line from its admission on, until it has ended (Lines.Ended), it is certain that it was not placed,
// or no call can last longer; one that may have been placed takes a line too. A batch takes as many lines as are free, up to its
// contacts; the rest of it goes on alone. When the API has no free line, the limit falls to what is in use and rises by one each
// minute. The calls of earlier runs count (Lines.Resume).
//
// # Pause
//
// A Pause stops admission and nothing else. It saves no pace for later, and its time does not count for Config.MaxWait.
//
// # Gate
//
// When the API has no room, cannot be reached or does not answer well, the gate closes for the whole run: for as long as
// the API says, else for a wait that grows from one hold to the next, with full jitter: for lines up to 30 seconds, for a
// connection up to two minutes, after lost answers, of which each leaves a batch in doubt, up to five. Then one request
// goes alone, and its answer opens the gate or closes it again. Config.MaxWait bounds the time that the gate is closed from one hold
// to the next, unless the run is excused (Gate.Excuse).
//
// # Waits
//
// That the whole run waits for lines or for good answers is in the log when it begins, once a minute while it lasts, and when it is
// over, with the reason; so is the beginning and the end of a wait for calls of the campaign to end. The longest waits are kept
// (Waits.Longest).
package admission

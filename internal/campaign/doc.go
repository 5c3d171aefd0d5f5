// Package campaign is what the commands do with a campaign, in phases. It knows no flags, no terminal and no HTTP: package
// main turns flags into a Config, prints what this package returns, and chooses the exit code.
//
// Its rooms do what needs no contacts: fileset names the files, settings remembers what runs were given, calls follows the placed calls, and
// forecast says what a plan means.
//
// New opens the suppression lists of a campaign whose files are named. Then there are two ways in:
//
//   - Look reads the results of all shards, and how the calls have ended. It takes no lock and writes nothing, so it can be used
//     beside a run. A Look plans (Plan) and says where the campaign stands (Status). LookAtRecords finds each line about a contact too, for
//     an export (EachContact). LookWith lets an Observer see each attempt and each end of a call, for an overview (StatusOfEach, EachAttempt,
//     TakeCalls).
//
//   - Open takes the lock of the ledger. The phases of the Run that it returns follow in this order:
//
//     Join      reads the results of the other shards, how the calls have ended, and the calls of others that count for caps
//     CheckIDs  refuses to mix calls of the sandbox with real ones
//     Reconcile finds out what became of unknown contacts, where there are any
//     MakePlan  decides about all contacts, and refuses ids that belong to others now; not where contacts can be read only once
//     Preflight asks the API for the numbers and agents of the plan, and plans again where the agents need variables
//     Begin     makes the first change to the ledger, and says in the runs file that the run begins
//     Dial      calls the contacts
//     Finish    closes the ledger and returns the State
//     NoteEnd   says in the runs file how the run has ended
//
// TestCall prepares a call to one number with the metadata of a row. It takes no lock; of the files it writes only the runs file.
//
// ImportLog adds to the results what only the log of a run has, Reconcile what became of unknown contacts, and State what the operator
// says of them.
//
// A State is all that a summary, a status or a report says of a campaign. It is filled in state.go only.
//
// Errors name fields and values, never flags: a *dialer.FieldError carries the field. A UsageError says that the given values
// cannot be used.
package campaign

// Package fileset is the files of a campaign: what they are called, which runs work with them, and whether they pause these runs.
//
// Name finds the files by the name of the contacts file: leads.csv gives leads.results.csv, beside which all others are, those of the shards
// too. Results is the file of the campaign as a whole, Own that of the shard that a run deals with. No links lead to them, so that each
// command, by any name, finds the same files. CheckOutput keeps what a command writes from replacing a file that the campaign needs.
//
// A run holds the lock of its results, and who follows calls holds that of a calls file (package ledger). AwaitUnused and AwaitUntracked wait
// for both; Running and Placing say who is at work. They lock nothing themselves.
//
// A campaign is paused while leads.results.csv.paused exists, and one shard of it while the like file beside its own results does. The file
// outlives the run. WatchPause pauses a run as the files say.
//
// The package reads neither contacts nor what the ledger says of them. An Error says that a file cannot be what it was named for; a
// *dialer.FieldError names the field Results.
package fileset

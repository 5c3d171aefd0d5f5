// Package converge tests that a campaign comes to its end, whatever cuts its first run off: campaigns in virtual time, with the real
// phases of run, track and reconcile (internal/campaign) on real files, against the sandbox.
//
// # The claim
//
// After a crash at any moment, at most three rounds of
//
//	run; track; reconcile; run
//
// answer for every contact: each number was called exactly once, its result has the id of that call, and nothing is unknown or pending.
//
// One thing cannot be settled: that a request has placed no call is proven by a call of the campaign that was sent later, so nothing proves
// it of the last requests of all. A contact may stay unknown only if it was not called, and no call was placed by a later request. Where
// some stay, a contact is added to the file: its call is what was missing, and one more round must settle all of them.
//
// # The campaigns
//
// The first run is in trouble, always; so may be the first run of the first round, or all of that round. From then on the API takes each
// request, as it must at some time. In trouble
//
//   - answers are lost before or after the calls were placed, or are partly unreadable; requests and answers take longer than the run
//     waits, so that calls are placed minutes after it has given the request up, or after its death;
//   - requests do not leave, find no line, or are rejected in part;
//   - a process dies: that of the first run mostly, that of each command of the first round sometimes. It dies before any change of a file,
//     in the middle of a write, before or after a request, or at any time. The files as they are then go to a new folder, where the next
//     command begins.
//
// To the end the list of calls shows calls up to 15 minutes late, and others as created for 49 minutes and more. It has older calls of
// another campaign, is in any order, its pages lack or repeat calls, and some of its answers are errors.
//
// The operator is hasty or not. Reconcile is given enough time for what takes time, or the operator comes back hours later for it. Between two
// commands at least a second passes, because runs are named by the second: calls of a run with the second of a lost answer prove nothing.
// Nobody changes the contacts, all calls have one agent and one number to call from, and attempts are not limited. Nothing that was
// written is lost: losses of power are those of csvio/ledger's TestCrashEveryPrefix.
//
//	go test ./internal/converge                               a few campaigns
//	go test ./internal/converge -v -converge.campaigns=1000   any number of campaigns, and how they ended
//	go test ./internal/converge -converge.seed=N              repeats one of them, but for the waits that a run draws after failures
package converge

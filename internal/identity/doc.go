// Package identity tests the identity of contacts over the runs of a campaign. Its model plays random campaigns with the real
// settings, screen, engine and ledger: whole or in shards, merged, cut off and resumed. Between the runs the simulated operator
//
//   - edits, moves and copies the contacts file, and names its results, or forgets to;
//   - gives other flags, or forgets those that are remembered; what is refused is taken back, or accepted;
//   - corrects a file of rejects, and runs it with the results of the campaign, or forgets to name them.
//
// The oracle knows only what was sent, to whom, what became of it, and what the operator has permitted. Nobody is called more
// often than that allows, the remedy of each refusal makes the run go on, and in the end each contact that may be called was. The
// oracle says beforehand when a run must be refused because ids belong to others now.
//
//	go test ./internal/identity                                   2,000 campaigns
//	go test ./internal/identity -identity.campaigns=1000000       any number of campaigns
//	go test ./internal/identity -identity.first=N                 others: with the seeds from N on
//	go test ./internal/identity -identity.seed=N                  repeats one of them
package identity

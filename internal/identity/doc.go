// Package identity tests the identity of contacts over the runs of a campaign. Its model runs random campaigns whose ids,
// duplicates policy, rows, lists and flags change between runs, with the real screen, engine and ledger, and an oracle that
// knows only what was sent, to whom, and what became of it. It says beforehand when a run must be refused because ids belong to
// others now.
//
//	go test ./internal/identity                                   2,000 campaigns
//	go test ./internal/identity -identity.campaigns=1000000       any number of campaigns
//	go test ./internal/identity -identity.first=N                 others: with the seeds from N on
//	go test ./internal/identity -identity.seed=N                  repeats one of them
package identity

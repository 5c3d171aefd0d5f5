// Package identity tests by what contacts are known over the runs of a campaign. Its model plays random campaigns whose ids,
// duplicates policy, rows, lists and flags change between runs, with the real screen, engine and record, and an oracle that
// knows only which numbers were dialed.
//
//	go test ./internal/identity                                   2,000 campaigns
//	go test ./internal/identity -identity.campaigns=1000000       as many as wanted
//	go test ./internal/identity -identity.seed=N                  one of them again
package identity

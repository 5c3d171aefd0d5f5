// Package lines tests how runs use the lines that they are given: campaigns in virtual time, with the real engine and tracker
// against the sandbox, whose call log says how many calls were in progress.
//
//	go test ./internal/lines                          a few campaigns
//	go test ./internal/lines -lines.campaigns=10000   any number of campaigns, and how many have passed on standard error
//	go test ./internal/lines -lines.seed=N            repeats one of them
package lines

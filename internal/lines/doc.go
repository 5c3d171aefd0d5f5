// Package lines tests how runs use the lines that they are given: campaigns in virtual time, with the real engine and tracker
// against the sandbox, whose call log says how many calls were in progress.
//
//	go test ./internal/lines                          40 campaigns
//	go test ./internal/lines -lines.campaigns=10000   any number of campaigns
//	go test ./internal/lines -lines.seed=N            repeats one of them
package lines

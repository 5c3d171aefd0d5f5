// Package ringing tests that phones ring only when they may: whole campaigns in virtual time, with the real engine, screen, places and
// hours, over random rules, zones, changes of clocks, kills of runs, clocks that are set, slow disks and connections, and earlier
// conversations. An oracle of a few lines looks at the wall clocks of
// each contact while its phone rings; it knows nothing of timetables, holds or waits.
//
//	go test ./internal/ringing                            some campaigns
//	go test ./internal/ringing -ringing.campaigns=10000   any number of campaigns, and how many have passed on standard error
//	go test ./internal/ringing -ringing.first=N           the same from another one on
//	go test ./internal/ringing -ringing.seed=N            repeats one of them
package ringing

// Package monitor is the HTTP server of a run: metrics for Prometheus, health probes for an orchestrator, and the report, which it makes from
// the files of the campaign.
//
// It serves from before the first contact is read until after the end (--metrics-linger), for all runs of one command. A nil Monitor serves
// nothing, so that its callers need not ask whether there is one.
package monitor

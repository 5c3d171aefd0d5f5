// Package monitor serves what others ask of a run while it works: metrics for Prometheus, the probes of an orchestrator, and the report as a
// page that is made anew from the files of the campaign.
//
// It serves from before the first contact is read until after the end (--metrics-linger), for all runs of one command. A nil Monitor serves
// nothing, so that its callers need not ask whether there is one.
package monitor

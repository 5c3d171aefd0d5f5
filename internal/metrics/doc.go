// Package metrics shows a run to Prometheus. It adapts the events of dialer.Observer, and engine.Stats, to a registry of
// its own, and serves the registry over HTTP, with two probes for an orchestrator.
//
// # The metrics
//
// All names begin with bulkdial_; units are seconds and calls. Counters count this run and begin at 0. The labels have
// only the values that are named here, so that their number does not grow with the contacts. No label holds data of a
// contact.
//
//	contacts_total{disposition}          contacts of this run by disposition: those that it called, and those that it
//	                                     skipped
//	campaign_contacts{state}             contacts of the whole campaign by disposition, or pending for those still to be
//	                                     called; their sum is the number of rows, with standard input of the rows so far
//	contacts_in_flight                   contacts in requests that are not answered yet
//	retries_total                        contacts sent again within this run; no earlier request had called them
//	requests_total{class}                requests by the class of their answer: 2xx, 3xx, 4xx, 429, 5xx, none
//	requests_in_flight                   requests that are not answered yet
//	request_duration_seconds             from sending to the answer, or to the end of the wait for it
//	queue_duration_seconds               how long a request waited for a slot, the gate and the pace
//	batch_contacts                       contacts in a request
//	pace_asked_calls_per_second          the configured pace; 0: no pace
//	pace_reached_calls_per_second        calls sent per second, over the last 10 whole seconds
//	gate_held{reason}                    1 while the whole run is held: because the API has no free lines (lines), or
//	                                     after failures (failures)
//	lines_asked, lines_effective         the maximum of calls in progress, and what is left of it after the API had
//	                                     no free line; 0: none
//	lines_in_use                         calls that take a line, where calls are followed
//	calls_ended_total{outcome}           calls that have ended, where they are followed
//	run_paused                           1 while the run is paused
//	run_idle                             1 while it only waits for hours, caps or times of contacts
//	fsync_duration_seconds               each sync of the ledger's files
//	run_admitting                        1 from the locking of the ledger until the run ends or must stop
//	run_start_timestamp_seconds          when the run began to call; 0 before
//	last_success_timestamp_seconds       when the last accepted call was answered; 0 when there is none
//	build_info{version,goversion}        1
//
// The metrics of the Go runtime (go_…) and of the process (process_…) are served too.
//
// # The probes
//
// /healthz answers 200 while the process works; /readyz answers 200 while run_admitting is 1. Otherwise it answers 503:
// before the run, while the run waits for answers after a signal or a fault, and after the end.
//
// # The report
//
// At / there is a report for people, which ShowReport gives; before that, the answer is 503.
package metrics

// Package metrics shows a run to Prometheus. It adapts what dialer tells an Observer, and what Stats shows, to a
// registry of its own, and serves it over HTTP with the two probes of an orchestrator.
//
// # The metrics
//
// All names begin with bulkdial_; units are seconds and calls. Counters count this run and begin at 0; the labels have
// the values that are named here and no others, so that their number does not grow with the contacts. Nothing of a
// contact is ever in them.
//
//	contacts_total{disposition}          what this run found of contacts: those it called as accepted, rejected or
//	                                     unknown, those it skipped as invalid, duplicate or suppressed
//	campaign_contacts{state}             where the whole campaign stands: the dispositions, and pending for those who
//	                                     are to be called; their sum is the rows. Of standard input, the rows so far
//	contacts_in_flight                   contacts in requests that are not answered yet
//	retries_total                        contacts sent again within this run, none of whom the first request called
//	requests_total{class}                requests by the class of their answer: 2xx, 3xx, 4xx, 429, 5xx, none
//	requests_in_flight                   requests that are not answered yet
//	request_duration_seconds             from sending to the answer, or to the end of the wait for it
//	queue_duration_seconds               how long a request waited for a slot, the gate and the pace
//	batch_contacts                       contacts in a request
//	pace_asked_calls_per_second          --cps; 0: no pace
//	pace_reached_calls_per_second        calls sent in the last 10 whole seconds, divided by them
//	gate_held{reason}                    1 while the whole run is held: because the API has no free lines, or because
//	                                     of failures
//	fsync_duration_seconds               each sync of the record's files
//	run_admitting                        1 from when the record is held until the run ends or must stop
//	run_start_timestamp_seconds          when it began to call; 0 before
//	last_success_timestamp_seconds       when the last accepted call was answered; 0 when there is none
//	build_info{version,goversion}        1
//
// Besides, those of the Go runtime (go_…) and of the process (process_…).
//
// # The probes
//
// /healthz answers 200 for as long as the process works; /readyz answers 200 while run_admitting is 1, and else 503:
// before, while what was sent is being answered after a signal or a fault, and after the end.
package metrics

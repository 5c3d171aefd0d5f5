// Package export writes what became of a campaign's contacts as a table for people: each contact in its order, with all columns of
// its own and those of csvio.ExportedColumns (Contacts), and one line for each placed call, for billing (Billing).
//
// A table is CSV, a workbook or JSON Lines (Format). Create writes it beside its name and gives it the name when it is whole.
//
// # What a cell says
//
//	disposition       why the contact is not called as the list is now (invalid, duplicate, suppressed, expired), else the last word of
//	                  its attempts (accepted, rejected, unknown), else pending
//	agent_call_id     of the attempt that the last word comes from
//	error             why: of a skip the cause and the remedy, else what the API said of the attempt, or of its call
//	attempts          how often it was sent
//	outcome           how the accepted call has ended; empty while it is in progress as far as is known
//	end_reason        the API's own word for it
//	duration_seconds  from the start to the end of the call
//	last_attempt_at   when the last attempt was answered
//	bulkdial_row      the row of the list, with the words hidden and unread where a sheet hid the row or it could not be read
//	bulkdial_campaign the campaign (csvio.Origin), so that a corrected export is run as part of it
//
// A contact that a run would call again has the last word that it has now. The state of a campaign counts it as pending.
package export

// Package request reads what a request asks the fake API for, from its body or its query, and refuses all that the API does
// not know. Package sandbox checks the headers, places the calls, and answers each error of this package with a 400.
//
// # JSON
//
// A body is one JSON object in UTF-8, and is read more strictly than encoding/json does it. An unknown key, a key in another
// case, a key that an object has twice, and anything after the object are refused, and so are values that nest deeper than
// 1000. An integer has no fraction and no exponent. An error names the value by its path, as in
// `body.outbound_calls[2].to_number`; that of a body that is not JSON names a byte instead.
//
// # POST /agents/calls
//
// ParseCalls reads its body. The fields, of which the first three are required:
//
//	from_number_id             a string that is not blank, and no phone number
//	agent_id                   a string that is not blank
//	outbound_calls             an array of one item or more
//	ringing_timeout_seconds    an integer from 5 to 80
//	max_call_duration_minutes  an integer from 1; one above two years counts as two years
//
// The fields of an item, of which the first is required:
//
//	to_number          E.164, which is + and 7 to 15 digits, the first not 0; two items may have the same number
//	metadata           in version 2026-03-01 only: null, or an object of any values
//	dynamic_variables  in version 2026-08-14 only: an object of up to 64 strings, numbers and booleans, in 16 KiB as it was sent
//
// The name of a dynamic variable is 1 to 64 letters of ASCII, digits and _, and begins with none of a digit, system__, secret__.
//
// # The other routes
//
// ParseListQuery reads the query of GET /agents/calls: agent_id, which is required; starting_after or ending_before, the id of a
// call; limit, 1 to 100, 10 if it is not given; start_time_gte and start_time_lte, times of RFC 3339. ParseGetQuery reads that of
// GET /agents/calls/{id}: expand=transcript or nothing. No parameter may be unknown, empty, or given twice. CheckCancelBody
// takes an empty object or nothing for the body of POST /agents/calls/{id}/cancel.
package request

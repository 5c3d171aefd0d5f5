// Package cartesia is the client of Cartesia's POST {base}/agents/calls. It implements dialer.Caller: it sends a
// request at most once and says what the answer proves.
//
// # What an answer proves
//
//	answer                                                      verdict
//	no byte of the request was written (DNS, refused, TLS, …)   Unsent
//	2xx with a readable list of calls                           Answered, entry by entry
//	429; 503 with Retry-After; a 4xx for want of a free line    Busy
//	400, 422                                                    Refused
//	413                                                         TooLarge
//	3xx, 401, 402, 403, 404, other 4xx                          Denied
//	408, other 5xx, any other 2xx; timeout, reset, end of stream
//	after a byte of the request was written                     Lost
//
// An entry with an id and no error is accepted; one with an error, whatever else it holds, is rejected; one with
// neither is unknown. Entries answer contacts by their place: an entry that is missing, or that names another number
// than the one sent at its place, leaves its contact unknown, and so do entries that share an id. There is no
// idempotency key, so nothing that may have been received is sent again.
//
// # The connection
//
// HTTP/1.1 alone is spoken: a connection carries one request at a time, so a broken one leaves one batch in doubt, and
// the transport has no reason to send anything twice. Whether a byte was written is counted on the connection itself,
// below TLS, from the moment that it is handed to the request.
//
// Redirects are not followed, so the key goes nowhere else. Bodies are read through a limit, also when they are
// unpacked. What is kept of an answer is on one line, bounded, and free of the key.
package cartesia

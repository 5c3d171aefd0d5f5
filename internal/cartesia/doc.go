// Package cartesia is the client of POST {base}/agents/calls, Cartesia's outbound calling API. It implements
// dialer.Caller: it sends a request once and says what the answer proves.
//
// The service has no idempotency key, so a request that was sent twice calls people twice, and so does one that is
// taken for not sent. Whatever does not prove that nobody was dialed is therefore dialer.Lost, or dialer.Unknown for
// a single contact.
//
// # One request on the wire
//
// The connection speaks HTTP/1.1: it carries one request at a time, so that a broken one leaves a single batch in
// doubt, and HTTP/2's resends after a refused stream cannot happen. The body cannot be rewound and no header marks the
// request as repeatable, so net/http never sends it again by itself. Redirects are answers, not directions: the key
// goes to no other place.
//
// Whether anything was written is counted where the bytes leave, on the connection below TLS, from the moment at which
// the connection is handed to the request. When a request fails, its connection is sealed before it is judged: what
// was not written by then never is.
//
// A request of 100 contacts leaves in one write. Its body stands in a buffer that serves other requests, but not before
// the transport has read it to its end: from then on it can send nothing of what others put there.
//
// # What a request carries
//
// Body is the whole of it. Each item has the contact's metadata, and as its last member the attempt's reference, by
// which the call can be found again when its answer was lost. MetadataLimits says what else may be there:
//
//	version       member              values                     entries   names                                 bytes
//	2026-03-01    metadata            any JSON                   any       any                                   any
//	2026-08-14    dynamic_variables   string, number, boolean    64        letter or _, then letters, digits     16,384
//	                                                                       and _; 64 characters; no system__
//	                                                                       or secret__ in front
//
// The reference counts among the entries and bytes.
//
// # Answers
//
//	answer                                                      verdict
//	no connection, or no byte written on it                     Unsent
//	2xx, a complete JSON object with a `calls` array            Answered
//	2xx, anything else (cut, too long, not JSON, empty)         Lost
//	429; 503 with a Retry-After that can be read                Busy
//	other 4xx whose code or words say `concurrency limited`,
//	except 401, 402, 403, 404 and 408                           Busy
//	400, 422                                                    Refused
//	413                                                         TooLarge
//	3xx; 401, 402, 403, 404; other 4xx except 408               Denied
//	408, other 5xx, any other status                            Lost
//	timeout, reset or end of stream after a byte was written    Lost
//
// # Entries of an answer
//
// The entry for a contact is the one at its index, and its `number` must be the one that was sent. Where it has no
// number the index alone counts, if the list is as long as the request's. Entries beyond the request are ignored. A
// JSON object in which a key is repeated is not read, because it says two things.
//
//	entry                                                       disposition, code
//	id, and no error (absent, null or {})                       Accepted
//	clear error, with or without an id                          Rejected, the error's own code or title, or `rejected`
//	odd error, without an id                                    Rejected, `rejected`
//	odd error beside an id; empty error                         Unknown, answer_unreadable
//	neither                                                     Unknown, answer_empty
//	not an object, or a field that cannot be read               Unknown, answer_unreadable
//	none, or the number of somebody else                        Unknown, answer_mismatch
//	an id that another entry has too                            Unknown, answer_repeated_id
//
// A clear error is a text, or an object with a code (a text, or a number other than 0), a title or a message. An odd one
// says something elsewhere: in a list, in a field of another name, in an object within it. An empty one says nothing of
// what went wrong: it is false, 0, an empty list, an object whose fields are empty, or a word such as `none` or `ok`. See
// statement.go.
//
// An error that only says that no line is free makes the entry Busy as well. See capacity.go for the words.
//
// An answer that says of every contact, in order, only that its call was placed is read in one pass (acceptedCalls);
// any other in the long way, which would read that one alike.
//
// # Codes of an answer
//
// An answer with a status has the API's error_code, else `http_` and the status; a 2xx that cannot be read has
// `unreadable_answer`. The others are:
//
//	timeout              the time for the request, or for its connection, was over
//	canceled             the request's context was canceled
//	dns                  the host's name could not be resolved
//	connection_refused   nobody listens there
//	tls                  the handshake failed, as with a certificate that is not trusted
//	no_connection        any other failure before a byte was written
//	connection_lost      any other failure after a byte was written
//
// # Limits
//
// An answer of 2xx is read up to 64 KiB and 4 KiB for each contact, an error up to 64 KiB, both after decompression.
// A message has at most 300 characters, a code 64, an error 2 KiB. All of them are one line, and the API key is
// replaced wherever the service repeats it.
package cartesia

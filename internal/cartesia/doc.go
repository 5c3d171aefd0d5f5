// Package cartesia is the client of Cartesia's outbound calling API. It implements dialer.Caller (POST {base}/agents/calls: it
// sends a request once and says what the answer proves), and dialer.Calls and dialer.Directory, which read. What the body of an
// answer says is read by package content, in the folder below; its comment has the entries, the errors and the records.
//
// The service has no idempotency key, so a request that is sent twice calls people twice, and so does a sent request that
// counts as not sent. An answer that does not prove that no contact was dialed is therefore dialer.Lost, or
// dialer.Unknown for a single contact.
//
// # One request on the wire
//
// The connection speaks HTTP/1.1: it carries one request after another, so that a broken connection leaves a single batch
// unknown, and HTTP/2 cannot resend a request after a refused stream. The body cannot be rewound and no header marks the
// request as repeatable, so net/http never sends it again by itself. A redirect is not followed: the key goes to no other
// host.
//
// The client counts the bytes that are written on the connection, below TLS, from the moment at which the request gets the
// connection. When a request fails, the client first seals its connection, which then writes nothing more, and then reads
// the count.
//
// A request of 100 contacts leaves in one write.
//
// # What a request carries
//
// Body returns the whole of it. Each item has the contact's metadata, and as its last member the attempt's reference, by
// which the call can be found when its answer was lost. MetadataLimits says what metadata a version takes:
//
//	version       member              values                     entries   names                                 bytes
//	2026-03-01    metadata            any JSON                   any       any                                   any
//	2026-08-14    dynamic_variables   string, number, boolean    64        letter or _, then letters, digits     16,384
//	                                                                       and _; 64 characters; no system__
//	                                                                       or secret__ in front
//
// The entries and the bytes include the reference.
//
// # Answers
//
//	answer                                                      kind
//	no byte written, since Request.Permit has forbidden it      Withheld
//	no connection, or no byte written on it                     Unsent
//	a proxy that wants credentials or forbids it (401, 403,
//	405, 407)                                                   Denied
//	2xx, a complete JSON object with a `calls` array            Answered
//	2xx, anything else (cut, too long, not JSON, empty)         Lost
//	429; 503 with a Retry-After that can be read                Busy
//	other 4xx whose code or words say `concurrency limited`,
//	except 401, 402, 403, 404 and 408                           Busy
//	400, 422                                                    Refused
//	413                                                         TooLarge
//	3xx; 401, 402, 403, 404; other 4xx except 408               Denied
//	408, other 5xx, any other status, 1xx among them            Lost
//	timeout, reset or end of stream after a byte was written    Lost
//
// The function reply.kind is this table. Of a 101, after which the connection has no end, no body is read. The ids in a 2xx are
// kept also where it is Lost.
//
// # Codes of an answer
//
// The code of an answer with a status is the API's error_code, else `http_` and the status; that of a 2xx that cannot be
// read is `unreadable_answer`. The others are:
//
//	timeout              the request, or its connection, timed out
//	canceled             the request's context was canceled
//	dns                  the host's name could not be resolved
//	connection_refused   the host refused the connection
//	tls                  the handshake failed, for example because a certificate is not trusted
//	proxy                the proxy opened no connection
//	no_connection        any other failure before a byte was written
//	connection_lost      any other failure after a byte was written
//
// # Reading
//
//	method       request
//	List         GET {base}/agents/calls?agent_id=…
//	Get          GET {base}/agents/calls/{id}
//	Transcript   GET {base}/agents/calls/{id}?expand=transcript
//	Cancel       POST {base}/agents/calls/{id}/cancel
//	Number       GET {base}/agents/phone-numbers/{id}
//	Agent        GET {base}/v1/agents/{id}
//
// A GET is tried up to three times: after 408, 409, 429 or 5xx, after a failed connection, after a body that is cut off, and
// after 30 seconds without an answer. It waits half a second, then a second, less up to a quarter, or as long as Retry-After
// says; where that is more than a minute, it is not tried again. Cancel is tried once.
//
// # Limits
//
// A 2xx to a POST of calls is read up to 64 KiB and 4 KiB for each contact, a list or a call with its transcript up to 16 MiB, any
// other record up to 4 MiB, an error up to 64 KiB, all after decompression. Each message and detail is one line without the API key, as
// package content makes them. Errors of reading also mask phone numbers.
package cartesia

// Package sandbox is a fake of Cartesia's POST /agents/calls that calls nobody. It checks each request strictly,
// injects the faults that it is told to, and keeps a ledger of how often each number was "called".
//
// # Routes
//
//   - POST /agents/calls: the fake; API versions 2026-03-01 and 2026-08-14.
//   - GET /sandbox/ledger: `{"requests": n, "placed": n, "most": n, "calls": {"+14155550123": 1}}`. Requests counts
//     every POST /agents/calls, refused ones too; most is how often the number called most often was called. The
//     numbers are in ascending order. A number that was never called is not listed.
//   - DELETE /sandbox/ledger: 204; forgets the ledger, the calls in progress and what was drawn before, so that the
//     same campaign meets the same faults again. Call ids stay unique.
//
// Any other path is a 404, any other method a 405. The ledger asks for no key. Every answer has an X-Request-Id.
//
// # What is refused
//
// In this order: no bearer token or an unknown key (401); an admin key (403); a Cartesia-Version that is missing or
// unknown, or an Idempotency-Key, which would make Go's transport repeat a POST (400); a Content-Type that is not
// application/json (415); a body of more than 16 MiB (413); a body that is not one JSON object in UTF-8, that holds
// an unknown field, a repeated key or trailing data, or breaks a rule of a field (400). A header that is given twice
// is refused as well. The error body is the documented one and names the field and its index. Its error_code is null
// unless Cartesia documents a code.
//
// A number may be in a request more than once: it is called more than once.
//
// # Faults
//
// Each fault is drawn from the seed, from what it befalls (a number, or the numbers of a request in their order),
// and from how often that was drawn for before. The order in which requests arrive plays no part, so a concurrent run
// meets the same faults when it is repeated; lines are the exception, because they depend on the time. A valid
// request meets the faults in this order, and the first that befalls the request is its only one; those of the items
// come on top. Where no line is free nobody is called, so that no fault can come after it.
//
//	fault    befalls  called          answer
//	poison   request  nobody          400 that does not say which number is at fault; for good
//	503      request  nobody          503 with Retry-After
//	429      request  nobody          429 concurrency_limited
//	500      request  all or nobody   500; half of the draws come before the calls are placed, half after
//	lines    request  nobody          429 concurrency_limited when no line is free
//	drop     request  all             the connection is closed
//	hang     request  all             none, until the client leaves or the server closes
//	cut      request  all             200, of whose body the second half is missing
//	html     request  all             200 with an HTML page
//	short    request  all             200 without the last entry
//	reorder  request  all             200 with two entries exchanged; never for a request of one item
//	reject   item     not this one    200, an error in the entry
//	busy     item     not this one    200, concurrency_limited in the entry
//	lines    item     not this one    200, concurrency_limited in the entry when the last line was taken
//
// Calls are placed, and counted, before the latency passes and before the first byte of the answer is written.
package sandbox

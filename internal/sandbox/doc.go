// Package sandbox is a fake of Cartesia's POST /agents/calls that places no real calls. It checks each request strictly,
// injects the faults of its configuration, and keeps a call log: how often each number was "called".
//
// # Routes
//
//   - POST /agents/calls: the fake; API versions 2026-03-01 and 2026-08-14.
//   - GET /sandbox/calls: the call log, `{"requests": n, "placed": n, "most": n, "calls": {"+14155550123": 1}}`.
//     Requests counts every POST /agents/calls, refused ones too; most is the count of the number that was called most
//     often. The numbers are in ascending order. A number that was never called is not listed.
//   - DELETE /sandbox/calls: 204; clears the call log, the calls in progress and the draws, so that the same campaign
//     meets the same faults again. Call ids stay unique.
//
// /sandbox/ledger, the old path of the call log, still works. Any other path is a 404, any other method a 405. The call
// log needs no key. Every answer has an X-Request-Id.
//
// # What is refused
//
// In this order: no bearer token or an unknown key (401); an admin key (403); a Cartesia-Version that is missing or
// unknown, or an Idempotency-Key, which would make Go's transport repeat a POST (400); a Content-Type that is not
// application/json (415); a body of more than 16 MiB (413); a body that is not one JSON object in UTF-8, that has
// an unknown field, a repeated key or trailing data, or that breaks a rule of a field (400). A header that is given
// twice is refused as well. The error body is the documented one and names the field and its index. Its error_code is null
// unless Cartesia documents a code.
//
// A number that is in a request twice is called twice.
//
// # Faults
//
// Each fault is drawn from the seed, from its subject (a number, or the numbers of a request in their order), and from
// how often that subject was drawn for before. The order in which requests arrive has no effect, so a repeated
// concurrent run meets the same faults; lines are the exception, because they depend on the time. The faults of a valid
// request are drawn in this order, and only the first that is drawn happens; the faults of items come in addition. When
// no line is free no call is placed, so that no later fault can happen.
//
//	fault    subject  called          answer
//	poison   request  none            400 that does not say which number is at fault; every time
//	503      request  none            503 with Retry-After
//	429      request  none            429 concurrency_limited
//	500      request  all or none     500; half of the draws come before the calls are placed, half after
//	lines    request  none            429 concurrency_limited when no line is free
//	drop     request  all             the connection is closed
//	hang     request  all             none, until the client or the server closes the connection
//	101      request  all             101, and the connection stays open
//	cut      request  all             200 with the first half of the body
//	html     request  all             200 with an HTML page
//	short    request  all             200 without the last entry
//	reorder  request  all             200 with two entries exchanged; never for a request of one item
//	respell  request  all             200 with the numbers in other spellings
//	reject   item     not this one    200, an error in the entry
//	busy     item     not this one    200, concurrency_limited in the entry
//	lineless item     not this one    200, concurrency_limited in the entry; every time
//	lines    item     not this one    200, concurrency_limited in the entry when the last line was taken
//
// Calls are placed and counted before the latency begins and before the first byte of the answer is written.
package sandbox

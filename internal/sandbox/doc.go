// Package sandbox is a fake of Cartesia's outbound calling API that places no real calls. It checks each request strictly,
// lets its calls ring, last and end by a seeded script, injects the faults of its configuration, and keeps a call log: how
// often each number was "called".
//
// A Server knows HTTP: it has the routes, checks headers, and answers, as the faults of requests let it. What a request asks for
// is read by package request. Behind the Server, an exchange places the calls and knows them, under one lock: the life of each
// is decided when it is placed, so that what can be read of it depends on the clock alone.
//
// # Routes
//
// API versions 2026-03-01 and 2026-08-14:
//
//   - POST /agents/calls: places calls.
//   - GET /agents/calls: a page of the calls of an agent. Parameters: agent_id (required), starting_after or ending_before
//     (the id of a call), limit (1 to 100, default 10), start_time_gte, start_time_lte (RFC 3339). The answer is
//     `{"data": [call], "has_more": bool, "next_page": id or null}`, newest first.
//   - GET /agents/calls/{id}: a call. With `expand=transcript`, an answered call that has ended has a transcript: a list of
//     `{"role": "assistant" or "user", "text": "…"}`, with the name or the first_name of its metadata or dynamic variables.
//   - POST /agents/calls/{id}/cancel: ends a call that has started, and returns it; 400 for any other.
//   - GET /agents/phone-numbers/{id}, GET /v1/agents/{id}: a number to call from, and an agent with its welcome message
//     (config.initial_message). The sandbox knows every id but those that end in _missing, which are a 404, also for a POST.
//
// The sandbox's own:
//
//   - GET /sandbox/calls: the call log,
//     `{"requests": n, "placed": n, "most": n, "in_progress": n, "most_in_progress": n, "calls": {"+14155550123": 1}}`.
//     requests counts every POST /agents/calls of this process, refused ones too. placed counts the calls, and most those to
//     the number that was called most often. in_progress is how many calls take a line now, and most_in_progress how many
//     did at the same time at most. calls has each number that was called, in ascending order, and how often.
//   - DELETE /sandbox/calls: 204; clears the call log, the calls and the draws, so that the same campaign
//     meets the same faults again. Call ids stay unique.
//
// /sandbox/ledger, the old path of the call log, still works. Any other path is a 404, any other method a 405. The call
// log needs no key. Every answer has an X-Request-Id.
//
// # The life of a call
//
// A Script says how calls go. When a call is placed, its life is drawn from the seed, from its number, and from how often that
// number was called before:
//
//	outcome      rings                      then
//	answered     3 to 12 seconds            lasts a time with the mean of the script: completed, agent_hangup or client_hangup
//	             (its timeout at most)      (max_duration at the maximum of its request)
//	no_answer    its timeout, 60 seconds    failed, dial_no_answer
//	busy         2 seconds                  failed, dial_busy
//	failed       1 second                   failed, dial_failed
//
// A call whose metadata or dynamic variables lack a variable of the welcome message ends at once: failed, error. A canceled
// call is completed, api_cancelled. Until it is answered or fails, a call is created and has no start time. Calls of one
// caller number are dialed a second apart; faster ones are queued. All these times are divided by the speed of the script; the
// times that are shown are those of the clock.
//
// A call takes a line from the moment it is placed until it ends. When no line is free, an item is refused in its entry.
// A call takes about 400 bytes of memory, and what was sent with it.
//
// With a CallFile the calls outlive the process, and processes that share the file know each other's calls.
//
// # What is refused
//
// In this order: no bearer token or an unknown key (401); an admin key (403); a Cartesia-Version that is missing or
// unknown, or an Idempotency-Key, which would make Go's transport repeat a POST (400); a Content-Type that is not
// application/json (415); a body of more than 16 MiB (413); a body, or the parameters of a list or of a call, that package
// request refuses (400); an agent or a number that does not exist (404). A header that is given twice is refused as well. The
// error body is the documented one and names the field and its index. Its error_code is null unless Cartesia documents a code.
//
// A number that is in a request twice is called twice.
//
// # Faults
//
// Each fault is drawn from the seed, from its subject (a number, the numbers of a request in their order, or the path and query
// of a GET), and from how often that subject was drawn for before. The order in which requests arrive has no effect, so a
// repeated concurrent run meets the same faults; lines are the exception, because they depend on the time. The faults of a
// valid POST are drawn in this order, and only the first that is drawn happens; the faults of items come in addition. When
// lines-429 is drawn and no line is free, no call is placed, so that no later fault can happen.
//
//	fault        subject  called          answer
//	poison       request  none            400 that does not say which number is at fault; every time
//	503          request  none            503 with Retry-After
//	429          request  none            429 concurrency_limited
//	500          request  all or none     500; half of the draws come before the calls are placed, half after
//	lines-429    request  none            429 concurrency_limited when no line is free
//	drop         request  all             the connection is closed
//	hang         request  all             none, until the client or the server closes the connection
//	101          request  all             101, and the connection stays open
//	cut          request  all             200 with the first half of the body
//	html         request  all             200 with an HTML page
//	short        request  all             200 without the last entry
//	reorder      request  all             200 with two entries exchanged; never for a request of one item
//	respell      request  all             200 with the numbers in other spellings
//	reject       item     not this one    200, an error in the entry
//	busy         item     not this one    200, concurrency_limited in the entry
//	lineless     item     not this one    200, concurrency_limited in the entry; every time
//
// The faults of calls and of reading them:
//
//	queued       call     the call is dialed 49 minutes after its turn
//	late         call     the list has the call 1 to 15 minutes after it was placed; it can be read by its id at once
//	order        list     newest first, oldest first, or in an order that has nothing to do with time
//	page-lose    list     a page with starting_after lacks its first call
//	page-repeat  list     a page with starting_after begins with that call
//	list-429     list     429
//	get-500      call     500 when it is read
//
// Calls are placed and counted before the latency begins and before the first byte of the answer is written.
package sandbox

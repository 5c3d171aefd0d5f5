// Package content reads the bodies of the answers of Cartesia's outbound calling API: the entries for the contacts of a request,
// what an error says, and the records of calls, numbers and agents. It only computes: package cartesia sends the requests, bounds
// how much of a body there is, and says what the status of an answer means.
//
// # JSON
//
// A body is JSON where encoding/json says so, with lists and objects up to 10,000 deep. The names of members count by their exact
// spelling. An object with a repeated name is not read, because it contradicts itself.
//
// # Entries
//
// The answer to a request for calls is a JSON object with a `calls` list, and nothing after it; its other members are ignored.
//
// The entry for a contact is the one that names its number, wherever it is in the list. Numbers are compared by their
// digits: with a +, with 00 or without either, with `tel:` in front, in groups, or as a JSON number. An entry without a
// number (absent, null or blank) belongs to the contact at its index if the list is as long as the request's and no
// entry of it names another number than that of the contact at its index.
//
//	entry                                                       disposition, code
//	id, and no error (absent, null or {})                       Accepted
//	clear error, with or without an id                          Rejected, the error's own code or title, or `rejected`
//	odd error, without an id                                    Rejected, `rejected`
//	odd error beside an id; empty error                         Unknown, answer_unreadable
//	neither                                                     Unknown, answer_empty
//	not an object, or a field that cannot be read               Unknown, answer_unreadable
//	no entry, or several                                        Unknown, answer_mismatch
//	an id that another entry also has                           Unknown, answer_repeated_id
//
// Every id that comes is kept: that of a rejected or unknown entry with it, and that of an entry with the number of no
// contact with the contact at its index, if that has no entry of its own. Other ids are Answer.Stray. Of a body that
// cannot be read the entries before the place where it breaks off give their ids in the same way.
//
// # Errors of entries
//
// A clear error is a text, or an object with a code (a text, or a number other than 0), a title or a message. An odd error
// says what went wrong in another place: in a list, in a field of another name, in an object within it. An empty error
// does not say what went wrong: it is false, 0, an empty list, an object whose fields are empty, or a word such as `none`
// or `ok`. See statement.go.
//
// An error that says only that no line is free makes the entry Busy as well. See capacity.go for the words.
//
// # Errors of requests
//
// The body of an error is a JSON object with an error_code or code, a title, a message and a request_id; or it is a JSON string, or any
// text or page, which is then the message. See Problem.
//
// # Records
//
// Words, fields and entries that no version documents pass through or are ignored, and a field of another type counts as absent.
// An entry of a list that has no id is counted as unreadable; its neighbors are not affected. The next page begins after the
// last call that could be read. A transcript is passed on as it is, whatever its shape; only the API key is replaced in it.
//
// # Texts
//
// A message has at most 300 bytes, a code 64, the id of a request 128, an error, a summary or a welcome message 2 KiB; of a text or HTML
// page the first 200 bytes are kept. All of them are one line. The API key is replaced wherever the service repeats it, also in the
// escapes of JSON, URLs and HTML. An id keeps its length, since half of an id names no call. The variables of a
// call are as they came, because they are compared with those that a request carried.
package content

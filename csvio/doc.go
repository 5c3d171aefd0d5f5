// Package csvio holds the file formats of a campaign: contacts are read from one file, and what became of each is
// kept in two others.
//
// # Contacts
//
// OpenInput opens a contacts file or standard input, and finds out by its first bytes what it holds: CSV text, JSON
// Lines or a workbook, plain or compressed by gzip or zstd. All of them give the same contacts.
//
//   - A text is UTF-8, UTF-16 with a byte order mark, or in the encoding that InputConfig names. Bytes that are no text
//     in it end the reading; none becomes U+FFFD.
//   - CSV names its columns in the first record that is not blank. Cells are set apart by what InputConfig says, else by
//     the delimiter that a first line such as `sep=;` names, else by the most frequent of comma, semicolon, tab and pipe
//     in the header; a tie is an error. Lines end in LF or CRLF, or in CR alone when the first does.
//   - JSON Lines have an object on each line that is not blank. Its values are cells, of columns named by their keys;
//     those of nested objects by all keys on the way, joined with dots. Columns may be added by any line.
//   - A workbook names the columns of a sheet in its first row.
//
// A File is opened once and read in several passes, for a plan and then for a run: each sees the bytes that the first has
// read, or ends in a *ChangedError before it gives a row of a block of 1 MiB that has changed.
//
// A row's SheetRow is what a person sees beside it: the row of the sheet; for CSV the row of a spreadsheet that shows
// the file, so that a cell with line breaks takes one row and `sep=;` none; for JSON Lines the line. Errors of a text as
// a whole name its physical line.
//
// NewContacts reads the header and decides once which column is what; Contacts.All then yields a contact for each row,
// in one pass and in bounded memory. A row that cannot be read is a *dialer.RowError and the sequence goes on; whatever
// hides the rest of the file is an *InputError and ends it: a quote that is never closed, a torn archive, a torn last
// object, bytes that are no text.
//
// # Metadata
//
// Each column that does not say whom to call or how is a member of the contact's metadata, under its name without a
// leading `metadata.`, or what ContactsConfig.Metadata and Set say. Keys with dots nest. Empty cells are left out. The
// shape is decided from the header, where two values for one key, and keys that the API does not take, are errors;
// what a row's cells make of it is held to the API's limits row by row, and a row over them is invalid. A cell becomes
//
//	untyped    a string; where the container has types, a value of its own type
//	string     a string, as it stands
//	number     its digits: a number as JSON writes it, without an exponent
//	bool       true (true, yes, y, 1) or false (false, no, n, 0), in any case
//	json       a JSON value without white space, in which no object has a key twice
//
// # Suppression
//
// A suppression list is any input. An entry is a number, in any spelling that a contact may have, or `sha256:` and the
// hash of a number in E.164. A number is on a list that has any number of its subscriber, as Subscribers knows them: as
// before a change of its country's numbers, and since.
//
// The first row is one of entries, and the list has no header, where a cell has five or more digits of any script,
// begins with a +, or is a number or a hash; and where the only cell begins with a digit. Then each cell of each row counts:
//
//   - what is a number or a hash is an entry;
//   - what is not, and has five or more digits or a +, is an error, but for a date with a year of four digits, perhaps
//     with a time;
//   - all else is a name, and is not looked at. A row of names alone is an error. So is a number without a + behind a cell
//     with fewer than five digits and nothing else, unless both together are the number: they seem to be parts of one.
//
// In a list with a header, and in JSON Lines, whose keys are a header to which each line may add,
//
//   - a column named phone, mobile, number, phone number, contact number or to number, and an only column, hold entries and
//     nothing else;
//   - a column with a word for a phone in its name, such as "Phone 2 - Value", is read as the cells of a list without a
//     header are, but a row may be without a number;
//   - a column whose name says area or country code must not have digits that change what the number says;
//   - any other column is left alone. It is an error where a cell of it holds a hash or a number with a + that the row does
//     not have as an entry, and where all of its cells are valid numbers: they may be half of the list. Ids, dates and
//     postal codes are as a rule no valid numbers.
//
// Suppression reads each list wholly, or not at all: an entry that is no number is an error, since whom it names would be
// called. It reads a list once it was left alone for a second, and again when its file changes.
//
// # The columns of the last run
//
// Beside the results, named as they with `.columns` behind, is a line of JSON with the names of the columns that the
// last run has read and that of the phone numbers (`{"columns":[…],"number":…}`), so that a header which has changed
// stops the next. SaveColumns replaces it whole.
//
// # The record
//
// A campaign's record is its results file, which a run resumes from, and the in-flight record beside it.
//
// The results file is CSV with the header
//
//	row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,at
//
// and one line for each attempt and each skip. It is only appended to. No field holds a line break, so that what follows
// the last one is a torn line, which the next run cuts, and whose intent says who may have been called. A line that says
// that somebody was or may have been called, and that no intent covers, is not torn, because its intent stands until it is
// on disk: if the line break alone is missing, it counts, and the next run writes the line break; if more is missing, the
// file is damaged.
//
// The in-flight record, named as the results with `.inflight` behind, is a line of JSON for the run that holds the
// record, then one for each request about to be sent (`{"batch":…,"at":…,"contacts":[…]}`) and one for each that was
// answered (`{"done":…}`). A request is sent only when its line is on disk, and its line is taken back only when its
// results are, so that after any crash the contacts in lines that were not taken back, less those with a result, are
// just those of whom nobody knows whether they were called. The file is rewritten when it has grown to 4 MiB, so it
// stays small, and goes at a clean end. Before a run begins, it is not made.
//
// The files of a record are regular files with one name each. ResolveResults returns the name of a results file without
// links, from which the names of its other files are made, so that all names of one file share intents and lock; it refuses
// hard links, devices, pipes and folders, and what else has the name of such a file. Only what this process has made is ever
// removed or replaced.
//
// Each shard of a campaign has a record of its own beside that of the whole, leads.results.2-of-8.csv beside
// leads.results.csv; RecordFiles finds them all. Merge makes one file of them, with the last word on each contact.
//
// OpenRecord takes a record for a run: a lock on the results file keeps every other run out for as long as the
// process lives. Record implements dialer.Log; one goroutine writes both files, and syncs the intents once for all that
// wait (group commit). Results are written at once, so that the end of the process loses none; they are synced beside
// the writer, together, at the latest 10 ms and a sync after they were written. Until then their intents stand, so that
// a loss of power leaves their contacts unknown. After the first error nothing more is written: of a failed write or
// sync nobody knows what is on disk, and the next run finds out by reading. ReadRecord reads a record without taking it.
package csvio

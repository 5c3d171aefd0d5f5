// Package suppress reads suppression lists, knows whose numbers are on them, and adds numbers to them. This page is their specification. A list is read
// completely or not at all: an entry that cannot be read, or may be missing, is an error, since its number would be called.
//
// # Entries
//
// A list is any input of package table. An entry is a number, in any spelling that a contact may have, or `sha256:` and the
// hash of a number in E.164, with or without its +. Its type and its country do not matter, and any length that its country uses is
// right: official lists have area codes that are newer than the metadata here. An entry that may be one of two numbers is both.
//
// A number is suppressed if any number of its subscriber is listed, as Subscribers.Others says: after a change of a numbering plan,
// the old and the new number are one subscriber.
//
// Where Config.RegionColumn is set, the rows of contacts have regions of their own. A number without a + is read with the region of
// its row; in a list without that column it is an error, since it could be read as one of another country.
//
// # Forms
//
// The first rule that fits decides the form of a list:
//
//  1. The names of the columns have to_number, disposition and agent_call_id: the list is the results of another campaign. The numbers
//     of accepted and unknown lines are entries; lines that are rejected or skips are none. While an intents file is beside it, the
//     results are not complete, which is an error.
//  2. The first row begins with an area code of three digits and a number of seven, or the list is XML: it is one of the national
//     do-not-call registry of the United States (FTC), if Config.SuppressFormat declares that form, and an error otherwise. Each row is
//     an area code and a number, and nothing else.
//  3. Any other list is the operator's own.
//
// # Header
//
// In JSON Lines the keys are a header, to which each line may add. In another list the first row is a header
//
//   - if a cell is a usual name of a column of numbers (below), or one of Config.SuppressColumn, and no cell is an entry, or nearly one:
//     it begins with a +, has seven digits, or five digits and no letter. With such a cell too, Config.SuppressHeader decides, and doubt
//     is an error. Either way an entry counts;
//   - without such a name, if no cell is an entry, begins with a + or has five or more digits of any script, and not all cells are
//     short numbers. Where some cell has five digits and is no entry, Config.SuppressHeader may say that it is a header.
//
// # Without a header
//
// Each cell of each row is read:
//
//   - a number or a hash is an entry;
//   - another cell with five or more digits or a + is an error, except a date with a year of four digits, perhaps with a time;
//   - any other cell is a name and is ignored. A row with names alone is an error. So is a number without a + after a cell
//     that has fewer than five digits and nothing else, unless both together are the number: it seems to be split.
//
// # With a header
//
//   - A column with the name phone, mobile, number, phone number, contact number or to number, an only column, and those of
//     Config.SuppressColumn hold entries and nothing else. A cell such as n/a is like an empty one beside another entry of its row.
//   - A column with a word for a phone in its name, such as "Phone 2 - Value", is read like a list without a header, but a row
//     may be without a number.
//   - A column with the name expires says until when the entries of its row count: a time of RFC 3339, or a day, which counts until it has
//     ended everywhere on earth. Without a cell they count for good, and of several entries of a number the longest counts. A cell
//     that is none of these is an error.
//   - A column of area or country codes must not have digits that would change the number.
//   - Any other column is ignored. It is an error if a cell of it holds a hash, or a number with a + that is not an entry of the row,
//     and if at least half of its cells with five digits or more can be numbers: they may be half of the list. Ids, dates and postal
//     codes are usually none. Of a column of many such cells some are looked at.
//   - A cell of any column with a number on a later line, which is not an entry of the row, is an error: a quote may have swallowed rows.
//
// A list that has all columns of Config.SuppressColumn is decided: its other columns are not looked at, but what is a number in one that
// is named like a phone counts too.
//
// # Age
//
// A list is as old as its file, or as Config.SuppressDate says. With Config.SuppressMaxAge an older one is an error, also of Lists.Refresh.
// The results of a campaign do not age.
//
// # Additions
//
// Append adds rows to a list of the operator's own that is text in UTF-8, neither compressed nor in an archive. It holds an exclusive lock
// (flock) on the file and
//
//   - waits until no other process writes to the file, and reads the list, which must be without error;
//   - encodes a row for each number that the list does not hold for good, in the form of the list;
//   - reads the list with the rows behind it: its entries must be those before and the new ones, or nothing is written;
//   - writes the rows with one write at the end of the file, with a line end first if the last line has none, syncs, and reads them back;
//   - sets the modification time back, so that the list is as old as before and readers need not wait for it to be quiet. That of a list
//     with the columns that Append creates becomes a second ago.
//
// A crash leaves the rows whole, torn or missing. Torn ones are an error of the next reader, unless they are shorter numbers; Append
// had not returned then.
//
// # Changes
//
// Open and Lists.Refresh read a file when it has not changed for a second, and again when it changes. A name that goes to another file
// again and again, by renaming, is no obstacle: a file that is quiet and has lost the name counts together with the one that has it. Nor is
// a file to which Append adds all the time: it is kept away while the file is read for the second time.
// Of a workbook only the first visible sheet is read, with its hidden rows.
package suppress

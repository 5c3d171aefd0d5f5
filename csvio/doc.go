// Package csvio reads the tables of a campaign. This page is the specification of inputs and contacts; package suppress reads
// suppression lists.
//
// # Inputs
//
// OpenInput opens a file or standard input and detects its format from its first bytes: CSV text, JSON Lines or a workbook,
// plain, compressed by gzip or zstd, or a text that is alone in a zip archive. The same table gives the same contacts in each format.
//
//   - Text is UTF-8, UTF-16 with a byte order mark, or in the encoding that InputConfig names. An invalid byte ends the
//     reading; it never becomes U+FFFD.
//   - CSV names its columns in the first record that is not blank. The field delimiter is that of InputConfig, else that of a
//     first line such as `sep=;`, else the most frequent of comma, semicolon, tab and pipe in the header; a tie is an error.
//     Lines end in LF or CRLF, or in CR alone if the first line does. Each row has as many cells as the header; those of last
//     columns without a name may be missing, and cells beyond the header are nothing if they are empty. Spaces around a
//     quoted cell are no part of it.
//   - JSON Lines have an object on each line that is not blank. Its values are cells, and its keys name the columns; the name
//     of a value in a nested object is all keys on the path to it, joined with dots. Any line may add columns.
//   - With InputConfig.Registry, a text that begins with < is the XML of the national do-not-call registry of the United States, a
//     list and no table: an area code and a number in each row (registryTable).
//   - A workbook names its columns in the first row of a sheet. One sheet is read: the one that InputConfig names, else the
//     first visible one.
//
// What is no table is refused as what it is: a web page, a PDF, a picture (notTables), and a title above the header (headerBelow).
//
// A row in which no cell has more than white space is blank in each format: it is no contact.
//
// OpenFile opens a file for several passes, such as a plan and then a run. Each pass sees the bytes that the first one has
// read, or ends in a *ChangedError before it gives a row of a block of 1 MiB that has changed.
//
// A row that the sheet of a workbook hides is a contact with Hidden set; screen.Rules say what becomes of it.
//
// A row is numbered as a person sees it (SheetRow). That is the row of the sheet in a workbook; for CSV the row of a
// spreadsheet that shows the file, so a row with line breaks in its cells counts once and `sep=;` does not count; for JSON
// Lines the line. Errors about a text as a whole name its physical line.
//
// # Contacts
//
// NewContacts reads the header and decides once what each column is for. Contacts.All then yields a contact for each row, in
// one pass and in bounded memory. Each contact is a new value that the receiver may keep. A row that cannot be read is a
// *dialer.RowError, and the sequence goes on. A fault that hides the rest of the file is an *InputError and ends the sequence:
// a quote that is never closed, a damaged archive, an object that is cut off, an invalid byte.
//
// Contacts.Swallowed names the rows with a cell that seems to hold other rows, because a quote ends at another one than was meant.
// In a header, and in a suppression list, such a cell is an error.
//
// Columns say where a contact is: its time zone, its postal code, and its state or province. Where the configuration names none, those
// with a usual name do: timezone, time_zone, tz; postal_code, zip, zip_code; state, province, region. Of several the first in this order
// counts that has a cell. A column that is found so remains metadata, and what its cells mean is not decided here.
//
// The times of a contact are those of RFC 3339. One without a zone is no time, because it is another moment in each place.
//
// Errors name the field of the configuration that their remedy is about (FieldName), as *dialer.FieldError does.
//
// A file of rejects is a copy of rows that cannot be called. Contacts.Dialect writes it so that the same InputConfig reads it: in the
// same encoding and with the same delimiter; a workbook becomes UTF-8 with a byte order mark. What a spreadsheet would take for a
// formula has an apostrophe before it, which NewContacts removes where the first columns are those of such a file.
//
// An export is a copy of rows with the columns of ExportedColumns behind the file's own. These are found by the last of them and
// must be the last of the file; they are no metadata and no part of its header. Each row says its campaign, which
// ContactsConfig.CheckOrigin compares, its row in the original file, and whether a sheet hid it or it could not be read there, so
// that the copy gives no contact that the file does not give. What was a formula has an apostrophe before it, as in a file of rejects.
//
// # Metadata
//
// Each column without another use is a member of the contact's metadata, under its name without a leading `metadata.`, or as
// ContactsConfig.Metadata and Set say. Keys with dots nest if each dot stands between two parts: `address.city` does, but `No.`
// and `St. Address` are keys with a dot in them. Empty cells are left out. The shape is decided from the header:
// two values for one key, and a key that the API refuses, are errors. Each row must keep within the API's limits, or it is
// invalid. A cell becomes
//
//	untyped    a string, or a value of its own type in a container with types
//	string     a string, unchanged
//	number     its digits: a JSON number without an exponent
//	bool       true (true, yes, y, 1) or false (false, no, n, 0), in any case
//	json       a JSON value without white space, in which no object has a key twice
package csvio

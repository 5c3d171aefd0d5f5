// Package csvio makes contacts of the rows of a table, and knows the copies of such tables that the program writes: files of rejects,
// and exports. This page is the specification of contacts; package table reads the rows.
//
// # Contacts
//
// NewContacts reads the header and decides once what each column is for. Contacts.All then yields a contact for each row, in
// one pass and in bounded memory. Each contact is a new value that the receiver may keep. A row that cannot be a contact is a
// *dialer.RowError, and the sequence goes on. An error of the table that hides the rest of the file ends the sequence.
//
// A row that the sheet of a workbook hides is a contact with Hidden set; screen.Rules say what becomes of it. Contacts.Swallowed names the
// rows with a cell that seems to hold other rows.
//
// Columns say where a contact is: its time zone, its postal code, and its state or province. Where the configuration names none, those
// with a usual name do: timezone, time_zone, tz; postal_code, zip, zip_code; state, province, region. Of several the first in this order
// counts that has a cell. A column that is found so remains metadata, and what its cells mean is not decided here.
//
// The times of a contact are those of RFC 3339. One without a zone is no time, because it is another moment in each place.
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
//
// # Copies
//
// A file of rejects is a copy of rows that cannot be called, in Contacts.Dialect. Its first columns are RejectsReason, RejectsRemedy and
// RejectsRow; where they are, NewContacts removes the apostrophe before what was a formula.
//
// An export is a copy of rows with the columns of ExportedColumns behind the file's own. These are found by the last of them and
// must be the last of the file; they are no metadata and no part of its header. Each row says its campaign, which
// ContactsConfig.CheckOrigin compares, its row in the original file, and whether a sheet hid it or it could not be read there, so
// that the copy gives no contact that the file does not give. What was a formula has an apostrophe before it, as in a file of rejects.
package csvio

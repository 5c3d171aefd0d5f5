// Package table reads the tables that people have: contacts, suppression lists, or any other rows. It knows what a row is, and nothing of
// what is in it but whether a cell may be a phone number. This page is the specification of inputs; package csvio makes contacts of
// them, and package suppress reads suppression lists.
//
// # Inputs
//
// OpenInput opens a file or standard input and detects its format from its first bytes: CSV text, JSON Lines or a workbook,
// plain, compressed by gzip or zstd, or a text that is alone in a zip archive. The same table gives the same rows in each format.
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
// What is no table is refused as what it is: a web page, a PDF, a picture (notTables), and a title above the header
// (Input.HeaderBelow).
//
// OpenFile opens a file for several passes, such as a plan and then a run. Each pass sees the bytes that the first one has
// read, or ends in a *ChangedError before it gives a row of a block of 1 MiB that has changed.
//
// # Rows
//
// Input.FirstRow gives the header and Input.NextRow the rows, in one pass and in bounded memory. A row in which no cell has more than
// white space is blank in each format, and is left out. A row that cannot be read is a *dialer.RowError, and the rows go on. A fault
// that hides the rest of the file is an *InputError and ends them: a quote that is never closed, a damaged archive, an object that is
// cut off, an invalid byte. Errors name the field of the configuration that their remedy is about (FieldName), as *dialer.FieldError
// does.
//
// A row is numbered as a person sees it (Row.SheetRow). That is the row of the sheet in a workbook; for CSV the row of a
// spreadsheet that shows the file, so a row with line breaks in its cells counts once and `sep=;` does not count; for JSON
// Lines the line. Errors about a text as a whole name its physical line.
//
// Row.Swallows reports a cell that probably contains further rows, because a quote is missing. In a header, and in a suppression list, such a
// cell is an error.
//
// # Copies
//
// Input.Dialect writes a copy of a table so that the same InputConfig reads it: in the same encoding and with the same delimiter; a
// workbook becomes UTF-8 with a byte order mark. What a spreadsheet would take for a formula has an apostrophe before it, which Revived
// removes. Input.Appender encodes rows that are added to the end of a text.
package table

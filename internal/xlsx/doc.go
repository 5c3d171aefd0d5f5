// Package xlsx reads the rows of one sheet of an Excel workbook (.xlsx, .xlsm) as text, in one pass and in bounded memory,
// and writes workbooks: as a template of a contacts file (WriteTemplate), and of any number of rows as they come (Writer).
//
// Package excelize formats numbers and writes the template. A sheet is read here: excelize's reader treats unreadable XML as the
// end of the sheet, and a missing text as an empty cell, so it would read a damaged list as a shorter one. Rows are written here:
// excelize needs 180 MiB for a million of them.
//
// # Rows
//
// Open opens one sheet and Sheet.Next returns its rows, each with the number that the spreadsheet shows. It skips rows
// without text, and a row ends with its last cell that is not empty. The first of merged cells has the text. Other sheets are
// not read.
//
// Hidden rows are returned like the others, and Sheet.HiddenRow tells which they are: those that a filter, a closed group or a
// hand has hidden, and those of height 0. A filter counts by the rows that it had hidden when the workbook was saved.
// Sheet.HiddenColumn tells the same of columns.
//
// # Cells
//
// A cell is the text that a person sees, as in an export to CSV:
//
//	text, also with several fonts   without phonetic guides, each line break is \n, else unchanged; with what its format adds,
//	                                if that is a + or digits
//	number                          in its format, or unformatted if the format shows nothing; a date is a number in
//	                                the format of a date
//	whole number of 7 to 15 digits  its digits: they are stored exactly, and the cell may show 1.41556E+10. But if its format
//	                                adds a + or digits, such as a country code or zeros, it is a number in its format
//	TRUE, FALSE; #N/A and others    unchanged
//	formula                         its result when the workbook was saved; an error if the file does not have it
//
// Longer numbers lost digits when they were typed, and are returned as they are shown. Where programs differ about what a format
// adds to a number, the cell is an error.
//
// # What is refused
//
// A cut or damaged list must not be read as a shorter one. Open reads everything that it needs to its end and verifies the
// checksums, so a file with a wrong or missing byte gives no row at all. Next refuses what no spreadsheet program writes: rows
// or cells out of order, references to missing texts or formats, XML that is not well formed. Such an error is an *Error, with
// a cause and a remedy.
//
// # Limits
//
// The parts that are read may unzip to MaxUnzipped bytes together. A row may have MaxRowBytes of text and a cell
// MaxCellChars. The table of texts that cells refer to is kept in memory up to 5 MiB; a larger one is written to temporary
// files, which Sheet.Close removes. The workbook itself is read in place.
package xlsx

// Package xlsx reads the rows of a sheet of an Excel workbook (.xlsx, .xlsm) as text, in one pass and in bounded
// memory, and writes the workbook that a campaign's list starts from.
//
// Formats of numbers are shown by excelize, which also writes. The sheet itself is read here: excelize's reader takes
// XML that it cannot read for the end of the sheet, and a text that it cannot find for an empty cell, so that a
// damaged list would be a shorter one.
//
// # Rows
//
// Open chooses a sheet and Sheet.Next yields its rows, each with the number that the spreadsheet shows. A row without
// any text is passed over, and a row ends with its last cell that is not empty. Hidden rows and columns are data, as
// they are when the sheet is exported. Of merged cells the first has the text.
//
// # Cells
//
// A cell is the text that a person sees, as an export to CSV has it:
//
//	text, also with several fonts   as it is, without phonetic guides; each line break is \n
//	number                          in its format, or as it is where that shows nothing; a date is a number in the
//	                                format of a date
//	whole number of 7 to 15 digits  its digits, whatever its format, unless that is a date: they are stored exactly,
//	                                and the cell may show 1.41556E+10
//	TRUE, FALSE; #N/A and others    so
//	formula                         its result when the workbook was saved; where that is not in the file, an error
//
// Longer numbers have lost digits when they were typed, and are given as they are shown.
//
// # What is refused
//
// A list that is cut or damaged must not pass for a shorter one. Open reads everything that it needs to its end and
// holds it against its checksum, so that a file of which a byte is wrong or missing gives no row at all. What no
// spreadsheet program writes is refused where it is met: rows or cells out of order, references to texts or formats
// that are not there, XML that is not well formed. Such errors are an *Error, with a cause and a remedy.
//
// # Limits
//
// The parts that are read may unzip to MaxUnzipped bytes together, a row may have MaxRowBytes of text and a cell
// MaxCellChars. The table of texts that cells refer to is kept in memory up to 5 MiB; a larger one goes to temporary
// files, which Sheet.Close removes. The workbook itself is read where it lies.
package xlsx

package table

import (
	"bufio"
	"bytes"
	"strings"
)

// notTable is a kind of file that people have in place of a table, often under the name of one.
type notTable struct {
	// starts are the beginnings of such files, in lower case, without space before them.
	starts []string
	// what the file is, and the remedy.
	what, remedy string
}

const (
	exportAgain = "export the list again as CSV UTF-8"
	unpackFirst = "unpack it and pass the file in it"
)

const (
	xmlDocument   = "an XML document"
	saveFromSheet = "open it in a spreadsheet and save it as .xlsx or as CSV UTF-8"
)

// notTables lists the kinds that are text, and those that are not but begin with letters. The XML of the registry is none of them where it
// may be the input.
func notTables(registry bool) []notTable {
	kinds := []notTable{
		{
			[]string{
				"<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<title", "<style", "<script", "<div", "<form",
			}, "a web page (HTML)", "open it in a spreadsheet and save it as CSV UTF-8; if it is a page that asks to log in, " + exportAgain,
		},
		{[]string{"<workbook", "<svg"}, xmlDocument, saveFromSheet},
		{[]string{"%pdf-", "%!ps"}, "a PDF or PostScript document", exportAgain},
		{[]string{`{\rtf`}, "a rich text document (RTF)", "save it as plain text, or " + exportAgain},
		{[]string{"mime-version:", "content-type:"}, "a mail or a web archive", "open it and " + exportAgain},
		{[]string{"begin:vcard", "begin:vcalendar"}, "a vCard or calendar", exportAgain},
		{[]string{"sqlite format 3\x00", "par1", "obj\x01", "bplist00"}, "a database or a binary file", exportAgain},
		{[]string{"\x89png", "\xff\xd8\xff", "gif87a", "gif89a", "ii*\x00", "mm\x00*"}, "a picture", exportAgain},
		{[]string{"rar!\x1a", "7z\xbc\xaf\x27\x1c", "\xfd7zxz\x00", "bzh91ay&sy", "bzh11ay&sy", "bzh61ay&sy"}, "an archive that cannot be read", unpackFirst},
	}
	if !registry {
		kinds = append(kinds, notTable{[]string{"<?xml", "<!--"}, xmlDocument, saveFromSheet})
	}
	return kinds
}

// checkTable returns a *HeaderError if a text, or the bytes before they are decoded, begin like a kind of file that is no table. Registry is
// as in InputConfig. It looks at no more bytes than it needs, so that a first row that comes through a pipe need not be long.
func checkTable(text *bufio.Reader, registry bool) error {
	kinds := notTables(registry)
	for n := 1; n <= text.Size(); n++ {
		ahead, _ := text.Peek(n)
		if len(ahead) < n {
			return nil // the table meets the same end, or error
		}
		start := string(asciiLower(bytes.TrimLeft(ahead, jsonSpace)))
		begins := false
		for _, kind := range kinds {
			for _, begin := range kind.starts {
				if strings.HasPrefix(start, begin) {
					return &HeaderError{Row: 1, Reason: "the file is " + kind.what + ", not a table: " + kind.remedy}
				}
				begins = begins || strings.HasPrefix(begin, start)
			}
		}
		if !begins {
			return nil
		}
	}
	return nil
}

// asciiLower returns a copy in which ASCII letters are in lower case, and all other bytes are as they were.
func asciiLower(b []byte) []byte {
	lower := bytes.Clone(b)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return lower
}

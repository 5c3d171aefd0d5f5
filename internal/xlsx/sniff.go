package xlsx

import "bytes"

// SniffBytes is the number of first bytes of a file that Sniff needs.
const SniffBytes = 8

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// Sniff reports whether a file that begins with head is one for Open: a zip archive, as workbooks are, or an old Excel file or
// a workbook with a password, which Open refuses with a remedy.
func Sniff(head []byte) bool {
	return bytes.HasPrefix(head, []byte(zipMagic)) || isOLE(head)
}

// isOLE reports whether head begins a compound file, the format of .xls and of encrypted workbooks.
func isOLE(head []byte) bool { return bytes.HasPrefix(head, []byte(oleMagic)) }

package xlsx

import "bytes"

// SniffBytes is how many first bytes of a file Sniff wants to see.
const SniffBytes = 8

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// Sniff reports whether a file that begins with head is one for Open: a zip archive, as workbooks are, or one of
// those that Open refuses with advice, an old Excel file or a workbook under a password.
func Sniff(head []byte) bool {
	return bytes.HasPrefix(head, []byte(zipMagic)) || isOLE(head)
}

// isOLE reports whether head begins a compound file, in which Excel keeps .xls and what it encrypts.
func isOLE(head []byte) bool { return bytes.HasPrefix(head, []byte(oleMagic)) }

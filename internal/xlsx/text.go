package xlsx

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"unicode/utf8"
)

const (
	// MaxCellChars is the maximum number of characters of a cell, by the format: 32,767.
	MaxCellChars = 32767
	// maxCellBytes is more than those characters can take in UTF-8, with each line break escaped in seven bytes.
	maxCellBytes = 7 * MaxCellChars
)

func errCellTooLong() error {
	return &Error{
		Cause:  "a cell is longer than the 32,767 characters that a workbook allows",
		Remedy: "shorten it",
	}
}

// richText appends the text of the element that was opened last: that of its runs, without their fonts and without
// the reading aids (phonetic runs) above East Asian text.
func richText(t *tokens, b []byte) ([]byte, error) {
	err := t.each(func(start xml.StartElement) error {
		var err error
		switch start.Name.Local {
		case "t":
			b, err = t.text(b)
		case "r":
			b, err = richText(t, b)
		default:
			err = t.skip()
		}
		return err
	})
	return b, err
}

// plain is stored text with its escapes resolved and each line break as a line feed.
func plain(stored []byte) (string, error) {
	if bytes.Contains(stored, []byte("_x")) {
		stored = unescape(stored)
	}
	if bytes.IndexByte(stored, '\r') >= 0 {
		stored = bytes.ReplaceAll(stored, []byte("\r\n"), []byte("\n"))
		stored = bytes.ReplaceAll(stored, []byte("\r"), []byte("\n"))
	}
	if len(stored) > MaxCellChars && utf8.RuneCount(stored) > MaxCellChars {
		return "", errCellTooLong()
	}
	return string(stored), nil
}

// unescape resolves escapes such as `_x000D_`, which workbooks write for characters that XML does not allow; a literal `_x` is
// written `_x005F_x`.
func unescape(stored []byte) []byte {
	const form = len("_x0000_")
	out := make([]byte, 0, len(stored))
	for len(stored) > 0 {
		if len(stored) >= form && stored[0] == '_' && stored[1] == 'x' && stored[form-1] == '_' {
			if code, err := strconv.ParseUint(string(stored[2:form-1]), 16, 16); err == nil && utf8.ValidRune(rune(code)) {
				out = utf8.AppendRune(out, rune(code))
				stored = stored[form:]
				continue
			}
		}
		out = append(out, stored[0])
		stored = stored[1:]
	}
	return out
}

package csvio

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The byte order marks.
const (
	markUTF8    = "\xef\xbb\xbf"
	markUTF16LE = "\xff\xfe"
	markUTF16BE = "\xfe\xff"
)

// CheckEncoding returns an error for a name that no encoding has, as InputConfig.Encoding takes it.
func CheckEncoding(name string) error {
	_, err := findEncoding(name)
	return err
}

// findEncoding returns the encoding of a name, nil for UTF-8.
func findEncoding(name string) (encoding.Encoding, error) {
	if name == "" {
		return nil, nil
	}
	found, err := htmlindex.Get(name)
	switch {
	case err != nil || found == encoding.Replacement: // the latter stands for encodings that browsers refuse
		return nil, fmt.Errorf("--encoding %q is not known: write it as utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis, gb18030 or the like", name)
	case found == unicode.UTF8:
		return nil, nil // whose decoder would hide what is no text
	}
	return found, nil
}

// decoded returns the text of an input as UTF-8, with its byte order mark, which wins over the encoding given. What
// is taken for UTF-8 is passed on as it is; of anything else, an error ends the text before what is no character.
func decoded(r *bufio.Reader, given encoding.Encoding) io.Reader {
	head, _ := r.Peek(len(markUTF8)) // what is shorter, or cannot be read, is met again
	switch start := string(head); {
	case start == markUTF8:
		given = nil
	case strings.HasPrefix(start, markUTF16LE):
		given = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case strings.HasPrefix(start, markUTF16BE):
		given = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if given == nil {
		return r
	}
	return transform.NewReader(r, strictDecoder{given.NewDecoder(), given})
}

// strictDecoder decodes, and errs where its decoder would put U+FFFD: a character that was lost is no text to call by.
type strictDecoder struct {
	transform.Transformer
	encoding encoding.Encoding
}

// Transform decodes src, up to what is no character.
func (d strictDecoder) Transform(dst, src []byte, atEOF bool) (int, int, error) {
	n, read, err := d.Transformer.Transform(dst, src, atEOF)
	if i := bytes.Index(dst[:n], []byte("\ufffd")); i >= 0 {
		return i, read, decodeError{d.encoding}
	}
	return n, read, err //nolint:wrapcheck // transform.Reader compares it
}

// decodeError says that bytes are no text in an encoding.
type decodeError struct{ encoding encoding.Encoding }

func (e decodeError) Error() string {
	name, err := htmlindex.Name(e.encoding)
	if err != nil {
		name = "its encoding"
	}
	return "the text holds what is no character in " + name + ": save it as UTF-8, or name its encoding with --encoding"
}

// skipMark skips the byte order mark of a text, which by now is UTF-8.
func skipMark(text *bufio.Reader) {
	if head, _ := text.Peek(len(markUTF8)); string(head) == markUTF8 {
		_, _ = text.Discard(len(markUTF8)) // it was just peeked
	}
}

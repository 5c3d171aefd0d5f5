package table

import (
	"bufio"
	"bytes"
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

// CheckEncoding returns a *dialer.FieldError if name is not the name of an encoding, as in InputConfig.Encoding.
func CheckEncoding(name string) error {
	_, err := findEncoding(name)
	return err
}

// EncodingName returns one name for all names of an encoding; for a name that is not known, the name itself.
func EncodingName(name string) string {
	found, err := findEncoding(name)
	switch {
	case err != nil:
		return name
	case found == nil:
		found = unicode.UTF8
	}
	if standard, err := htmlindex.Name(found); err == nil {
		return standard
	}
	return name
}

// findEncoding returns the encoding of a name; nil for UTF-8.
func findEncoding(name string) (encoding.Encoding, error) {
	if name == "" {
		return nil, nil
	}
	found, err := htmlindex.Get(name)
	switch {
	case err != nil || found == encoding.Replacement: // the latter stands for encodings that browsers refuse
		return nil, fieldErrorf(fieldEncoding, "the encoding %q is not known: write it as utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis, gb18030 or the like", name)
	case found == unicode.UTF8:
		return nil, nil // the decoder of UTF-8 would hide invalid bytes
	}
	return found, nil
}

// decoded returns the text of an input as UTF-8, with its byte order mark, which overrides the encoding given. Text in
// UTF-8 is passed on unchanged; in any other encoding, invalid bytes are an error. It also returns how the text is encoded.
func decoded(r *bufio.Reader, given encoding.Encoding) (io.Reader, Dialect) {
	head, _ := r.Peek(len(markUTF8)) // a later read meets the same error
	marked, named := true, given != nil
	switch start := string(head); {
	case start == markUTF8:
		given = nil
	case strings.HasPrefix(start, markUTF16LE):
		given = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case strings.HasPrefix(start, markUTF16BE):
		given = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	default:
		marked = false
	}
	d := Dialect{encoding: given, mark: marked, named: named}
	if given == nil {
		return r, d
	}
	return transform.NewReader(r, strictDecoder{given.NewDecoder(), given}), d
}

// strictDecoder returns an error where its decoder would write U+FFFD in place of invalid bytes.
type strictDecoder struct {
	transform.Transformer
	encoding encoding.Encoding
}

// Transform decodes src up to the first invalid byte.
func (d strictDecoder) Transform(dst, src []byte, atEOF bool) (int, int, error) {
	n, read, err := d.Transformer.Transform(dst, src, atEOF)
	if i := bytes.Index(dst[:n], []byte("\ufffd")); i >= 0 {
		return i, read, decodeError{d.encoding}
	}
	return n, read, err //nolint:wrapcheck // transform.Reader compares it
}

// decodeError reports a byte that is invalid in an encoding.
type decodeError struct{ encoding encoding.Encoding }

func (e decodeError) Error() string {
	name, err := htmlindex.Name(e.encoding)
	if err != nil {
		name = "encoded"
	}
	return "invalid " + name + " byte: save the text as UTF-8, or name its encoding"
}

// skipMark skips the byte order mark of a text in UTF-8.
func skipMark(text *bufio.Reader) {
	if head, _ := text.Peek(len(markUTF8)); string(head) == markUTF8 {
		_, _ = text.Discard(len(markUTF8)) // it was just peeked
	}
}

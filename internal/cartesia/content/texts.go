package content

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bulkdial/dialer"
)

// How many bytes of what the service says are kept.
const (
	maxMessage   = 300
	maxExcerpt   = 200
	maxCode      = 64
	maxRequestID = 128
	maxError     = 2 << 10
)

// Texts makes what the service says safe to show and to record: one line, bounded, without the API key. A client makes one, and
// gives it to all that it reads.
type Texts struct {
	scrub *scrubber // a pointer, because fmt prints the fields of a struct, but not those behind a pointer
}

// NewTexts returns the Texts of the client that sends an API key.
func NewTexts(key string) Texts { return Texts{newScrubber(key)} }

// line makes one line of s, replaces control and format characters by spaces, and cuts it to limit bytes. The key is
// replaced first, so that the cut leaves no half of it.
func (t Texts) line(s string, limit int) string {
	s = dialer.OneLine(t.scrub.clean(strings.ToValidUTF8(s, "\uFFFD")))
	s = strings.Map(func(r rune) rune {
		// A format character can reverse the text after it.
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if len(s) <= limit {
		return s
	}
	const more = "…"
	end := limit - len(more)
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + more
}

// ID keeps an id whole, whatever its length: half of an id names no call.
func (t Texts) ID(s string) string { return t.scrub.clean(s) }

// Message makes a message of at most 300 bytes.
func (t Texts) Message(s string) string { return t.line(s, maxMessage) }

// RequestID makes an id of a request, of at most 128 bytes.
func (t Texts) RequestID(s string) string { return t.line(s, maxRequestID) }

// Excerpt returns the first 200 bytes of a text or an HTML page, its phone numbers masked: a gateway's page may repeat the
// request.
func (t Texts) Excerpt(body []byte) string {
	s := strings.Join(strings.Fields(t.scrub.clean(string(body))), " ")
	return t.line(dialer.MaskNumbers(s), maxExcerpt)
}

// code makes a word of letters, digits, dots, hyphens and underscores; empty when there is none. A code is logged
// unchanged, so its phone numbers are masked here.
func (t Texts) code(s string) string {
	return slug(dialer.MaskNumbers(t.scrub.clean(s)), func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-'
	})
}

// titleCode makes a code of a title, without its digits, which may belong to one contact.
func (t Texts) titleCode(s string) string {
	return slug(strings.ToLower(t.scrub.clean(s)), func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// slug keeps the good characters and joins them by underscores.
func slug(s string, good func(rune) bool) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !good(r) }), "_")
	return strings.TrimRight(s[:min(len(s), maxCode)], "_")
}

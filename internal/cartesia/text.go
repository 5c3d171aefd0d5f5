package cartesia

import (
	"regexp"
	"strings"
	"unicode"
)

// The bounds of what is kept of an answer, in characters.
const (
	shortText = 64
	lineText  = 300
	entryText = 2048
)

// texts makes what a server says fit to be kept: on one line, bounded, without the key.
type texts struct {
	key string
	tag *regexp.Regexp
}

func newTexts(key Secret) texts {
	return texts{key: key.Reveal(), tag: regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)>|<[^>]*>`)}
}

// short is for ids and codes.
func (t texts) short(s string) string { return t.clean(s, shortText) }

// line is for messages.
func (t texts) line(s string) string { return t.clean(s, lineText) }

// untagged is for pages of HTML.
func (t texts) untagged(s string) string { return t.line(t.tag.ReplaceAllString(s, " ")) }

func (t texts) clean(s string, limit int) string {
	s = strings.ReplaceAll(s, t.key, redacted)
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return s
}

package cartesia

import (
	"html"
	"strings"
)

// untag returns the text of an HTML page, as far as it can be told without a parser.
func untag(page string) string {
	lower := asciiLower(page)
	var out strings.Builder
	for at := 0; at < len(page); {
		tag := strings.IndexByte(page[at:], '<')
		if tag < 0 {
			out.WriteString(page[at:])
			break
		}
		out.WriteString(page[at : at+tag])
		out.WriteByte(' ')
		at += tag + 1
		end := tagEnd(lower[at:])
		skip := strings.Index(lower[at:], end)
		if skip < 0 {
			break
		}
		at += skip + len(end)
	}
	return html.UnescapeString(out.String())
}

// tagEnd returns what ends the tag that begins here, after its `<`, or the element when its content is no text.
func tagEnd(lower string) string {
	switch {
	case strings.HasPrefix(lower, "script"):
		return "</script>"
	case strings.HasPrefix(lower, "style"):
		return "</style>"
	case strings.HasPrefix(lower, "!--"):
		return "-->"
	default:
		return ">"
	}
}

// asciiLower keeps the length, which strings.ToLower does not.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + ('a' - 'A')
		}
	}
	return string(b)
}

package content

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Redacted stands for the API key wherever it would be shown.
const Redacted = "[redacted]"

// scrubber replaces the API key in what the service says, also where its characters are written as escapes of JSON, URLs
// or HTML, or as escapes of those: a reader that undoes the escapes would have the key.
type scrubber struct {
	key      string
	anywhere *regexp.Regexp
}

func newScrubber(key string) *scrubber {
	var pattern strings.Builder
	for _, c := range []byte(key) {
		itself, hex := regexp.QuoteMeta(string(rune(c))), fmt.Sprintf("(?i:%02x)", c)
		pattern.WriteString("(?:" + strings.Join([]string{
			itself,
			`%(?:25)*` + hex,
			`\\+(?:u00` + hex + `|x` + hex + `|` + itself + `)`,
			`&(?:amp;)*#(?:0*` + strconv.Itoa(int(c)) + `|[xX]0*` + hex + `);`,
		}, "|") + ")")
	}
	return &scrubber{key, regexp.MustCompile(pattern.String())}
}

// clean returns a text with Redacted in the place of the key.
func (s *scrubber) clean(text string) string {
	if !strings.ContainsAny(text, `\%&`) {
		return strings.ReplaceAll(text, s.key, Redacted)
	}
	return s.anywhere.ReplaceAllLiteralString(text, Redacted)
}

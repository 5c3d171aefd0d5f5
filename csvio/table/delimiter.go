package table

import (
	"bufio"
	"bytes"
	"slices"
	"strings"
)

// Delimiters are those that can be detected.
const Delimiters = ",;\t|"

// ParseDelimiter parses `,`, `;`, `|` or a tab, or one of the words comma, semicolon, pipe, tab and `\t`. The error is a
// *dialer.FieldError.
func ParseDelimiter(name string) (rune, error) {
	switch strings.ToLower(name) {
	case ",", "comma":
		return ',', nil
	case ";", "semicolon":
		return ';', nil
	case "|", "pipe":
		return '|', nil
	case "\t", `\t`, "tab":
		return '\t', nil
	}
	return 0, fieldErrorf("Delimiter", "the delimiter %q is not known: write it as comma, semicolon, tab or pipe", name)
}

// delimiterWord names a delimiter in a message.
func delimiterWord(delimiter rune) string {
	switch delimiter {
	case ';':
		return "semicolons"
	case '|':
		return "pipes"
	case '\t':
		return "tabs"
	default:
		return "commas"
	}
}

// layout is the dialect of a CSV text.
type layout struct {
	delimiter rune
	// hint: the first line names the delimiter.
	hint bool
	// onlyCR: the lines end in CR alone, as on old Macs.
	onlyCR bool
}

// findLayout detects the layout of a text from its first record that is not blank; a delimiter other than 0 is not detected.
// It only peeks, and at most as far as one buffer reaches.
func findLayout(text *bufio.Reader, delimiter rune) (layout, error) {
	first := firstRecord{fresh: true}
	for i := 0; i < text.Size() && !first.done; i++ {
		ahead, err := text.Peek(i + 1)
		if err != nil {
			break // the csv.Reader meets the same error
		}
		first.take(ahead[i])
	}
	hinted, hint := first.hint()
	l := layout{delimiter: delimiter, hint: hint, onlyCR: first.onlyCR}
	switch {
	case delimiter != 0:
	case hint:
		l.delimiter = hinted
	default:
		var err error
		if l.delimiter, err = first.delimiter(); err != nil {
			return l, err
		}
	}
	return l, nil
}

// firstRecord collects, byte by byte, what the first record that is not blank shows of the layout. Blank are records of
// delimiters alone, too.
type firstRecord struct {
	text []byte // without its line end
	// counts has the number of each of Delimiters outside quotes.
	counts [len(Delimiters)]int
	// open: a quote is open. fresh: the next byte, if it is a quote, opens or reopens one.
	open, fresh bool
	// broken: a line end was seen; the first one decides onlyCR. cr: the last byte was a CR that may decide it.
	broken, cr bool
	onlyCR     bool
	// skipped: a record of delimiters came before.
	skipped, done bool
}

// take takes the next byte.
func (f *firstRecord) take(c byte) {
	if f.cr {
		f.cr, f.onlyCR = false, c != '\n'
		f.end()
	}
	if f.done {
		return
	}
	if !f.open && (c == '\n' || c == '\r') {
		f.cr = c == '\r' && !f.broken
		f.broken = true
		if !f.cr {
			f.end()
		}
		return
	}
	f.text = append(f.text, c)
	d := strings.IndexByte(Delimiters, c)
	switch {
	case c == '"' && f.fresh: // also the second of two in a quoted cell: it opens again what the first has closed
		f.open = !f.open
	case !f.open && d >= 0:
		f.counts[d]++
	}
	f.fresh = c == '"' || f.open || d >= 0 || f.fresh && c == ' '
}

// end ends a record.
func (f *firstRecord) end() {
	if len(bytes.Trim(f.text, "\" \r\n"+Delimiters)) > 0 {
		f.done = true
		return
	}
	f.skipped = f.skipped || len(f.text) > 0
	f.text, f.counts, f.fresh = f.text[:0], [len(Delimiters)]int{}, true
}

// hint returns the delimiter that a line such as sep=; names. Excel shows no row for such a line.
func (f *firstRecord) hint() (rune, bool) {
	text := f.text
	if len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' {
		text = text[1 : len(text)-1]
	}
	const word = "sep="
	if f.skipped || len(text) != len(word)+1 || !bytes.EqualFold(text[:len(word)], []byte(word)) || !strings.ContainsRune(Delimiters, rune(text[len(word)])) {
		return 0, false
	}
	return rune(text[len(word)]), true
}

// delimiter returns the most frequent delimiter; a comma if there is none.
func (f *firstRecord) delimiter() (rune, error) {
	most := slices.Max(f.counts[:])
	found := slices.Index(f.counts[:], most)
	if most > 0 && slices.Contains(f.counts[found+1:], most) {
		return 0, &HeaderError{Row: 1, Field: "Delimiter", Reason: "the delimiter cannot be detected from the header: name it as comma, semicolon, tab or pipe"}
	}
	return rune(Delimiters[found]), nil
}

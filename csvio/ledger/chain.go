package ledger

import (
	"bytes"
	"fmt"
	"strings"
)

// chain is the checksum of the lines of an intents file so far. Each line ends with it, so that a line that was changed, removed,
// doubled or moved breaks the chain there.
type chain uint32

const (
	sumBegin = `,"sum":"`
	sumEnd   = `"}` + "\n"
	// sumSize is the length of the sum of a line with its line break, in bytes.
	sumSize = len(sumBegin) + len("01234567") + len(sumEnd)
)

// add appends the line of a body to a text. A body is a JSON object without its last brace.
func (c *chain) add(text, body []byte) []byte {
	*c = chain(addSum(uint32(*c), body))
	return fmt.Appendf(append(text, body...), sumBegin+"%08x"+sumEnd, uint32(*c))
}

// follow returns the JSON object of a line without its sum, and reports whether the line continues the chain.
func (c *chain) follow(line []byte) (object []byte, ok bool) {
	if !hasSum(line) {
		return nil, false
	}
	body := line[:len(line)-sumSize]
	next := *c
	if again := next.add(nil, body); !bytes.Equal(again, line) {
		return nil, false
	}
	*c = next
	return append(bytes.Clone(body), '}'), true
}

// hasSum reports whether a line ends with a sum, right or wrong.
func hasSum(line []byte) bool {
	at := len(line) - sumSize
	return at > 0 && strings.HasPrefix(string(line[at:]), sumBegin) && strings.HasSuffix(string(line), sumEnd)
}

package cartesia

import (
	"strings"

	"bulkdial/dialer"
)

// acceptedCalls reads the most common answer in one pass: each call was placed, in the order sent, and nothing else is
// said. It takes only bodies of just this form, each contact's entry with its own number and an id of its own, and no
// escapes; of any other it is not ok, and readCalls reads it anew. What it takes, readCalls would read in the same way.
func acceptedCalls(body []byte, sent []dialer.Attempt, text texts) (entries []dialer.Entry, ok bool) {
	s := plainScanner{rest: body}
	if !s.is('{') || s.text() != "calls" || !s.is(':') || !s.is('[') {
		return nil, false
	}
	entries = make([]dialer.Entry, len(sent))
	ids := make(map[string]struct{}, len(sent))
	for i := range sent {
		number, id, ok := s.call()
		if _, again := ids[id]; !ok || again || number != sent[i].Contact.Number || strings.TrimSpace(id) == "" {
			return nil, false
		}
		ids[id] = struct{}{}
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: text.id(id)}
		if last := i == len(sent)-1; !last && !s.is(',') || last && !s.is(']') {
			return nil, false
		}
	}
	return entries, s.is('}') && s.ended()
}

// plainScanner reads JSON that has no escapes in it. Once something is not as expected, nothing is.
type plainScanner struct{ rest []byte }

// space passes over white space.
func (s *plainScanner) space() {
	for len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == '\n' || s.rest[0] == '\r' || s.rest[0] == '\t') {
		s.rest = s.rest[1:]
	}
}

// ended reports whether nothing follows but white space.
func (s *plainScanner) ended() bool {
	s.space()
	return len(s.rest) == 0
}

// is passes over a mark, and reports whether it was there.
func (s *plainScanner) is(mark byte) bool {
	s.space()
	if len(s.rest) == 0 || s.rest[0] != mark {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

// text reads a string of printable ASCII; it is empty when there is none.
func (s *plainScanner) text() string {
	if !s.is('"') {
		return ""
	}
	for i, c := range s.rest {
		if c == '"' {
			text := string(s.rest[:i])
			s.rest = s.rest[i+1:]
			return text
		}
		if c < ' ' || c > '~' || c == '\\' {
			break
		}
	}
	s.rest = nil
	return ""
}

// null passes over null, and reports whether it was there.
func (s *plainScanner) null() bool {
	s.space()
	const word = "null"
	if len(s.rest) < len(word) || string(s.rest[:len(word)]) != word {
		return false
	}
	s.rest = s.rest[len(word):]
	return true
}

// call reads an entry that has a number and an id, and an error that is null or not there, each once.
func (s *plainScanner) call() (number, id string, ok bool) {
	if !s.is('{') {
		return "", "", false
	}
	for noError := false; ; {
		key := s.text()
		given := false
		switch {
		case !s.is(':'):
		case key == "number" && number == "":
			number = s.text()
			given = number != ""
		case key == "agent_call_id" && id == "":
			id = s.text()
			given = id != ""
		case key == "error" && !noError:
			noError = s.null()
			given = noError
		}
		if !given {
			return "", "", false
		}
		if !s.is(',') {
			return number, id, s.is('}') && number != "" && id != ""
		}
	}
}

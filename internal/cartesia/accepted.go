package cartesia

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"strings"

	"bulkdial/dialer"
)

// acceptedCalls reads the most common answer in one pass: each call was placed, in the order sent, and nothing else is
// said. It takes only bodies of just this form, each contact's entry with its own number and an id of its own, and no
// escapes; of any other it is not ok, and readCalls reads it anew. What it takes, readCalls would read in the same way.
func acceptedCalls(body []byte, sent []dialer.Attempt, text texts) (entries []dialer.Entry, ok bool) {
	s := plainScanner{body: body}
	if !s.is('{') || !s.key(`"calls"`) || !s.is('[') {
		return nil, false
	}
	ids := make([]span, len(sent))
	size := 0
	for i := range sent {
		ids[i], ok = s.call(sent[i].Contact.Number)
		if last := i == len(sent)-1; !ok || !last && !s.is(',') || last && !s.is(']') {
			return nil, false
		}
		size += ids[i].to - ids[i].from
	}
	if !s.is('}') || !s.ended() {
		return nil, false
	}
	// All ids are parts of one string, which is as long as they are.
	var joined strings.Builder
	joined.Grow(size)
	entries = make([]dialer.Entry, len(sent))
	for i, id := range ids {
		from := joined.Len()
		joined.Write(body[id.from:id.to])
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: joined.String()[from:]}
	}
	if !distinctIDs(entries) {
		return nil, false
	}
	if text.id(joined.String()) != joined.String() {
		for i := range entries {
			entries[i].CallID = text.id(entries[i].CallID)
		}
	}
	return entries, true
}

// distinctIDs reports whether no two entries have the same id. It fills a table of hashes with places in entries, from 1.
func distinctIDs(entries []dialer.Entry) bool {
	table := make([]int, 1<<bits.Len(uint(2*len(entries))))
	seed, mask := maphash.MakeSeed(), uint64(len(table)-1)
	for i := range entries {
		at := maphash.String(seed, entries[i].CallID) & mask
		for ; table[at] != 0; at = (at + 1) & mask {
			if entries[table[at]-1].CallID == entries[i].CallID {
				return false
			}
		}
		table[at] = i + 1
	}
	return true
}

// span is a part of a text, by the places of its first byte and of the one behind it.
type span struct{ from, to int }

// plainScanner reads JSON that has no escapes in it.
type plainScanner struct {
	body []byte
	at   int // the next byte
}

// space passes over white space.
func (s *plainScanner) space() {
	for ; s.at < len(s.body); s.at++ {
		if c := s.body[s.at]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return
		}
	}
}

// ended reports whether nothing follows but white space.
func (s *plainScanner) ended() bool {
	s.space()
	return s.at == len(s.body)
}

// is passes over a mark, and reports whether it was there.
func (s *plainScanner) is(mark byte) bool {
	if s.at == len(s.body) || s.body[s.at] != mark {
		s.space()
		if s.at == len(s.body) || s.body[s.at] != mark {
			return false
		}
	}
	s.at++
	return true
}

// word passes over a word or a string, and reports whether it was there.
func (s *plainScanner) word(word string) bool {
	s.space()
	end := s.at + len(word)
	if end > len(s.body) || string(s.body[s.at:end]) != word {
		return false
	}
	s.at = end
	return true
}

// key passes over a key and its colon, and reports whether they were there.
func (s *plainScanner) key(quoted string) bool { return s.word(quoted) && s.is(':') }

// text passes over a string of printable ASCII, and returns what is between its quotes; ok is false when there is none.
func (s *plainScanner) text() (text span, ok bool) {
	if !s.is('"') {
		return span{}, false
	}
	for i, c := range s.body[s.at:] {
		if c == '"' {
			text = span{s.at, s.at + i}
			s.at = text.to + 1
			return text, true
		}
		if c < ' ' || c > '~' || c == '\\' {
			break
		}
	}
	return span{}, false
}

// call reads the entry for a number, which has an id that is not blank, and an error that is null or not there, each once.
func (s *plainScanner) call(number string) (id span, ok bool) {
	if !s.is('{') {
		return span{}, false
	}
	for named, placed, noError := false, false, false; ; {
		switch {
		case !named && s.key(`"number"`):
			named = true
			var text span
			text, ok = s.text()
			ok = ok && string(s.body[text.from:text.to]) == number
		case !placed && s.key(`"agent_call_id"`):
			placed = true
			id, ok = s.text()
			ok = ok && len(bytes.TrimSpace(s.body[id.from:id.to])) > 0
		case !noError && s.key(`"error"`):
			noError = true
			ok = s.word("null")
		default:
			return span{}, false
		}
		if !ok || !s.is(',') {
			return id, ok && named && placed && s.is('}')
		}
	}
}

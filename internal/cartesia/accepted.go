package cartesia

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"

	"bulkdial/dialer"
)

// acceptedCalls reads the most common answer in one pass: each call was placed, in the order sent, and nothing else is
// said. It takes only bodies of just this form, each contact's entry with its own number and an id of its own, and no
// escapes; of any other it is not ok, and readCalls reads it anew. What it takes, readCalls would read in the same way.
func acceptedCalls(body []byte, req *dialer.Request, text texts) (entries []dialer.Entry, ok bool) {
	s := plainScanner{body: body}
	if !s.is('{') || !s.key(`"calls"`) || !s.is('[') {
		return nil, false
	}
	sent := req.Attempts
	entries = slices.Grow(req.Room, len(sent))
	var joined strings.Builder // of which all ids are parts
	for i := range sent {
		id, ok := s.call(sent[i].Contact.Number)
		if last := i == len(sent)-1; !ok || !last && !s.is(',') || last && !s.is(']') {
			return nil, false
		}
		if i == 0 {
			joined.Grow(min(len(sent)*len(id), len(body))) // the others are as long for the most part
		}
		from := joined.Len()
		joined.Write(id)
		entries = append(entries, dialer.Entry{Disposition: dialer.Accepted, CallID: joined.String()[from:]})
	}
	if !s.is('}') || !s.ended() {
		return nil, false
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
	size := uint64(1) << bits.Len(uint(2*len(entries)))
	var small [512]int32
	table, mask, seed := small[:], size-1, maphash.MakeSeed()
	if size > uint64(len(small)) {
		table = make([]int32, size)
	}
	for i := range entries {
		at := maphash.String(seed, entries[i].CallID) & mask
		for ; table[at] != 0; at = (at + 1) & mask {
			if entries[table[at]-1].CallID == entries[i].CallID {
				return false
			}
		}
		table[at] = int32(i + 1)
	}
	return true
}

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

// text reads a string of printable ASCII; ok is false when there is none.
func (s *plainScanner) text() (text []byte, ok bool) {
	if !s.is('"') {
		return nil, false
	}
	for i, c := range s.body[s.at:] {
		if c == '"' {
			text = s.body[s.at : s.at+i]
			s.at += i + 1
			return text, true
		}
		if c < ' ' || c > '~' || c == '\\' {
			break
		}
	}
	return nil, false
}

// call reads the entry for a number, which has an id, and an error that is null or not there, each once.
func (s *plainScanner) call(number string) (id []byte, ok bool) {
	if !s.is('{') {
		return nil, false
	}
	for named, placed, noError := false, false, false; ; {
		switch {
		case !named && s.key(`"number"`):
			named = true
			var text []byte
			text, ok = s.text()
			ok = ok && string(text) == number
		case !placed && s.key(`"agent_call_id"`):
			placed = true
			id, ok = s.text()
			ok = ok && len(id) > 0 && id[0] != ' ' // which may be blank
		case !noError && s.key(`"error"`):
			noError = true
			ok = s.word("null")
		default:
			return nil, false
		}
		if !ok || !s.is(',') {
			return id, ok && named && placed && s.is('}')
		}
	}
}

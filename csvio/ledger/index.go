package ledger

import (
	"hash/maphash"
	"strconv"

	"bulkdial/dialer"
)

// index holds the places of the last words: on the attempts of a contact at each of its numbers (an id may have had several,
// and all were called), on the skips of a contact, and on a row. It takes about 60 bytes for a contact.
type index struct {
	seed maphash.Seed
	last map[uint64]lastWord
	// tried holds the contacts with an attempt: a skip of such a contact does not count.
	tried map[uint64]bool
}

// lastWord is the place of a line, its file, and the part of it that decides whether another line supersedes it.
type lastWord struct {
	place

	file int
	word dialer.LastWord
}

func newIndex() *index {
	return &index{seed: maphash.MakeSeed(), last: map[uint64]lastWord{}, tried: map[uint64]bool{}}
}

// add takes a result at a place of the file with this number.
func (x *index) add(r *dialer.Result, file int, at place) {
	key, word := x.key(r), dialer.LastWord{Disposition: r.Disposition, Attempts: r.Attempt}
	if old, known := x.last[key]; !known || word.Replaces(old.word) {
		x.last[key] = lastWord{place: at, file: file, word: word}
	}
	if !r.Disposition.Skip() {
		x.tried[x.contact(r)] = true
	}
}

// isLast reports whether a result that was added is the last word.
func (x *index) isLast(r *dialer.Result, file int, at place) bool {
	if skipsContact(r) && x.tried[x.contact(r)] {
		return false
	}
	last := x.last[x.key(r)]
	return last.file == file && last.place == at
}

// skipsContact reports whether a line is a skip of a contact that other lines can also be about. A duplicate, or an invalid row
// without an id, is only about its row.
func skipsContact(r *dialer.Result) bool {
	return r.Disposition == dialer.Suppressed || r.Disposition == dialer.Invalid && r.ID != ""
}

// contact identifies the contact that a line is about, as a run does.
func (x *index) contact(r *dialer.Result) uint64 {
	return maphash.String(x.seed, string(dialer.IdentityOf(r.ID, r.Number, r.Batch.Occurrence())))
}

// key identifies the lines that compete for one last word.
func (x *index) key(r *dialer.Result) uint64 {
	var h maphash.Hash
	h.SetSeed(x.seed)
	switch {
	case !r.Disposition.Skip():
		_, _ = h.WriteString("attempt " + r.Number)
		maphash.WriteComparable(&h, x.contact(r))
	case skipsContact(r):
		_, _ = h.WriteString("skip ")
		maphash.WriteComparable(&h, x.contact(r))
	default:
		_, _ = h.WriteString(string(r.Disposition) + " " + strconv.Itoa(r.Row) + " " + r.Number)
	}
	return h.Sum64()
}

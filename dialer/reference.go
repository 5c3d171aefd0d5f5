package dialer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// identitySize is room for most identities, and what is appended to them, in bytes. Longer ones are moved.
const identitySize = 128

// identity names a contact over the runs of a campaign: its id where it has one, else its number and which of the rows
// with that number it is. A result of the record has all of it.
func identity(id, number string, occurrence int) string {
	return string(appendIdentity(make([]byte, 0, identitySize), id, number, occurrence))
}

func appendIdentity(b []byte, id, number string, occurrence int) []byte {
	if id != "" {
		return append(append(b, "id "...), id...)
	}
	b = append(append(b, "number "...), number...)
	return strconv.AppendInt(append(b, ' '), int64(occurrence), 10)
}

// refBytes is how much of a hash a reference shows: two of a million attempts share one with a chance of about one in
// 10¹².
const refBytes = 10

// appendReference appends what names an attempt to the agent and in the API's list of calls, so that it can be found
// there: 20 hexadecimal digits that are the same whenever the same contact is sent as the same attempt, whatever request
// carries it.
func appendReference(b []byte, id, number string, occurrence, attempt int) []byte {
	who := appendIdentity(make([]byte, 0, identitySize), id, number, occurrence)
	who = strconv.AppendInt(append(who, " attempt "...), int64(attempt), 10)
	sum := sha256.Sum256(who)
	return hex.AppendEncode(b, sum[:refBytes])
}

// refer names each of the attempts to contacts that are the n-th row with their number. Their references are parts of one
// string.
func refer(attempts []Attempt, occurrence int) {
	const size = 2 * refBytes
	var joined strings.Builder
	joined.Grow(size * len(attempts))
	for i := range attempts {
		a := &attempts[i]
		ref := make([]byte, 0, size)
		joined.Write(appendReference(ref, a.Contact.ID, a.Contact.Number, occurrence, a.Number))
		a.Ref = joined.String()[i*size:]
	}
}

// callerFor chooses, of a pool of numbers to call from, the one for a contact: the same on every attempt, and about
// equally often each. When the pool changes, only contacts of numbers that left it, and the share of those that joined
// it, get another (rendezvous hashing).
func callerFor(callers []string, identity string) string {
	if len(callers) == 1 {
		return callers[0]
	}
	var best string
	var highest uint64
	who := append(append(make([]byte, 0, identitySize), identity...), " from "...)
	for _, caller := range callers {
		sum := sha256.Sum256(append(who, caller...))
		if score := binary.BigEndian.Uint64(sum[:8]); best == "" || score > highest {
			best, highest = caller, score
		}
	}
	return best
}

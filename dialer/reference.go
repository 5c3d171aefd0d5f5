package dialer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// identity names a contact over the runs of a campaign: its id where it has one, else its number and which of the rows
// with that number it is. A result of the record has all of it.
func identity(id, number string, occurrence int) string {
	if id != "" {
		return "id " + id
	}
	return "number " + number + " " + strconv.Itoa(occurrence)
}

// refBytes is how much of a hash a reference shows: two of a million attempts share one with a chance of about one in
// 10¹².
const refBytes = 10

// reference names an attempt to the agent and in the API's list of calls, so that it can be found there: 20 hexadecimal
// digits that are the same whenever the same contact is sent as the same attempt, whatever request carries it.
func reference(id, number string, occurrence, attempt int) string {
	sum := sha256.Sum256([]byte(identity(id, number, occurrence) + " attempt " + strconv.Itoa(attempt)))
	return hex.EncodeToString(sum[:refBytes])
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
	for _, caller := range callers {
		sum := sha256.Sum256([]byte(identity + " from " + caller))
		if score := binary.BigEndian.Uint64(sum[:8]); best == "" || score > highest {
			best, highest = caller, score
		}
	}
	return best
}

package dialer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// Identity is by what a contact is known over the runs of a campaign: its id where it has one, else its number and
// occurrence (it is the n-th row with that number). A result in the ledger has all of it.
type Identity string

// IdentityOf returns the identity of a contact; occurrence counts from 1.
func IdentityOf(id, number string, occurrence int) Identity {
	if id != "" {
		return Identity("id " + id)
	}
	return Identity("number " + number + " " + strconv.Itoa(occurrence))
}

// refBytes is how much of a hash a reference shows: two of a million attempts share one with a chance of about one in
// 10¹².
const refBytes = 10

// Reference names an attempt to the agent and in the API's list of calls, so that it can be found there: 20 hexadecimal
// digits that are the same whenever the same contact is sent as the same attempt, whatever request carries it.
func (i Identity) Reference(attempt int) string {
	var room [2 * refBytes]byte
	text := strconv.AppendInt(append(append(make([]byte, 0, 96), i...), " attempt "...), int64(attempt), 10)
	sum := sha256.Sum256(text)
	return string(hex.AppendEncode(room[:0], sum[:refBytes]))
}

// Reference is that of the attempt of the result, as its request carried it.
func (r *Result) Reference() string {
	return IdentityOf(r.ID, r.Number, r.Batch.Occurrence()).Reference(r.Attempt)
}

// Caller chooses, of a pool of numbers to call from, the one for a contact: the same on every attempt, and each about
// equally often. When the pool changes, only contacts of numbers that left it, and the share of those that joined
// it, get another (rendezvous hashing).
func (i Identity) Caller(pool []string) string {
	var best string
	var highest uint64
	for _, caller := range pool {
		sum := sha256.Sum256([]byte(string(i) + " from " + caller))
		if score := binary.BigEndian.Uint64(sum[:8]); best == "" || score > highest {
			best, highest = caller, score
		}
	}
	return best
}

package sandbox

import (
	"crypto/sha256"
	"encoding/binary"

	"bulkdial/internal/sandbox/request"
)

// rate is the probability of a fault.
type rate struct {
	fault string
	p     float64
}

// ofItem draws the fault of a number for the nth time, from 0; empty for none.
func (f Faults) ofItem(n request.Number, nth uint32) string {
	for _, r := range [...]rate{{faultReject, f.Reject}, {faultBusy, f.Busy}} {
		if f.happens(r, uint64(n), nth) {
			return r.fault
		}
	}
	return ""
}

// poisoned reports whether a number makes each request that holds it a 400. The draw never changes.
func (f Faults) poisoned(n request.Number) bool {
	return f.happens(rate{faultPoison, f.Poison}, uint64(n), 0)
}

// lineless reports whether no line is ever free for a number. The draw never changes.
func (f Faults) lineless(n request.Number) bool {
	return f.happens(rate{faultLineless, f.Lineless}, uint64(n), 0)
}

// happens draws whether a fault happens to a subject, named by its key, for the nth time.
func (f Faults) happens(r rate, key uint64, nth uint32) bool {
	return r.p > 0 && f.draw(r.fault, key, nth) < r.p
}

// draw returns a number from [0, 1) that depends on nothing but the seed and the arguments.
func (f Faults) draw(name string, key uint64, nth uint32) float64 {
	text := make([]byte, 0, 64)
	text = binary.BigEndian.AppendUint64(text, f.Seed)
	text = binary.BigEndian.AppendUint64(text, key)
	text = binary.BigEndian.AppendUint32(text, nth)
	text = append(text, name...)
	return float64(keyOf(text)>>11) / (1 << 53)
}

// keyOf is a hash of a text: of what a fault is drawn for, and of a draw.
func keyOf(text []byte) uint64 {
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:])
}

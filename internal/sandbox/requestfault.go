package sandbox

import (
	"encoding/binary"
	"net/http"

	"bulkdial/internal/sandbox/request"
)

const htmlPage = "<!DOCTYPE html>\n<html><head><title>OK</title></head><body><h1>It works</h1></body></html>\n"

// requestFault is the fault of one request. The zero value is none.
type requestFault struct {
	fault string // empty: none
	// early: a 500 comes before the calls are placed.
	early bool
	// lines429: when no line is free, the answer is a 429.
	lines429 bool
	// first and second are the entries that reorder exchanges.
	first, second int
}

// requestRates lists the faults of whole requests, in the order in which they are drawn.
func (f Faults) requestRates() [11]rate {
	return [...]rate{
		{faultUnavailable, f.Unavailable},
		{faultTooMany, f.TooMany},
		{faultInternal, f.Internal},
		{faultDrop, f.Drop},
		{faultHang, f.Hang},
		{faultSwitch, f.Switch},
		{faultCut, f.Cut},
		{faultHTML, f.HTML},
		{faultShort, f.Short},
		{faultReorder, f.Reorder},
		{faultRespell, f.Respell},
	}
}

// anyOfRequests reports whether any fault of whole requests but poison is possible.
func (f Faults) anyOfRequests() bool {
	for _, r := range f.requestRates() {
		if r.p > 0 {
			return true
		}
	}
	return f.LinesTooMany > 0
}

// drawRequestFault draws the fault of a request for the nth time, from 0. Items is the number of its items.
func drawRequestFault(f Faults, key uint64, nth uint32, items int) requestFault {
	lines429 := f.happens(rate{faultLines, f.LinesTooMany}, key, nth)
	for _, r := range f.requestRates() {
		if r.fault == faultReorder && items < 2 || !f.happens(r, key, nth) {
			continue
		}
		drawn := requestFault{fault: r.fault, lines429: lines429}
		switch r.fault {
		case faultInternal:
			drawn.early = f.draw("500 before the calls", key, nth) < 0.5
		case faultReorder:
			drawn.first = int(f.draw("reorder first", key, nth) * float64(items))
			distance := 1 + int(f.draw("reorder distance", key, nth)*float64(items-1))
			drawn.second = (drawn.first + distance) % items
		}
		return drawn
	}
	return requestFault{lines429: lines429}
}

// requestKey is a hash of the numbers of a request in their order.
func requestKey(items []request.Item) uint64 {
	text := make([]byte, 0, 8*len(items))
	for _, it := range items {
		text = binary.BigEndian.AppendUint64(text, uint64(it.Number))
	}
	return keyOf(text)
}

// before returns the problem that keeps the calls from being placed, or nil.
func (f requestFault) before() *problem {
	switch {
	case f.fault == faultUnavailable:
		return problemf(http.StatusServiceUnavailable, "The service is unavailable.")
	case f.fault == faultTooMany:
		return noLine()
	case f.fault == faultInternal && f.early:
		return broken()
	}
	return nil
}

// after returns the problem that hides that the calls were placed, or nil.
func (f requestFault) after() *problem {
	if f.fault == faultInternal {
		return broken()
	}
	return nil
}

// rearrange applies the faults that disturb the list.
func (f requestFault) rearrange(entries []entry) []entry {
	switch f.fault {
	case faultShort:
		return entries[:len(entries)-1]
	case faultReorder:
		entries[f.first], entries[f.second] = entries[f.second], entries[f.first]
	case faultRespell:
		for i := range entries {
			entries[i].Number = respelled(entries[i].Number, i)
		}
	}
	return entries
}

// respelled is another spelling of a number in E.164, with the same meaning; each of its places has its own.
func respelled(number string, place int) string {
	switch place % 3 {
	case 0:
		return number[1:]
	case 1:
		return "tel:" + number
	default:
		return number[:4] + " " + number[4:]
	}
}

// spoil applies the faults that lose the answer.
func (f requestFault) spoil(a answer) answer {
	switch f.fault {
	case faultDrop:
		a.delivery = deliverNothing
	case faultHang:
		a.delivery = deliverNever
	case faultSwitch:
		a.delivery = deliverProtocol
	case faultCut:
		a.delivery = deliverHalf
	case faultHTML:
		a.contentType, a.body = "text/html; charset=utf-8", []byte(htmlPage)
	}
	return a
}

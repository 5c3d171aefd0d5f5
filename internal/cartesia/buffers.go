package cartesia

import (
	"bytes"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
)

// maxKept is how large a buffer may be, in bytes, to be kept for another request.
const maxKept = 256 << 10

// buffers are those that no request uses at the moment.
type buffers struct{ idle sync.Pool }

// get returns an empty buffer with room for size bytes. It is the caller's until put.
func (b *buffers) get(size int) *bytes.Buffer {
	buffer, ok := b.idle.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	buffer.Reset()
	buffer.Grow(size)
	return buffer
}

func (b *buffers) put(buffer *bytes.Buffer) {
	if buffer.Cap() <= maxKept {
		b.idle.Put(buffer)
	}
}

// payload is what one request sends, from a buffer that others use after it.
type payload struct {
	reader bytes.Reader
	buffer atomic.Pointer[bytes.Buffer] // nil once it was given back
	of     *buffers
}

func newPayload(buffer *bytes.Buffer, of *buffers) *payload {
	p := &payload{of: of}
	p.reader.Reset(buffer.Bytes())
	p.buffer.Store(buffer)
	return p
}

// wrote is told when the request has been written, or cannot be. The end of RoundTrip would not do, because a transport
// may go on reading then. A reader that has come to its end gives nothing more, whatever its buffer holds by then; the
// buffer of any other is never used again.
func (p *payload) wrote(httptrace.WroteRequestInfo) {
	if p.reader.Len() > 0 {
		return
	}
	if buffer := p.buffer.Swap(nil); buffer != nil {
		p.of.put(buffer)
	}
}

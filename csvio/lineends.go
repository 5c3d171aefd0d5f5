package csvio

import "io"

// lineEnds gives a text whose lines end in CR alone with LF in their place.
type lineEnds struct {
	r  io.Reader
	cr bool // the last byte read was one
}

// Read reads on. An LF behind a CR is left out, so that both together stay one line end, and no byte is waited for.
func (l *lineEnds) Read(p []byte) (int, error) {
	for {
		n, err := l.r.Read(p)
		kept := p[:0]
		for _, c := range p[:n] {
			if c == '\n' && l.cr {
				l.cr = false
				continue
			}
			if l.cr = c == '\r'; l.cr {
				c = '\n'
			}
			kept = append(kept, c)
		}
		if len(kept) > 0 || err != nil || n == 0 {
			return len(kept), err
		}
	}
}

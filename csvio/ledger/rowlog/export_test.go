package rowlog

import (
	"io"
	"iter"
)

// Decode yields the rows of a text that begins with the header of the layout.
func (l *Layout[T]) Decode(path string, text io.Reader) iter.Seq2[Line[T], error] {
	return l.decode(path, text)
}

package rowlog

import (
	"iter"

	"bulkdial/internal/ahead"
)

// Read yields what the whole lines of a log say: what said makes of their rows. The error that ends them is as that of Rows, or that of Damaged
// for a row of which said makes nothing. Rows and said run ahead of the consumer, in another goroutine. So until the sequence has ended the
// consumer must not change the log, nor what said uses; it may stop at any line.
func Read[T comparable, R any](log *Log[T], said func(*T) (*R, error)) iter.Seq2[Line[R], error] {
	return ahead.Run(func(yield func(Line[R], error) bool) {
		for l, err := range log.Rows() {
			is := Line[R]{Position: l.Position}
			if err == nil {
				if is.Row, err = said(l.Row); err != nil {
					err = Damaged(log.path, l.Line, err)
				}
			}
			if !yield(is, err) || err != nil {
				return
			}
		}
	})
}

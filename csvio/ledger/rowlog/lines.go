package rowlog

import (
	"bytes"
	"fmt"

	"bulkdial/csvio/ledger/ownfile"
)

// lineFile is an open file of lines.
type lineFile struct {
	kind ownfile.Kind
	path string
	file ownfile.File
}

// maxLine is the maximum length of a line, in bytes.
const maxLine = 64 << 20

// lineBefore returns the line that ends at a byte of the file, with its line break if it has one.
func (f *lineFile) lineBefore(end int64) ([]byte, error) {
	for n := int64(1 << 10); ; n *= 4 {
		n = min(n, end)
		part := make([]byte, n)
		if _, err := f.file.ReadAt(part, end-n); err != nil && n > 0 {
			return nil, fmt.Errorf("reading %s: %w", f.path, err)
		}
		if i := bytes.LastIndexByte(part[:max(n-1, 0)], '\n'); i >= 0 || n == end {
			return part[i+1:], nil
		}
		if n > maxLine {
			return nil, f.kind.NotOurs(f.path)
		}
	}
}

// endsIn reports whether the line that ends at the size of a mark is that of the mark.
func (f *lineFile) endsIn(m Mark) (bool, error) {
	last, err := f.lineBefore(m.Size)
	return markAt(m.Size, last, 0).sameEnd(m), err
}

// EndsIn reports whether the line that ends at the size of a mark is that of the mark, in a file whose header need not be known. The file
// is at least as long as the mark.
func EndsIn(kind ownfile.Kind, path string, file ownfile.File, m Mark) (bool, error) {
	return (&lineFile{kind, path, file}).endsIn(m)
}

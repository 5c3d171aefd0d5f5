package rowlog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"bulkdial/csvio/ledger/ownfile"
)

// Log is an append-only CSV file of rows of type T, a struct of strings with csv tags. Its columns are found by name, so
// that files of earlier versions, which have fewer, and of later versions, which have more, are read and continued: an
// appended row has the columns of the file. It is not for use by several goroutines.
type Log[T comparable] struct {
	lineFile
	// size counts the bytes of whole lines, and tail is the text after them.
	size int64
	tail []byte
	// sum is the checksum of the whole lines, once Rows has read them all. marks are those that were checked: Rows compares
	// their checksums.
	sum   uint32
	marks []Mark
	Layout[T]
}

// Open reads the header and the end of a file, which the log owns if there is no error. Optional are the columns of T that the file may
// lack, as those of earlier versions do. The error is an *ownfile.RecordError if it is not a file of T.
func Open[T comparable](kind ownfile.Kind, path string, file ownfile.File, optional ...string) (*Log[T], error) {
	f := &Log[T]{lineFile: lineFile{kind, path, file}}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	last, err := f.lineBefore(info.Size())
	if err != nil {
		return nil, err
	}
	if !bytes.HasSuffix(last, []byte{'\n'}) {
		f.tail = last
	}
	f.size = info.Size() - int64(len(f.tail))
	names, err := f.readColumns(optional)
	if err == nil {
		f.Layout, err = NewLayout[T](names, optional...)
	}
	if err != nil {
		return nil, kind.NotOurs(path)
	}
	return f, nil
}

// readColumns returns the names of the columns of the file, or those for a new header if it has no complete one.
func (f *Log[T]) readColumns(optional []string) ([]string, error) {
	if f.size > 0 {
		first, err := bufio.NewReader(io.NewSectionReader(f.file, 0, min(f.size, maxLine))).ReadString('\n')
		return strings.Split(strings.TrimSuffix(first, "\n"), ","), err
	}
	own, err := ColumnsOf[T]()
	if err != nil {
		return nil, err
	}
	earlier := slices.DeleteFunc(slices.Clone(own), func(name string) bool { return slices.Contains(optional, name) })
	if torn := string(f.tail); !strings.HasPrefix(strings.Join(own, ","), torn) && !strings.HasPrefix(strings.Join(earlier, ","), torn) {
		return nil, errors.New("this is not the beginning of a header")
	}
	return own, nil
}

// Path is that of the file.
func (f *Log[T]) Path() string { return f.path }

// Size is the number of bytes of the whole lines.
func (f *Log[T]) Size() int64 { return f.size }

// Tail is the text after the last line break; empty after Begin, which cuts or completes it.
func (f *Log[T]) Tail() []byte { return f.tail }

// Close closes the file.
func (f *Log[T]) Close() error { return f.file.Close() } //nolint:wrapcheck // nothing to add

// Rows yields the whole lines of the file. The error that ends them is as that of decode, or an *ownfile.RecordError if the bytes before
// a mark are not those that were written.
func (f *Log[T]) Rows() iter.Seq2[Line[T], error] {
	if f.size == 0 {
		return func(func(Line[T], error) bool) {}
	}
	return func(yield func(Line[T], error) bool) {
		var offsets []int64
		for _, m := range f.marks {
			offsets = append(offsets, m.Size)
		}
		text := newSummedText(io.NewSectionReader(f.file, 0, f.size), offsets)
		for l, err := range f.decode(f.path, text) {
			if !yield(l, err) || err != nil {
				return
			}
		}
		f.sum = text.sum
		if err := f.checkSums(text.sums); err != nil {
			yield(Line[T]{}, err)
		}
	}
}

// checkSums compares the checksums up to the marks with those that the marks have.
func (f *Log[T]) checkSums(sums map[int64]uint32) error {
	for _, m := range f.marks {
		sum := sums[m.Size]
		if m.Size > f.size { // it covers the tail
			sum = AddSum(AddSum(f.sum, f.tail), []byte{'\n'})
		}
		if m.Sum != 0 && m.Sum != sum {
			return &ownfile.RecordError{Path: f.path, Reason: fmt.Sprintf("one of the lines in its first %d bytes was changed, removed or moved since it was written; "+
				"only bulkdial may write this file: restore it as the last run left it", m.Size)}
		}
	}
	return nil
}

// TailRow returns the row of the tail if it lacks only the line break: it is what Encode writes.
func (f *Log[T]) TailRow() (row *T, ok bool) {
	if f.size == 0 || len(f.tail) == 0 {
		return nil, false
	}
	row, err := f.rowIn(f.tail)
	if err != nil {
		return nil, false
	}
	cells, err := csv.NewReader(bytes.NewReader(f.tail)).Read()
	var again bytes.Buffer
	out := csv.NewWriter(&again)
	err = errors.Join(err, out.Write(cells))
	out.Flush()
	return row, err == nil && again.String() == string(f.tail)+"\n"
}

// rowIn returns the row of one line, with or without its line break. The error is as that of decode, with another number of the line.
func (f *Log[T]) rowIn(text []byte) (*T, error) {
	for l, err := range f.decode(f.path, io.MultiReader(strings.NewReader(f.Header()), bytes.NewReader(text))) {
		return l.Row, err
	}
	return nil, Damaged(f.path, 0, errNotOneLine)
}

// Mark returns the mark of the file as it is, after all of its rows were read.
func (f *Log[T]) Mark() (Mark, error) {
	last, err := f.lineBefore(f.size)
	return markAt(f.size, last, f.sum), err
}

// Check compares the size and the last line with an earlier mark of the file; Rows compares the rest. The error is an *ownfile.RecordError
// if something other than this program has changed it since. It reports whether the mark covers the tail, which then lacks only
// its line break.
func (f *Log[T]) Check(m Mark) (coversTail bool, err error) {
	if m == (Mark{}) {
		return false, nil
	}
	f.marks = append(f.marks, m)
	if whole := append(slices.Clone(f.tail), '\n'); len(f.tail) > 0 && markAt(f.size+int64(len(whole)), whole, 0).sameEnd(m) {
		return true, nil
	}
	if f.size < m.Size {
		return false, &ownfile.RecordError{Path: f.path, Reason: fmt.Sprintf("the file has %d bytes, and had %d when requests were sent: it was shortened, or is an older copy; "+
			"restore the file as the last run left it", f.size, m.Size)}
	}
	same, err := f.endsIn(m)
	if err == nil && !same {
		err = &ownfile.RecordError{Path: f.path, Reason: fmt.Sprintf("the line that ends at byte %d is not the one that the last run has written there: the file was edited or replaced; "+
			"restore the file as the last run left it", m.Size)}
	}
	return false, err
}

// CheckZeros returns an *ownfile.RecordError if the whole lines after a mark have zeros. A loss of power leaves them where it has lost a part
// of what was written and not synced, and has kept a later one.
func (f *Log[T]) CheckZeros(m Mark) error {
	if m == (Mark{}) || f.size <= m.Size {
		return nil
	}
	text := make([]byte, f.size-m.Size)
	if _, err := f.file.ReadAt(text, m.Size); err != nil {
		return fmt.Errorf("reading %s: %w", f.path, err)
	}
	before, _, zeros := bytes.Cut(text, []byte{0})
	if !zeros {
		return nil
	}
	good := m.Size + int64(bytes.LastIndexByte(before, '\n')+1)
	return &ownfile.RecordError{Path: f.path, Reason: fmt.Sprintf("a loss of power has left zeros after byte %d, among lines that were not synced: "+
		"cut the file there with `truncate -s %d %s`; the intents file names the contacts of what is cut, which become unknown", good, good, f.path)}
}

// Begin makes the file ready for appending: the text after its last line break becomes a line if keepTail is set, else it is cut, and a
// new file gets its header. Call it once, before Write.
func (f *Log[T]) Begin(keepTail bool) error {
	tail := f.tail
	f.tail = nil
	switch {
	case len(tail) > 0 && keepTail:
		f.size += int64(len(tail))
		f.sum = AddSum(f.sum, tail)
		if err := f.Write([]byte{'\n'}); err != nil {
			return err
		}
	case len(tail) > 0:
		if err := f.file.Truncate(f.size); err != nil {
			return fmt.Errorf("cutting the torn end of %s: %w", f.path, err)
		}
	}
	if f.size > 0 {
		return nil
	}
	return f.Write([]byte(f.Header()))
}

// Write appends whole lines, as Encode makes them. The error is an *ownfile.RecordError if something else has changed the file.
func (f *Log[T]) Write(lines []byte) error {
	if len(lines) == 0 {
		return nil
	}
	if err := f.Intact(); err != nil {
		return err
	}
	if _, err := f.file.Write(lines); err != nil {
		return fmt.Errorf("writing %s: %w", f.path, err)
	}
	f.size += int64(len(lines))
	f.sum = AddSum(f.sum, lines)
	return nil
}

// Sync makes the written lines durable.
func (f *Log[T]) Sync() error {
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("syncing %s: %w", f.path, err)
	}
	return nil
}

// Intact returns an *ownfile.RecordError unless the file still has its name and the size that this process has written.
func (f *Log[T]) Intact() error { return ownfile.CheckIntact(f.path, f.file, f.size, f.kind.Changed) }

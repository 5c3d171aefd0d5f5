package ledger

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
)

// logFile is an append-only CSV file of rows of type T, a struct of strings with csv tags. Its columns are found by name, so
// that files of earlier versions, which have fewer, and of later versions, which have more, are read and continued: an
// appended row has the columns of the file.
type logFile[T comparable] struct {
	lineFile
	// size counts the bytes of whole lines, and tail is the text after them.
	size int64
	tail []byte
	// sum is the checksum of the whole lines, once rows has read them all. marks are those that were checked: rows compares
	// their checksums.
	sum   uint32
	marks []mark
	layout[T]
}

// openLog reads the header and the end of a file. The error is a *RecordError if it is not a file of T.
func openLog[T comparable](kind fileKind, path string, file File, optional ...string) (*logFile[T], error) {
	f := &logFile[T]{lineFile: lineFile{kind, path, file}}
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
		f.layout, err = newLayout[T](names, optional...)
	}
	if err != nil {
		return nil, kind.notOurs(path)
	}
	return f, nil
}

// readColumns returns the names of the columns of the file, or those for a new header if it has no complete one.
func (f *logFile[T]) readColumns(optional []string) ([]string, error) {
	if f.size > 0 {
		first, err := bufio.NewReader(io.NewSectionReader(f.file, 0, min(f.size, maxLine))).ReadString('\n')
		return strings.Split(strings.TrimSuffix(first, "\n"), ","), err
	}
	own, err := columnsOf[T]()
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
func (f *logFile[T]) Path() string { return f.path }

// Size is the number of bytes of the whole lines.
func (f *logFile[T]) Size() int64 { return f.size }

// Tail is the text after the last line break, which begin cuts or completes; empty then.
func (f *logFile[T]) Tail() []byte { return f.tail }

// Close closes the file.
func (f *logFile[T]) Close() error { return f.file.Close() } //nolint:wrapcheck // nothing to add

// rows yields the whole lines of the file. The error that ends them is as that of decode, or a *RecordError if the bytes before
// a mark are not those that were written.
func (f *logFile[T]) rows() iter.Seq2[line[T], error] {
	if f.size == 0 {
		return func(func(line[T], error) bool) {}
	}
	return func(yield func(line[T], error) bool) {
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
			yield(line[T]{}, err)
		}
	}
}

// checkSums compares the checksums up to the marks with those that the marks have.
func (f *logFile[T]) checkSums(sums map[int64]uint32) error {
	for _, m := range f.marks {
		sum := sums[m.Size]
		if m.Size > f.size { // it covers the tail
			sum = addSum(addSum(f.sum, f.tail), []byte{'\n'})
		}
		if m.Sum != 0 && m.Sum != sum {
			return &RecordError{Path: f.path, Reason: fmt.Sprintf("one of the lines in its first %d bytes was changed, removed or moved since it was written; "+
				"only bulkdial may write this file: restore it as the last run left it", m.Size)}
		}
	}
	return nil
}

// tailRow returns the row of the tail if it lacks only the line break: it is what encode writes.
func (f *logFile[T]) tailRow() (row *T, ok bool) {
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
func (f *logFile[T]) rowIn(text []byte) (*T, error) {
	for l, err := range f.decode(f.path, io.MultiReader(strings.NewReader(f.header()), bytes.NewReader(text))) {
		return l.row, err
	}
	return nil, damaged(f.path, 0, errNotOneLine)
}

// mark returns the mark of the file as it is, after all of its rows were read.
func (f *logFile[T]) mark() (mark, error) {
	last, err := f.lineBefore(f.size)
	return markAt(f.size, last, f.sum), err
}

// check compares the size and the last line with an earlier mark of the file; rows compares the rest. The error is a *RecordError
// if something other than this program has changed it since. It reports whether the mark covers the tail, which then lacks only
// its line break.
func (f *logFile[T]) check(m mark) (coversTail bool, err error) {
	if m == (mark{}) {
		return false, nil
	}
	f.marks = append(f.marks, m)
	if whole := append(slices.Clone(f.tail), '\n'); len(f.tail) > 0 && markAt(f.size+int64(len(whole)), whole, 0).sameEnd(m) {
		return true, nil
	}
	if f.size < m.Size {
		return false, &RecordError{Path: f.path, Reason: fmt.Sprintf("the file has %d bytes, and had %d when requests were sent: it was shortened, or is an older copy; "+
			"restore the file as the last run left it", f.size, m.Size)}
	}
	same, err := f.endsIn(m)
	if err == nil && !same {
		err = &RecordError{Path: f.path, Reason: fmt.Sprintf("the line that ends at byte %d is not the one that the last run has written there: the file was edited or replaced; "+
			"restore the file as the last run left it", m.Size)}
	}
	return false, err
}

// checkZeros returns a *RecordError if the whole lines after a mark have zeros. A loss of power leaves them where it has lost a part
// of what was written and not synced, and has kept a later one.
func (f *logFile[T]) checkZeros(m mark) error {
	if m == (mark{}) || f.size <= m.Size {
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
	return &RecordError{Path: f.path, Reason: fmt.Sprintf("a loss of power has left zeros after byte %d, among lines that were not synced: "+
		"cut the file there with `truncate -s %d %s`; the intents file names the contacts of what is cut, which become unknown", good, good, f.path)}
}

// begin makes the file ready for appending: the text after its last line break becomes a line or is cut, and a new file gets its
// header.
func (f *logFile[T]) begin(keepTail bool) error {
	tail := f.tail
	f.tail = nil
	switch {
	case len(tail) > 0 && keepTail:
		f.size += int64(len(tail))
		f.sum = addSum(f.sum, tail)
		if err := f.write([]byte{'\n'}); err != nil {
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
	return f.write([]byte(f.header()))
}

// write appends whole lines.
func (f *logFile[T]) write(lines []byte) error {
	if len(lines) == 0 {
		return nil
	}
	if err := f.intact(); err != nil {
		return err
	}
	if _, err := f.file.Write(lines); err != nil {
		return fmt.Errorf("writing %s: %w", f.path, err)
	}
	f.size += int64(len(lines))
	f.sum = addSum(f.sum, lines)
	return nil
}

// sync makes the written lines durable.
func (f *logFile[T]) sync() error {
	if err := f.file.Sync(); err != nil {
		return fmt.Errorf("syncing %s: %w", f.path, err)
	}
	return nil
}

// intact returns an error unless the file still has its name and the size that this process has written.
func (f *logFile[T]) intact() error { return checkIntact(f.path, f.file, f.size, f.kind.changed) }

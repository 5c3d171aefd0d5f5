package csvio

import (
	"fmt"
	"hash/maphash"
	"io"
	"os"
)

// blockSize is how much of a file is compared at one time, in bytes.
const blockSize = 1 << 20

// File is a file that is opened once and read in several passes, all of which see the same bytes. The first pass that
// reads a block of 1 MiB keeps its hash; each later one reads the block whole, compares it, and only then hands it on.
// Where the first pass has met the end, each later pass ends: what is appended afterwards is not read. A file that takes
// over the name does not matter, nor does a new time. It is not for use by several goroutines at one time.
type File struct {
	path string
	file *os.File
	seed maphash.Seed
	// hashes are those of the blocks from the start of the file. Only the last may be of a block that is not full, and
	// then size is known.
	hashes []uint64
	size   int64 // -1 until a pass has met the end
	// open: the last line of the text has no line break.
	open bool
	// changed is set when a block is not what it was. It stays.
	changed *ChangedError
}

// OpenFile opens a file for several passes. The error says what to do instead where it is not a regular file: a pipe
// can be read only once.
func OpenFile(path string) (*File, error) {
	// A pipe is not opened at all: that would wait for its writer.
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("opening input: %w", err)
	}
	switch {
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name a file in it", path)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is a pipe or a device, which cannot be read twice: pass it as standard input and name it -", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening input: %w", err)
	}
	return &File{path: path, file: file, seed: maphash.MakeSeed(), size: -1}, nil
}

// Close closes the file.
func (f *File) Close() error {
	if err := f.file.Close(); err != nil {
		return fmt.Errorf("closing input: %w", err)
	}
	return nil
}

// Input begins a pass over the file, as OpenInput does. The pass before must have ended, and the Input outlives no Close
// of the file. Its errors, those of its Contacts included, are a *ChangedError where the file is not what an earlier pass
// has read.
func (f *File) Input(cfg InputConfig) (*Input, error) {
	return startInput(&Input{file: f}, &filePass{file: f}, cfg)
}

// FileChanges says what has happened to a File since its passes have read it.
type FileChanges struct {
	// Changed: a pass has met bytes that are not those of an earlier one, and has ended with a *ChangedError.
	Changed bool `json:"changed"`
	// AppendedBytes is how many bytes stand behind the end of the passes, which none has read.
	AppendedBytes int64 `json:"appended_bytes"`
	// LastRowOpen: bytes were appended behind a last row without a line break, so that they may belong to that row. It
	// was read without them.
	LastRowOpen bool `json:"last_row_open"`
	// Replaced: another file has the name now. Removed: no file can be found under it.
	Replaced bool `json:"replaced"`
	Removed  bool `json:"removed"`
}

// Changes looks at what has happened to the file. It is to be called between passes.
func (f *File) Changes() FileChanges {
	c := FileChanges{Changed: f.changed != nil}
	info, err := f.file.Stat()
	if err != nil {
		return c // an open file always has a state, unless its disk is gone
	}
	if f.size >= 0 && !c.Changed {
		c.AppendedBytes = max(0, info.Size()-f.size)
		c.LastRowOpen = c.AppendedBytes > 0 && f.open
	}
	named, err := os.Stat(f.path)
	c.Removed = err != nil
	c.Replaced = err == nil && !os.SameFile(info, named)
	return c
}

// explained returns the reason for an error of a pass: the change of the file, where it has changed. What reads through
// a container may have put that in its own words.
func (f *File) explained(err error) error {
	if f != nil && f.changed != nil && err != nil {
		return f.changed
	}
	return err
}

// block reads a block whole into room and checks it; it is empty behind the end. While the end is not known, the first
// block without a hash is the last that may be asked for.
func (f *File) block(number int64, room []byte) ([]byte, error) {
	if f.changed != nil {
		return nil, f.changed
	}
	offset := number * blockSize
	want := int64(blockSize)
	if f.size >= 0 {
		want = min(want, max(0, f.size-offset))
	}
	n, err := f.file.ReadAt(room[:want], offset)
	if err != nil && !isEnd(err) {
		return nil, err //nolint:wrapcheck // the reader of the input says what it was doing
	}
	block := room[:n]
	switch known := number < int64(len(f.hashes)); {
	case known && int64(n) < want:
		f.changed = &ChangedError{Offset: offset, Length: want, Cut: true, Size: offset + int64(n)}
		if info, err := f.file.Stat(); err == nil { // it may end far before this block
			f.changed.Size = min(f.changed.Size, info.Size())
		}
	case known && f.hashes[number] != maphash.Bytes(f.seed, block):
		f.changed = &ChangedError{Offset: offset, Length: want}
	case !known:
		f.note(block, offset)
	}
	if f.changed != nil {
		return nil, f.changed
	}
	return block, nil
}

// note keeps the hash of a block that is read for the first time.
func (f *File) note(block []byte, offset int64) {
	if len(block) > 0 {
		f.hashes = append(f.hashes, maphash.Bytes(f.seed, block))
	}
	if len(block) < blockSize && f.size < 0 {
		f.size = offset + int64(len(block))
	}
}

// filePass is one pass over a File, from its start; ReadAt does not move it.
type filePass struct {
	file   *File
	offset int64
	room   []byte // for a block
	block  []byte // the part of room that holds the one at hand
	number int64  // of the block at hand
}

// Read reads on, within one block.
func (p *filePass) Read(b []byte) (int, error) {
	n, err := p.read(b, p.offset)
	p.offset += int64(n)
	return n, err
}

// ReadAt reads anywhere in the file, once extent was asked for.
func (p *filePass) ReadAt(b []byte, offset int64) (int, error) {
	done := 0
	for done < len(b) {
		n, err := p.read(b[done:], offset+int64(done))
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// read reads what the block at an offset has from there on.
func (p *filePass) read(b []byte, offset int64) (int, error) {
	number := offset / blockSize
	if p.room == nil || number != p.number {
		if err := p.load(number); err != nil {
			return 0, err
		}
	}
	from := offset - number*blockSize
	if from >= int64(len(p.block)) {
		return 0, io.EOF
	}
	return copy(b, p.block[from:]), nil
}

// load makes a block the one at hand.
func (p *filePass) load(number int64) error {
	if p.room == nil {
		p.room = make([]byte, blockSize)
	}
	block, err := p.file.block(number, p.room)
	p.block, p.number = block, number
	if err != nil {
		p.number = -1 // room may hold anything
	}
	return err
}

// extent returns the size of the file. All of it was read when it returns, so that parts may be read in any order.
func (p *filePass) extent() (int64, error) {
	for p.file.size < 0 {
		if err := p.load(int64(len(p.file.hashes))); err != nil {
			return 0, err
		}
	}
	return p.file.size, nil
}

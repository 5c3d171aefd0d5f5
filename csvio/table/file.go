package table

import (
	"fmt"
	"hash/maphash"
	"io"
	"os"
)

// blockSize is the size of the blocks that are hashed and compared, in bytes.
const blockSize = 1 << 20

// File is a file that is opened once and read in several passes, all of which see the same bytes. The first pass keeps the
// hash of each block of 1 MiB; a later pass reads a block completely and compares its hash before it uses the block. Each
// pass ends where the first one met the end: bytes appended later are not read. Renaming the file, or a new modification
// time, does not matter. A File is not safe for concurrent use.
type File struct {
	path string
	file *os.File
	seed maphash.Seed
	// hashes are the hashes of the blocks from the start of the file. Only the last block may be shorter than blockSize; then
	// size is known.
	hashes []uint64
	size   int64 // -1 until a pass has met the end
	// open: the last line of the text has no line break.
	open bool
	// changed is set, for good, when a block has changed.
	changed *ChangedError
}

// OpenFile opens a file for several passes. It returns an error with a remedy if the file is not a regular file: a pipe can be
// read only once.
func OpenFile(path string) (*File, error) {
	// Opening a pipe would wait for its writer.
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

// Input begins a pass over the file, like OpenInput. The pass before must have ended, and the Input must be closed before the
// file. Its errors, and those of its Contacts, are a *ChangedError if the file has changed since an earlier pass.
func (f *File) Input(cfg InputConfig) (*Input, error) {
	return startInput(&Input{file: f}, &filePass{file: f}, cfg)
}

// FileChanges says how a file has changed since it was read.
type FileChanges struct {
	// Changed: it was overwritten or cut, so that a pass has ended with an error.
	Changed bool `json:"changed"`
	// AppendedBytes is the number of bytes after the end of the passes, which were not read.
	AppendedBytes int64 `json:"appended_bytes"`
	// LastRowOpen: bytes were appended to a last row without a line break and may belong to it. The row was read without
	// them.
	LastRowOpen bool `json:"last_row_open"`
	// Replaced: another file has the name now. Removed: no file has it.
	Replaced bool `json:"replaced"`
	Removed  bool `json:"removed"`
}

// Changes looks for changes of the file. It is called between passes.
func (f *File) Changes() FileChanges {
	c := FileChanges{Changed: f.changed != nil}
	info, err := f.file.Stat()
	if err != nil {
		return c // the disk is gone
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

// explained returns the *ChangedError in place of err if the file has changed: a reader of a container may have wrapped it in
// an error of its own.
func (f *File) explained(err error) error {
	if f != nil && f.changed != nil && err != nil {
		return f.changed
	}
	return err
}

// block reads a complete block into room, which newRoom has made, and compares its hash. It is empty after the end. While size is
// not known, number is at most that of the first block without a hash.
func (f *File) block(number int64, room []byte) ([]byte, error) {
	if f.changed != nil {
		return nil, f.changed
	}
	offset := number * blockSize
	want := int64(blockSize)
	if f.size >= 0 {
		want = min(want, max(0, f.size-offset))
	}
	n, err := f.file.ReadAt(room[:min(want, int64(len(room)))], offset)
	if err != nil && !isEnd(err) {
		return nil, err //nolint:wrapcheck // the reader of the input says what it was doing
	}
	block := room[:n]
	switch known := number < int64(len(f.hashes)); {
	case known && int64(n) < want:
		f.changed = &ChangedError{Offset: offset, Length: want, Cut: true, Size: offset + int64(n)}
		if info, err := f.file.Stat(); err == nil { // it may be far smaller
			f.changed.Size = min(f.changed.Size, info.Size())
		}
	case known && f.hashes[number] != maphash.Bytes(f.seed, block):
		f.changed = &ChangedError{Offset: offset, Length: want}
	case !known:
		f.addHash(block, offset)
	}
	if f.changed != nil {
		return nil, f.changed
	}
	return block, nil
}

// newRoom makes room for the largest block of the file as it is now. A pass ends where a small file ends at its start.
func (f *File) newRoom() ([]byte, error) {
	info, err := f.file.Stat()
	if err != nil {
		return nil, err //nolint:wrapcheck // the reader of the input says what it was doing
	}
	return make([]byte, min(blockSize, info.Size())), nil
}

// addHash keeps the hash of a block that is read for the first time.
func (f *File) addHash(block []byte, offset int64) {
	if len(block) > 0 {
		f.hashes = append(f.hashes, maphash.Bytes(f.seed, block))
	}
	if len(block) < blockSize && f.size < 0 {
		f.size = offset + int64(len(block))
	}
}

// filePass is one pass over a File, from its start. ReadAt does not move it.
type filePass struct {
	file   *File
	offset int64
	room   []byte // for a block
	block  []byte // the current block, in room
	number int64  // of the current block
}

// Read reads at most to the end of the current block.
func (p *filePass) Read(b []byte) (int, error) {
	n, err := p.read(b, p.offset)
	p.offset += int64(n)
	return n, err
}

// ReadAt reads anywhere in the file, after extent.
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

// read reads from an offset to at most the end of its block.
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

// load makes a block the current one.
func (p *filePass) load(number int64) error {
	if p.room == nil {
		room, err := p.file.newRoom()
		if err != nil {
			return err
		}
		p.room = room
	}
	block, err := p.file.block(number, p.room)
	p.block, p.number = block, number
	if err != nil {
		p.number = -1 // the content of room is undefined
	}
	return err
}

// extent reads the file to its end and returns its size, so that ReadAt may follow in any order.
func (p *filePass) extent() (int64, error) {
	for p.file.size < 0 {
		if err := p.load(int64(len(p.file.hashes))); err != nil {
			return 0, err
		}
	}
	return p.file.size, nil
}

package xlsx

import (
	"encoding/binary"
	"encoding/xml"
	"errors"
)

const (
	// maxTextInMemory and maxOffsetsInMemory bound the shared strings in memory, in bytes; larger ones go to files.
	maxTextInMemory    = 4 << 20
	maxOffsetsInMemory = 1 << 20
	offsetBytes        = 8
)

// sharedStrings is the table of texts that the cells of a workbook refer to by index. A large one is kept on disk.
type sharedStrings struct {
	text spill
	// offsets has the end of each string in text, as eight bytes.
	offsets spill
	buffer  []byte
}

func readSharedStrings(w *workbook) (*sharedStrings, error) {
	s := &sharedStrings{text: spill{limit: maxTextInMemory}, offsets: spill{limit: maxOffsetsInMemory}}
	if w.strings == "" {
		return s, nil
	}
	err := w.read(w.strings, "sst", func(t *tokens, start xml.StartElement) error {
		if start.Name.Local != "si" {
			return t.skip()
		}
		var err error
		if s.buffer, err = richText(t, s.buffer[:0]); err != nil {
			return err
		}
		return s.add(s.buffer)
	})
	if err == nil {
		err = errors.Join(s.text.seal(), s.offsets.seal())
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *sharedStrings) add(text []byte) error {
	if err := s.text.write(text); err != nil {
		return err
	}
	return s.offsets.write(binary.LittleEndian.AppendUint64(nil, uint64(s.text.size))) //nolint:gosec // never negative
}

// get returns a string, valid until the next call.
func (s *sharedStrings) get(index int) ([]byte, error) {
	if index < 0 || int64(index) >= s.offsets.size/offsetBytes {
		return nil, damaged("a cell refers to a text that is not in the workbook")
	}
	var ends [2 * offsetBytes]byte // of the string before, and of this one
	from := ends[:]
	offset := int64(index-1) * offsetBytes
	if index == 0 {
		from, offset = ends[offsetBytes:], 0
	}
	if err := s.offsets.read(from, offset); err != nil {
		return nil, err
	}
	start := binary.LittleEndian.Uint64(ends[:])
	length := int(binary.LittleEndian.Uint64(ends[offsetBytes:]) - start) //nolint:gosec // at most maxCellBytes
	if cap(s.buffer) < length {
		s.buffer = make([]byte, length)
	}
	s.buffer = s.buffer[:length]
	return s.buffer, s.text.read(s.buffer, int64(start)) //nolint:gosec // an offset in a file
}

func (s *sharedStrings) close() error { return errors.Join(s.text.close(), s.offsets.close()) }

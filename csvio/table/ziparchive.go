package table

import (
	"archive/zip"
	"bufio"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
)

// contentTypes is the part that each workbook has, and no other archive.
const contentTypes = "[Content_Types].xml"

// onlyFile returns the file in a zip archive that has nothing else, so that it is only a way to compress that file; nil for a workbook,
// and for any other archive. Folders, and what macOS adds, do not count.
func onlyFile(at io.ReaderAt, size int64) *zip.File {
	archive, err := zip.NewReader(at, size)
	if err != nil {
		return nil // the reader of workbooks says what is wrong
	}
	files := slices.DeleteFunc(archive.File, func(f *zip.File) bool {
		return f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") || path.Base(f.Name) == ".DS_Store"
	})
	if len(files) != 1 || files[0].Name == contentTypes {
		return nil
	}
	return files[0]
}

// openZipped opens the text in a zip archive.
func (i *Input) openZipped(file *zip.File, given encoding.Encoding, cfg InputConfig) error {
	const encrypted = 1
	if file.Flags&encrypted != 0 {
		return &HeaderError{Row: 1, Reason: "the zip archive has a password: unpack it"}
	}
	unpacked, err := file.Open()
	if err != nil {
		return inputError(1, damagedError{err})
	}
	i.packed = true
	i.closers = append(i.closers, unpacked)
	content := bufio.NewReaderSize(&unpacker{ReadCloser: unpacked, file: &watched{}}, readAhead)
	head, err := peek(content)
	switch {
	case err != nil:
		return err
	case isCompressed(head), strings.HasPrefix(string(head), workbookMagic), string(head) == ole2Magic:
		return &HeaderError{Row: 1, Reason: "the zip archive holds a workbook, or a file that is compressed itself: unpack it"}
	}
	return i.openText(content, given, cfg)
}

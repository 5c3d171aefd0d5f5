package xlsx

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxUnzipped is the maximum total size of the unzipped parts that are read: 2 GiB. A sheet with the maximum number of rows
// and ten columns of contacts has about 0.5 GiB.
const MaxUnzipped = 2 << 30

// archive is the zip file of a workbook.
type archive struct {
	parts map[string]*zip.File
	// left is the number of bytes that parts may still unzip to.
	left uint64
}

func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	head := make([]byte, min(size, SniffBytes))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, broken("the workbook", err)
	}
	if isOLE(head) {
		return nil, &Error{
			Cause:  "this is an old Excel file (.xls), or one with a password",
			Remedy: "save it as .xlsx without a password",
		}
	}
	if !Sniff(head) {
		return nil, &Error{Cause: "this is not an .xlsx workbook", Remedy: saveAgain}
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, broken("its end", err)
	}
	if err := beginsAtStart(r, z); err != nil {
		return nil, err
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File)), left: MaxUnzipped}
	for _, f := range z.File {
		name := partName(f.Name)
		if a.parts[name] != nil {
			return nil, damaged("the workbook holds %q twice", f.Name)
		}
		a.parts[name] = f
	}
	return a, nil
}

// beginsAtStart returns an error unless a part is at the start of the file. Otherwise the table of contents belongs to a
// workbook within a workbook whose end is missing.
func beginsAtStart(r io.ReaderAt, z *zip.Reader) error {
	var header [30]byte
	if _, err := r.ReadAt(header[:], 0); err != nil {
		return broken("its start", err)
	}
	first := 30 + int64(binary.LittleEndian.Uint16(header[26:])) + int64(binary.LittleEndian.Uint16(header[28:]))
	for _, f := range z.File {
		if offset, err := f.DataOffset(); err != nil {
			return broken(f.Name, err)
		} else if offset == first {
			return nil
		}
	}
	return broken("its table of contents", zip.ErrFormat)
}

// partName normalizes the name of a part: case does not matter, and some programs on Windows write backslashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (a *archive) has(name string) bool { return a.parts[partName(name)] != nil }

// open opens a part and subtracts its size from left. The reader verifies the size and, at the end, the checksum.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.parts[partName(name)]
	if f == nil {
		return nil, damaged("the workbook lacks its part %q", name)
	}
	if f.UncompressedSize64 > a.left {
		return nil, &Error{
			Cause:  fmt.Sprintf("the workbook unzips to more than %d MiB", MaxUnzipped>>20),
			Remedy: "split it, or save it as CSV",
		}
	}
	a.left -= f.UncompressedSize64
	r, err := f.Open()
	if err != nil {
		return nil, broken(name, err)
	}
	return r, nil
}

// verify reads a part to its end, so that a damaged part gives not even its first rows.
func (a *archive) verify(name string) error {
	f := a.parts[partName(name)]
	if f == nil || f.UncompressedSize64 > a.left {
		return nil // open returns the error
	}
	r, err := f.Open()
	if err != nil {
		return broken(name, err)
	}
	defer r.Close()
	if _, err := io.Copy(io.Discard, r); err != nil { //nolint:gosec // the reader verifies the size that was checked
		return broken(name, err)
	}
	return nil
}

// kind returns the error for an archive without a workbook, with what it seems to be.
func (a *archive) kind() error {
	known := []struct{ part, cause, remedy string }{
		{"xl/workbook.bin", "this is a binary Excel workbook (.xlsb)", "save it as .xlsx"},
		{"word/document.xml", "this is a Word document, not a workbook", "pass the workbook"},
		{"ppt/presentation.xml", "this is a presentation, not a workbook", "pass the workbook"},
		{"index/document.iwa", "this is an Apple Numbers or Pages file", "export it as .xlsx"},
		{"content.xml", "this is an OpenDocument file (.ods)", "save it as .xlsx"},
	}
	for _, k := range known {
		if a.has(k.part) {
			return &Error{Cause: k.cause, Remedy: k.remedy}
		}
	}
	return &Error{
		Cause:  "this is a zip archive without a workbook",
		Remedy: "unpack it and pass the contacts file in it",
	}
}

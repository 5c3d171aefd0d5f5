package xlsx

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxUnzipped is how many bytes the parts of a workbook that are read may have together when they are unzipped:
// 2 GiB. A sheet that is full to its last row with ten columns of contacts has about 0.5 GiB.
const MaxUnzipped = 2 << 30

// archive is the zip file that a workbook is.
type archive struct {
	parts map[string]*zip.File
	// left is what MaxUnzipped has left for parts yet to be opened.
	left uint64
}

func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	head := make([]byte, min(size, SniffBytes))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, broken("the workbook", err)
	}
	if isOLE(head) {
		return nil, &Error{
			Cause:  "this is an old Excel file (.xls), or one that a password protects",
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

// beginsAtStart holds that some part is the first thing in the file. Where none is, the table of contents belongs to
// a workbook within a workbook of which the end is lost.
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

// partName is the form in which names of parts are compared: their case does not count, and some programs on Windows
// separate with a backslash.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (a *archive) has(name string) bool { return a.parts[partName(name)] != nil }

// open opens a part, and takes its size off what may still be unzipped. The reader holds the part to that size and,
// at its end, to its checksum.
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

// verify reads a part to its end, so that one whose bytes were changed gives not even its first rows.
func (a *archive) verify(name string) error {
	f := a.parts[partName(name)]
	if f == nil || f.UncompressedSize64 > a.left {
		return nil // open says so
	}
	r, err := f.Open()
	if err != nil {
		return broken(name, err)
	}
	defer r.Close()
	if _, err := io.Copy(io.Discard, r); err != nil { //nolint:gosec // a part is held to the size that was checked
		return broken(name, err)
	}
	return nil
}

// kind says what an archive without a workbook seems to be.
func (a *archive) kind() error {
	known := []struct{ part, cause, remedy string }{
		{"xl/workbook.bin", "this is a binary Excel workbook (.xlsb)", "save it as .xlsx"},
		{"word/document.xml", "this is a Word document, not a workbook", "give the workbook"},
		{"ppt/presentation.xml", "this is a presentation, not a workbook", "give the workbook"},
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
		Remedy: "unpack it and give the contacts file that is in it",
	}
}

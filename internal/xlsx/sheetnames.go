package xlsx

import "io"

// SheetNames returns the names of the sheets of the workbook of size bytes in r. The error is that of Open.
func SheetNames(r io.ReaderAt, size int64) ([]string, error) {
	archive, err := openArchive(io.NewSectionReader(onDisk{r}, 0, size), size)
	if err != nil {
		return nil, err
	}
	book, err := openWorkbook(archive)
	if err != nil {
		return nil, err
	}
	return book.names(), nil
}

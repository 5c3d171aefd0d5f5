package calls

import (
	"os"
	"sync"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
)

// placedResults are results files that are read again when they have grown. Package track knows a result in them by its place. One
// goroutine may call read while another calls lookup.
type placedResults struct {
	mu    sync.Mutex // guards files, but not what they point to
	files []*placedFile
}

type placedFile struct {
	path   string
	reader *ledger.PlaceReader // for lookup
	// size is that of the file when it was last read; for read.
	size int64
}

// read passes the results of a file to take, with their places, if it has grown since it was last read. A result that is not in the
// file has a negative offset.
func (p *placedResults) read(path string, take func(*dialer.Result, track.Place)) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 { // a run has created it, or intents are all there is
		return nil //nolint:nilerr // as above
	}
	i, file, err := p.open(path)
	if err != nil || file.size == info.Size() {
		return err
	}
	file.size = info.Size()
	_, err = ledger.ReadPlaces(path, func(r *dialer.Result, at ledger.Place) {
		take(r, track.Place{File: uint16(i), Offset: int64(at)}) //nolint:gosec // there are fewer files
	})
	return err //nolint:wrapcheck // it names the file
}

// open returns a results file and its index; it opens the file the first time.
func (p *placedResults) open(path string) (int, *placedFile, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, file := range p.files {
		if file.path == path {
			return i, file, nil
		}
	}
	reader, err := ledger.OpenPlaces(path)
	if err != nil {
		return 0, nil, err //nolint:wrapcheck // it names the file
	}
	p.files = append(p.files, &placedFile{path: path, reader: reader})
	return len(p.files) - 1, p.files[len(p.files)-1], nil
}

// lookup returns the result at a place.
func (p *placedResults) lookup(at track.Place) (dialer.Result, error) {
	p.mu.Lock()
	file := p.files[at.File]
	p.mu.Unlock()
	r, err := file.reader.At(ledger.Place(at.Offset))
	if err != nil {
		return dialer.Result{}, err //nolint:wrapcheck // it names the file
	}
	return *r, nil
}

func (p *placedResults) close() {
	for _, file := range p.files {
		_ = file.reader.Close() // it was only read
	}
}

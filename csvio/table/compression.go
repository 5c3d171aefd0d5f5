package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

const (
	gzipMagic = "\x1f\x8b"
	zstdMagic = "\x28\xb5\x2f\xfd"

	// zstdWindow is the maximum window of zstd, in bytes, and bounds the memory of unpacking. The levels up to 19 use at
	// most a quarter of it.
	zstdWindow = 32 << 20
)

// isCompressed reports whether an input that begins with head is compressed.
func isCompressed(head []byte) bool {
	return bytes.HasPrefix(head, []byte(gzipMagic)) || bytes.HasPrefix(head, []byte(zstdMagic))
}

// unpacker unpacks compressed input. It distinguishes errors of the compressed data from errors of reading the file.
type unpacker struct {
	io.ReadCloser
	file *watched
}

// newUnpacker returns an unpacker of packed, which reads from file.
func newUnpacker(packed *bufio.Reader, file *watched) (*unpacker, error) {
	u := &unpacker{file: file}
	head, err := packed.Peek(len(gzipMagic))
	switch {
	case err != nil:
	case string(head) == gzipMagic:
		u.ReadCloser, err = gzip.NewReader(packed)
	default:
		var d *zstd.Decoder
		if d, err = zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderMaxMemory(zstdWindow)); err == nil {
			u.ReadCloser = d.IOReadCloser()
		}
	}
	return u, u.explained(err)
}

// Read unpacks.
func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	return n, u.explained(err)
}

func (u *unpacker) explained(err error) error {
	if err == nil || isEnd(err) || u.file.err != nil {
		return err
	}
	return damagedError{err}
}

// watched keeps the error of the reader below it.
type watched struct {
	r   io.Reader
	err error // not io.EOF
}

// Read implements io.Reader.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !isEnd(err) {
		w.err = err
	}
	return n, err //nolint:wrapcheck // it is passed on
}

// damagedError is an error of compressed data.
type damagedError struct{ err error }

func (e damagedError) Error() string { return e.err.Error() }

// reason says what is wrong and what to do.
func (e damagedError) reason() string {
	if errors.Is(e.err, zstd.ErrWindowSizeExceeded) {
		return fmt.Sprintf("the window of the compressed input is larger than %d MiB: compress it without the options for long windows and ultra levels", zstdWindow>>20)
	}
	return "the compressed input is damaged: copy or compress the file again"
}

func (e damagedError) Unwrap() error { return e.err }

package cartesia

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// How much of an answer is read, in bytes after decompression.
const (
	successLimit int64 = 64 << 10 // of a 2xx, and for each contact
	contactLimit int64 = 4 << 10
	refusalLimit int64 = 64 << 10 // of any other status
	// drainLimit is how much of the rest is skipped, so that the connection can be used again.
	drainLimit int64 = 4 << 10
)

// readBody reads an answer's body to its end. With an error it returns what it has read: a body that is longer than limit
// is an error, and so is one that ends too early.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	// The limit holds below the decompression too: a long gzip stream can hold nothing.
	raw := io.LimitReader(resp.Body, limit+1)
	var buffer bytes.Buffer
	buffer.Grow(int(min(max(0, resp.ContentLength), limit)) + bytes.MinRead)
	err := decode(&buffer, raw, resp.Header.Get("Content-Encoding"), limit+1)
	body := buffer.Bytes()
	if int64(len(body)) > limit {
		return body[:limit], fmt.Errorf("it is longer than %d bytes", limit)
	}
	if err != nil {
		return body, err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, drainLimit)
	return body, nil
}

// decode reads at most limit bytes. The client asks for no content coding, but it understands gzip.
func decode(body *bytes.Buffer, raw io.Reader, coding string, limit int64) error {
	switch strings.ToLower(strings.TrimSpace(coding)) {
	case "", "identity":
	case "gzip", "x-gzip":
		zip, err := gzip.NewReader(raw)
		if err != nil {
			return fmt.Errorf("its gzip is damaged: %w", err)
		}
		raw = io.LimitReader(zip, limit)
	default:
		return errors.New("it is compressed in a way that was not asked for")
	}
	_, err := body.ReadFrom(raw)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it is cut off")
	case err != nil:
		return fmt.Errorf("reading it: %w", err)
	}
	return nil
}

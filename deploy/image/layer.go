package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// layer makes the files of an image: the binary, CA certificates, a folder for temporary files, and the folder of the contacts.
func (r *release) layer(binary string) (v1.Layer, error) {
	program, err := os.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("reading the binary: %w", err)
	}
	files := tree{at: r.created}
	files.add("bulkdial", 0o755, 0, program)
	files.add("data/", 0o755, user, nil)
	for _, folder := range []string{"etc/", "etc/ssl/", "etc/ssl/certs/"} {
		files.add(folder, 0o755, 0, nil)
	}
	files.add("etc/ssl/certs/ca-certificates.crt", 0o644, 0, roots())
	files.add("tmp/", 0o1777, 0, nil)
	text, err := files.text()
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }, tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, fmt.Errorf("making the layer: %w", err)
	}
	return layer, nil
}

// roots are the certificates of the authorities that Mozilla trusts, as the pinned module has them. Those that it trusts only within
// bounds, as up to a day, are left out: a file of certificates cannot say so.
func roots() []byte {
	var text []byte
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})...)
		}
	}
	return text
}

// tree is an archive of files that all have one time.
type tree struct {
	at    time.Time
	files []file
}

type file struct {
	header tar.Header
	text   []byte
}

// add adds a file, or a folder, whose name ends in a slash.
func (t *tree) add(name string, mode int64, owner int, text []byte) {
	header := tar.Header{Name: name, Mode: mode, Uid: owner, Gid: owner, Size: int64(len(text)), ModTime: t.at, Typeflag: tar.TypeReg, Format: tar.FormatPAX}
	if name[len(name)-1] == '/' {
		header.Typeflag = tar.TypeDir
	}
	t.files = append(t.files, file{header, text})
}

// text is the archive.
func (t *tree) text() ([]byte, error) {
	var text bytes.Buffer
	w := tar.NewWriter(&text)
	for _, f := range t.files {
		if err := w.WriteHeader(&f.header); err != nil {
			return nil, fmt.Errorf("archiving %s: %w", f.header.Name, err)
		}
		if _, err := w.Write(f.text); err != nil {
			return nil, fmt.Errorf("archiving %s: %w", f.header.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("archiving: %w", err)
	}
	return text.Bytes(), nil
}

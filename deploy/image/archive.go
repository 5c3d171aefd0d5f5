package main

import (
	"fmt"
	"io/fs"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// writeArchive writes the images as an OCI layout in a tar file.
func writeArchive(path string, index v1.ImageIndex, r *release) error {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	to, err := layout.Write(dir, empty.Index)
	if err != nil {
		return fmt.Errorf("writing the layout: %w", err)
	}
	err = to.AppendIndex(index, layout.WithAnnotations(map[string]string{
		"org.opencontainers.image.ref.name": r.version,               // podman, skopeo
		"io.containerd.image.name":          "bulkdial:" + r.version, // containerd, Docker
	}))
	if err != nil {
		return fmt.Errorf("writing the images: %w", err)
	}
	files, err := r.filesOf(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("reading the layout: %w", err)
	}
	text, err := files.text()
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, text, 0o644); err != nil { //nolint:gosec // a release is for all
		return fmt.Errorf("writing the archive: %w", err)
	}
	return nil
}

// filesOf returns what is in a folder, in the order of the names.
func (r *release) filesOf(folder fs.FS) (*tree, error) {
	files := &tree{at: r.created}
	return files, fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error { //nolint:wrapcheck // the caller says what it was doing
		switch {
		case err != nil || name == ".":
			return err
		case entry.IsDir():
			files.add(name+"/", 0o755, 0, nil)
			return nil
		}
		text, err := fs.ReadFile(folder, name)
		files.add(name, 0o644, 0, text)
		return err //nolint:wrapcheck // as above
	})
}

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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
	defer os.RemoveAll(dir)
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
	files := tree{at: r.created}
	err = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error { // in the order of the names
		if err != nil || name == dir {
			return err
		}
		below, err := filepath.Rel(dir, name)
		if err != nil {
			return fmt.Errorf("naming a file: %w", err)
		}
		if entry.IsDir() {
			files.add(filepath.ToSlash(below)+"/", 0o755, 0, nil)
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading the layout: %w", err)
		}
		files.add(filepath.ToSlash(below), 0o644, 0, text)
		return nil
	})
	if err != nil {
		return err
	}
	text, err := files.text()
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return fmt.Errorf("writing the archive: %w", err)
	}
	return nil
}
